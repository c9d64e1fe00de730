"""An agency's data coordinator certifies Exhibit A over three days, with the keyboard alone: from the mail that it has begun,
over last year's answers and two mistakes, to the certificate."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import enter
from tests.browser.gallery import SIZES, Axe, Eye
from tests.browser.keyboard import go, press
from tests.support.browser import Serve
from tests.web.exhibits import in_use
from tests.web.house import PASSWORD, SECOND_FACTOR, House
from tests.web.links import mails_to
from tests.web.people import AUDITOR
from tests.web.test_annual_certification import (
    ADMINISTRATOR,
    ANSWERS,
    DIRECTOR,
    EXHIBIT_B,
    HDC,
    SECURITY,
    opened,
)

REPORT = {"mimeType": "text/plain", "buffer": b"Reports were made in time."}


@dataclass
class Year:
    """Her agency's certification, and the browsers of those who come to it."""

    house: House
    number: str
    address: str
    eye: Eye
    open_page: Callable[[], Page]

    def link_mailed(self, subject: str) -> str:
        found = re.search(r"http://localhost:8000(/\S+)", mails_to(self.house, HDC, subject)[-1])
        assert found
        return self.address + found[1]

    def comes_back(self, days: int) -> Page:
        """In a browser that does not know her, so that she gives her second factor again."""
        self.house.pass_(days=days)
        self.house.work()
        return self.open_page()


@pytest.fixture(params=["wide", "narrow"])
def year(request: pytest.FixtureRequest, house: House, serve: Serve, new_page: Callable[..., Page], axe: Axe) -> Year:
    """Last year she has answered the exhibit already."""
    house.work()
    house.complete(opened(house, 2027), "exhibit_a", HDC, ANSWERS)
    number = opened(house, 2028)
    at = partial(new_page, viewport=SIZES[request.param], reduced_motion="reduce")
    return Year(house, number, serve(house.app), Eye(axe, request.param), at)


@pytest.mark.long
@pytest.mark.timeout(1_200)
def test_a_certification_is_filled_in_over_three_days_with_the_keyboard_alone(year: Year) -> None:
    _first_day(year)
    _second_day(year)
    _third_day(year)
    _reviewed(year)
    _certified(year)
    assert not year.eye.faults, "\n".join(year.eye.faults)


def _first_day(year: Year) -> None:
    page = year.comes_back(days=2)
    page.goto(year.link_mailed("The annual certification has begun"))
    _sign_in(year, page)
    expect(page).to_have_url(f"{year.address}/cases/{year.number}")
    year.eye.see(page, "coordinator-case")
    press(page, "Complete Exhibit A", "link")
    expect(page.locator("main")).to_contain_text("Filled in with the answers of case CER-2027-")
    expect(page.locator("main")).to_contain_text("0 of 9 parts are done.")
    year.eye.see(page, "coordinator-parts")
    press(page, "Begin", "link")
    expect(page.locator("h1")).to_have_text("The list, and HIPAA")
    year.eye.see(page, "coordinator-first-part")
    press(page, "Save and continue")
    expect(page.locator("h1")).to_have_text("People and appointments")
    expect(page.get_by_label("The agency has one HMIS Data Coordinator", exact=False).first).to_be_checked()
    go(page, page.get_by_label("What shows it: The agency has one HMIS Data Coordinator"))
    page.keyboard.type("Letter of appointment, 4 January")
    year.eye.see(page, "coordinator-part")
    press(page, "Save and come back later")
    expect(page.get_by_role("status").first).to_contain_text("Saved: Complete Exhibit A")
    _stands_at(page, "1 of 9 parts are done.")
    year.eye.see(page, "coordinator-inbox-begun")
    press(page, "Sign out")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    year.eye.see(page, "coordinator-signed-out")


def _second_day(year: Year) -> None:
    page = year.comes_back(days=1)
    page.goto(year.address)
    press(page, "Sign in", "link")
    _sign_in(year, page)
    expect(page).to_have_url(f"{year.address}/home")
    _stands_at(page, "1 of 9 parts are done.")
    year.eye.see(page, "coordinator-home-begun")
    press(page, "Complete Exhibit A", "link")
    expect(page.locator("#state-2")).to_have_text("In progress")
    year.eye.see(page, "coordinator-parts-begun")
    press(page, "What does not hold, and confirmation", "link")
    press(page, "Save and continue")
    expect(page.locator("[data-summary]")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: What does not hold, and confirmation"))
    year.eye.see(page, "coordinator-part-error")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("I have looked at every statement")).to_be_focused()
    press(page, "All parts", "link")
    press(page, "Go on", "link")
    for part in range(2, 6):
        expect(page.locator("main")).to_contain_text(f"Step {part} of 9")
        _confirm_part(page)
        press(page, "Save and continue")
    expect(page.locator("main")).to_contain_text("Step 6 of 9")
    press(page, "All parts", "link")
    _stands_at(page, "5 of 9 parts are done.")
    year.eye.see(page, "coordinator-parts-half")
    press(page, "Sign out")


