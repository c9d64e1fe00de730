"""A member of a body on the evening before its meeting, on a phone: from the mail that a vote is wanted, through the papers
to the vote, the vote changed, and what was decided. `OMBUD_SCREENSHOTS=folder` keeps a picture of each page and state.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ombud.workflows.days import day_of
from tests.browser.gallery import SIZES, Axe, Eye
from tests.support.browser import Serve
from tests.support.pdf import text_of
from tests.web.boardroom import Hearing, a_hearing, may_vote_by_correspondence, vote
from tests.web.house import PASSWORD, House
from tests.web.people import ABENA, BRUNO, CAROL, DMITRI

MOTION = "What becomes of the decision that is appealed?"


@dataclass
class Evening:
    """It is eight in the evening before the meeting; a ballot on its appeal is open until the end of the next day."""

    house: House
    hearing: Hearing
    ballot: str
    address: str

    def mailed_to(self, email: str) -> str:
        """The address of the page that the newest mail to somebody names."""
        mails = [mail for mail in self.house.mailer.messages if email in str(mail["To"])]
        body = mails[-1].get_body(("plain",))
        assert body
        text = body.get_content()
        assert "Your vote is wanted." in text
        assert MOTION not in text, "the mail tells nothing of what is voted on"
        (path,) = re.findall(r"http://localhost:8000(/ballots/\S+)", text)
        return str(path)


@pytest.fixture
def evening(house: House, serve: Serve) -> Evening:
    may_vote_by_correspondence(house)
    hearing = a_hearing(house)
    meets_on = day_of(house.at)
    house.at -= timedelta(days=1)
    house.work()
    house.at = house.at.replace(hour=23)
    ballot = hearing.open_by_correspondence(meets_on)
    house.work()
    return Evening(house, hearing, ballot, serve(house.app))


def comes_by_the_mail(evening: Evening, page: Page, email: str, eye: Eye) -> None:
    """Opens the mail's link, says who they are, and stands before the ballot."""
    page.goto(evening.address + evening.mailed_to(email))
    expect(page.locator("h1")).to_have_text("Sign in")
    eye.see(page, "evening-sign-in")
    signs_in(evening, page, email, eye)
    expect(page.locator("h1")).to_have_text(MOTION)
    eye.see(page, "evening-ballot")


def signs_in(evening: Evening, page: Page, email: str, eye: Eye) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("h1")).to_have_text("Second step")
    eye.see(page, "evening-second-step")
    page.get_by_label("Code", exact=True).fill(evening.house.code_of(email))
    page.get_by_role("button", name="Go on").click()


def comes_from_home(page: Page, eye: Eye) -> None:
    page.get_by_role("link", name="Home", exact=True).click()
    wanted = page.get_by_role("region", name="Needs your vote")
    expect(wanted).to_contain_text("Due tomorrow")
    eye.see(page, "evening-home")
    wanted.get_by_role("link", name=f"Vote: {MOTION}").click()
    expect(page.locator("h1")).to_have_text(MOTION)


def reads_the_papers(page: Page, eye: Eye) -> None:
    """From the ballot to the packet of the meeting, as a PDF too; the meeting; and back to the ballot from its agenda."""
    page.get_by_role("link", name="Read what it is about: packet for the meeting of Wed, Apr 8").click()
    expect(page.locator("h1")).to_have_text("Packet")
    page.get_by_text("Accept the decision, or appeal").click()
    expect(page.get_by_text("two other agencies were given one like it")).to_be_visible()
    eye.see(page, "evening-packet")
    with page.expect_download() as made:
        page.get_by_role("link", name="Packet (PDF)").click()
    text = text_of(Path(made.value.path()).read_bytes())
    assert "two other agencies were given one like it" in text
    assert MOTION in text
    page.get_by_role("link", name="Meeting of Wed, Apr 8").click()
    expect(page.get_by_role("heading", name="Agenda")).to_be_visible()
    eye.see(page, "evening-meeting")
    page.get_by_role("link", name=MOTION).click()
    expect(page.locator("h1")).to_have_text(MOTION)


