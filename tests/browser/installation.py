"""An installation that begins: its command line, its first administrator, and how people come to their accounts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pyotp
from click.testing import CliRunner
from playwright.sync_api import Page, expect

from ombud.webapp.cli import ombud
from ombud.workflows.clock import utc_now
from ombud.workflows.days import day_of
from tests.browser.gallery import Eye
from tests.web.house import PASSWORD, House

OPERATOR = "ada@city.example"


@dataclass
class Place:
    """An installation, and the browsers of those who come to it."""

    house: House
    address: str
    eye: Eye
    open_page: Callable[[], Page]
    keys: dict[str, str]  # what each person's telephone was told, by address

    def day(self, ahead: int) -> str:
        return (day_of(self.house.at) + timedelta(days=ahead)).isoformat()

    def code_of(self, email: str) -> str:
        self.house.pass_(minutes=1)  # a code is good once
        return pyotp.TOTP(self.keys[email]).at(self.house.at)

    def link_mailed(self, email: str) -> str:
        self.house.work()
        mails = [mail for mail in self.house.mailer.messages if email in str(mail["To"])]
        body = mails[-1].get_body(("plain",))
        assert body
        return link_in(body.get_content())

    def go(self, page: Page, *links: str) -> None:
        """From the page of administration on, by the links people see."""
        page.get_by_role("navigation", name="Main").get_by_role("link", name="Administration").click()
        for link in links:
            page.locator("main").get_by_role("link", name=link, exact=True).first.click()
        self.eye.see(page, f"story-{'-'.join(links).lower().replace(' ', '-')[:60] or 'administration'}")


def link_in(text: str) -> str:
    found = re.search(r"http://localhost:8000(/welcome/[A-Za-z0-9_-]{43})", text)
    assert found, text
    return found[1]


def command(*words: str) -> str:
    result = CliRunner().invoke(ombud, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def first_operator(place: Place) -> Page:
    printed = command("person", "add", OPERATOR, "--name", "Ada Lind", "--role", "operator")
    place.house.at = utc_now()
    return set_up(place, link_in(printed), OPERATOR)


def set_up(place: Place, link: str, email: str) -> Page:
    """Opens the link, chooses a password, sets up the authenticator, keeps the recovery codes."""
    page = place.open_page()
    page.goto(place.address + link)
    expect(page.locator("h1")).to_have_text("Open your account")
    _choose(page, "passwordpassword")
    expect(page.get_by_role("alert")).to_contain_text("one of the passwords that are tried first")
    place.eye.see(page, "story-weak-password")
    _choose(page, PASSWORD)
    expect(page.locator("h1")).to_have_text("Set up your second factor")
    place.keys[email] = page.locator(".authenticator__key").inner_text().replace(" ", "")
    place.eye.see(page, "story-set-up")
    page.get_by_label("The six digits your app shows now").fill(place.code_of(email))
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".recovery code")).to_have_count(10)
    place.eye.see(page, "story-recovery-codes")
    page.get_by_role("link", name="I have kept them").click()
    expect(page).to_have_url(f"{place.address}/home")
    again = place.open_page()
    again.goto(place.address + link)
    expect(again.locator("h1")).not_to_have_text("Open your account")
    expect(again.get_by_label("New password")).to_have_count(0)
    return page


def _choose(page: Page, password: str) -> None:
    page.get_by_label("New password").fill(password)
    page.get_by_label("The same password again").fill(password)
    page.get_by_role("button", name="Save the password").click()


def signs_in_again(place: Place, page: Page, email: str) -> None:
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("h1")).to_have_text("Second step")
    page.get_by_label("Code", exact=True).fill(place.code_of(email))
    page.get_by_role("button", name="Go on").click()
    expect(page).to_have_url(f"{place.address}/home")