def _third_day(year: Year) -> None:
    page = year.comes_back(days=1)
    page.on("filechooser", lambda _chooser: None)  # so that choosing is caught from the first key on
    page.goto(f"{year.address}/tasks/{year.house.task(year.number, 'exhibit_a')}")
    _sign_in(year, page)
    press(page, "Go on", "link")
    for part in range(6, 9):
        expect(page.locator("main")).to_contain_text(f"Step {part} of 9")
        _confirm_part(page)
        press(page, "Save and continue")
    expect(page.locator("h1")).to_have_text("What does not hold, and confirmation")
    go(page, page.get_by_label("What does not hold, and what is being done about it?"))
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    go(page, page.get_by_label("I have looked at every statement"))
    page.keyboard.press("Space")
    year.eye.see(page, "coordinator-last-part")
    press(page, "Save and continue")
    expect(page.locator("h1")).to_have_text("Check your answers")
    expect(page.locator("main")).not_to_contain_text("Not confirmed:")
    year.eye.see(page, "coordinator-check")
    _choose_file(page, "reports.exe")
    press(page, "Complete the exhibit")
    expect(page.locator("[data-summary]")).to_contain_text("“reports.exe” cannot be sent")
    year.eye.see(page, "coordinator-check-error")
    _choose_file(page, "reports.txt")
    press(page, "Complete the exhibit")
    expect(page.locator("h1")).to_have_text("Sent: Complete Exhibit A")
    expect(page.locator("main")).to_contain_text("Letter of appointment, 4 January")
    expect(page.locator("main")).to_contain_text("reports.txt")
    year.eye.see(page, "coordinator-receipt")
    press(page, "See where the case is", "link")
    expect(page).to_have_url(f"{year.address}/cases/{year.number}")


def _reviewed(year: Year) -> None:
    """The others of the agency do theirs, and the System Administrator reviews it."""
    house, every = year.house, [item.id for item in in_use(year.house, "exhibit_b").items]
    house.complete(year.number, "exhibit_b", SECURITY, EXHIBIT_B | {"security": every, "gaps": ""})
    house.complete(year.number, "certify", DIRECTOR, {"stage": "certified"})
    house.work()
    page = enter(year.open_page(), year.address, house, ADMINISTRATOR)
    page.goto(f"{year.address}/tasks/{house.task(year.number, 'review')}")
    expect(page.locator("main")).to_contain_text("Letter of appointment, 4 January")
    year.eye.see(page, "coordinator-review")
    page.get_by_text("The agency complies", exact=True).click()
    page.get_by_label("What did you look at, and what did you find?").fill("Both lists, and what shows them.")
    page.get_by_role("button", name="Record the review").click()
    expect(page.locator("h1")).to_have_text("Sent: Review the certification")
    house.work()


def _certified(year: Year) -> None:
    page = year.comes_back(days=1)
    page.goto(year.link_mailed("a letter is ready"))
    _sign_in(year, page)
    expect(page.locator("main")).to_contain_text("Certified: every statement holds")
    year.eye.see(page, "coordinator-certified")
    with page.expect_download() as letter:
        press(page, "Download: Certificate of the annual certification (PDF)", "link")
    assert Path(letter.value.path()).read_bytes().startswith(b"%PDF-")
    press(page, "Home", "link")
    expect(page.locator("main")).not_to_contain_text("Complete Exhibit A")
    year.eye.see(page, "coordinator-home-done")
    auditor = enter(year.open_page(), year.address, year.house, AUDITOR)
    auditor.goto(f"{year.address}/overview/agencies/annual_certification")
    expect(auditor.get_by_role("row", name="Harbor House")).to_contain_text("Certified: every statement holds")
    year.eye.see(auditor, "coordinator-overview")


def _sign_in(year: Year, page: Page) -> None:
    expect(page.locator("h1")).to_have_text("Sign in")
    year.eye.see(page, "coordinator-sign-in")
    form = page.locator("form.sign-in")
    go(page, form.get_by_label("E-mail address"))
    page.keyboard.type(HDC)
    go(page, form.get_by_label("Password"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{SECOND_FACTOR}")
    year.eye.see(page, "coordinator-second-factor")
    go(page, page.get_by_label("Code", exact=True))
    page.keyboard.type(year.house.code_of(HDC))
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: SECOND_FACTOR not in url)


def _stands_at(page: Page, words: str) -> None:
    expect(page.locator("main")).to_contain_text(words)


def _confirm_part(page: Page) -> None:
    left = page.locator("input[name=administrative]:not(:checked)").evaluate_all("all => all.map((one) => one.value)")
    for value in left:
        go(page, page.locator(f"input[value={value}]"))
        page.keyboard.press("Space")


def _choose_file(page: Page, name: str) -> None:
    go(page, page.locator("input[type=file]"))
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files([REPORT | {"name": name}])  # type: ignore[list-item]