def votes(page: Page, choice: str, button: str) -> None:
    page.locator("form.ballot-paper").get_by_text(choice, exact=True).click()
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".receipt")).to_contain_text(choice)
    expect(page.get_by_role("status").first).to_contain_text("Your vote is in.")


@pytest.mark.long
@pytest.mark.parametrize("size", ["phone", "narrow"])
def test_a_member_reads_votes_and_votes_again_before_the_meeting(
    evening: Evening, new_page: Callable[..., Page], axe: Axe, size: str
) -> None:
    page, eye = new_page(viewport=SIZES[size], has_touch=True, reduced_motion="reduce"), Eye(axe, size)
    comes_by_the_mail(evening, page, ABENA, eye)
    comes_from_home(page, eye)
    reads_the_papers(page, eye)
    page.get_by_role("button", name="Vote", exact=True).click()
    expect(page.locator("[data-summary]")).to_be_focused()
    expect(page.locator("[data-summary]")).to_contain_text("Choose one, or abstain")
    eye.see(page, "evening-nothing-chosen")
    votes(page, "The decision is changed in part", "Vote")
    eye.see(page, "evening-voted")
    page.get_by_role("link", name="Home", exact=True).click()
    expect(page.get_by_role("heading", name="Needs your vote")).to_have_count(0)
    eye.see(page, "evening-home-after")

    evening.house.pass_(hours=2)  # long enough to be asked again who one is
    page.goto(evening.address + evening.ballot)
    signs_in(evening, page, ABENA, eye)
    votes(page, "The decision is overturned", "Change the vote")
    eye.see(page, "evening-changed")

    is_decided(evening)
    page.goto(evening.address + evening.ballot)
    signs_in(evening, page, ABENA, eye)
    expect(page.get_by_text("Decided: The decision is overturned")).to_be_visible()
    eye.see(page, "evening-decided")
    with page.expect_download() as made:
        page.get_by_role("link", name=re.compile(r"Resolution .* \(PDF\)")).click()
    assert "The decision is overturned" in text_of(Path(made.value.path()).read_bytes())
    page.get_by_role("link", name=evening.hearing.number).first.click()
    expect(page.locator("h1")).to_be_visible()
    eye.see(page, "evening-case-decided")
    assert not eye.faults, "\n".join(eye.faults)


def is_decided(evening: Evening) -> None:
    """The others vote in the morning, the time to vote ends, and the worker counts."""
    evening.house.pass_(hours=12)
    for email, choice in ((BRUNO, "overturned"), (CAROL, "upheld"), (DMITRI, "overturned")):
        vote(evening.house, email, evening.ballot, choice)
    evening.house.pass_(hours=18)
    evening.house.work()


@pytest.mark.long
@pytest.mark.parametrize("size", ["narrow", "phone"])
def test_a_member_with_a_conflict_steps_aside_and_sees_no_more_of_it(
    evening: Evening, new_page: Callable[..., Page], axe: Axe, size: str
) -> None:
    page, eye = new_page(viewport=SIZES[size], has_touch=True, reduced_motion="reduce"), Eye(axe, size)
    comes_by_the_mail(evening, page, DMITRI, eye)
    page.get_by_text("I have a conflict: recuse me").click()
    page.get_by_role("button", name="Recuse me").click()
    expect(page.locator("[data-summary]")).to_be_focused()
    eye.see(page, "evening-why-recused")
    page.get_by_label("Why").fill("My sister works there.")
    page.get_by_role("button", name="Recuse me").click()
    expect(page.get_by_role("status").first).to_contain_text("You are recused.")
    expect(page.get_by_role("heading", name="Needs your vote")).to_have_count(0)
    eye.see(page, "evening-recused")
    page.get_by_role("link", name="Home", exact=True).click()
    page.get_by_role("region", name="Your next meeting").get_by_role("link").first.click()
    expect(page.locator("main")).not_to_contain_text(evening.hearing.number)
    eye.see(page, "evening-meeting-recused")
    answer = page.goto(evening.address + evening.ballot)
    assert answer
    assert answer.status == 404
    eye.see(page, "evening-ballot-recused")
    assert not eye.faults, "\n".join(eye.faults)
