"""A day of the Director, who has forty matters open and no mouse: from signing in, through the inbox to a decision that is
sent, and to how things stand as a whole. `OMBUD_SCREENSHOTS=folder` keeps a picture of each page and state.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.gallery import SIZES, Axe, Eye
from tests.browser.keyboard import go, press
from tests.support.browser import Serve
from tests.support.pdf import text_of
from tests.web.house import PASSWORD, House
from tests.web.people import DIRECTOR, OPERATOR
from tests.web.piles import pile

TARGET = "/administration/settings/agency_grievance/decision_target"
HARBOR = {"contact_name": "Simone Achebe", "organisation_name": "Quiet Harbor Kitchen"}
DECIDE = "Decide on the complaint"


@dataclass
class Desk:
    """The Director at the keyboard."""

    house: House
    page: Page
    eye: Eye
    address: str

    def type_into(self, label: str, text: str) -> None:
        go(self.page, self.page.get_by_label(label, exact=True))
        self.page.keyboard.type(text)

    def open(self, target: Locator) -> None:
        go(self.page, target)
        self.page.keyboard.press("Enter")

    def sees(self, heading: str, name: str) -> None:
        expect(self.page.locator("h1")).to_have_text(heading)
        self.eye.see(self.page, f"day-{name}")

    def is_told(self, text: str) -> None:
        """After something was done, and the focus stands where reading goes on."""
        expect(self.page.get_by_role("status").first).to_contain_text(text)
        expect(self.page.locator("h1")).to_be_focused()

    def takes_with_them(self, link: Locator) -> bytes:
        go(self.page, link)
        with self.page.expect_download() as made:
            self.page.keyboard.press("Enter")
        return Path(made.value.path()).read_bytes()


def answers_are_wanted_within_a_month(house: House) -> None:
    operator = house.as_(OPERATOR)
    operator.see(TARGET)
    operator.send(TARGET, {"use": "own", "value": "30", "reason": "The Board asked for answers within a month."})


def forty_matters(house: House) -> str:
    """Half of them without a date; of the others seven are overdue, one of these the longest: its number. The last of the
    forty, the data of the quarter, opens by itself."""
    pile(house, 18)
    house.file(stage="informal")
    answers_are_wanted_within_a_month(house)
    urgent, _code = house.file(**HARBOR)
    house.pass_(days=3)
    for _complaint in range(6):
        house.file()
    for days, number in ((7, 6), (10, 7)):
        house.pass_(days=days)
        pile(house, number, due_in=30)
        house.work()
    for days in (11, 6):
        house.pass_(days=days)
        house.work()
    return urgent


@pytest.fixture
def desk(house: House, serve: Serve, new_page: Callable[..., Page], axe: Axe, request: pytest.FixtureRequest) -> Desk:
    size = request.param
    page = new_page(viewport=SIZES[size], reduced_motion="reduce")
    return Desk(house, page, Eye(axe, size), serve(house.app))


def signs_in(desk: Desk) -> None:
    desk.page.goto(f"{desk.address}/sign-in")
    desk.sees("Sign in", "sign-in")
    desk.type_into("E-mail address", DIRECTOR)
    desk.type_into("Password", PASSWORD)
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator("h1")).to_have_text("Second step")
    desk.type_into("Code", desk.house.code_of(DIRECTOR))
    go(desk.page, desk.page.get_by_label("Do not ask again on this browser"))
    desk.page.keyboard.press("Space")
    desk.sees("Second step", "second-step")
    press(desk.page, "Go on")


def finds_what_is_overdue(desk: Desk) -> None:
    """From the figure on the home page, and by the filter, which becomes a view."""
    page = desk.page
    desk.sees("What waits for you", "home")
    desk.open(page.get_by_role("link", name="7 Overdue"))
    expect(page.get_by_role("heading", name="Overdue (7)")).to_be_visible()
    desk.eye.see(page, "day-overdue")
    press(page, "Home", "link")
    press(page, "My groups (40)", "link")
    desk.sees("Inbox", "inbox")
    desk.open(page.locator("summary", has_text="Filter and sort"))
    desk.type_into("Due", "Overdue")
    press(page, "Show")
    expect(page.get_by_role("heading", name="Overdue (7)")).to_be_visible()
    press(page, "Keep this as a view", "link")
    desk.sees("Keep a view", "naming")
    desk.type_into("Name of the view", "Late")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Inbox")
    desk.is_told("The view is kept.")
    press(page, "Home", "link")
    press(page, "Inbox", "link")
    press(page, "Late", "link")
    expect(page.get_by_role("link", name="Late", exact=True)).to_have_attribute("aria-current", "page")
    desk.eye.see(page, "day-view")


def takes_three(desk: Desk) -> None:
    for mark in desk.page.get_by_role("checkbox", name="Mark: ").all()[:3]:
        go(desk.page, mark)
        desk.page.keyboard.press("Space")
        expect(mark).to_be_checked()
    desk.eye.see(desk.page, "day-marked")
    press(desk.page, "Take those marked")
    desk.is_told("3 tasks are yours now.")
    desk.eye.see(desk.page, "day-mine")


def puts_one_off(desk: Desk) -> None:
    page = desk.page
    press(page, "My groups (37)", "link")
    desk.open(page.get_by_role("region", name="This week").get_by_role("link", name=DECIDE).first)
    press(page, "Look at it again later", "link")
    desk.sees("Look at it again later", "later")
    press(page, "Set the day")
    expect(page.locator("[data-summary]")).to_be_focused()
    desk.eye.see(page, "day-later-without-a-day")
    desk.type_into("Look at it again on", "04102026")
    page.keyboard.press("Enter")
    desk.is_told("Put off until Fri, Apr 10")
    press(page, "My groups (37)", "link")
    expect(page.get_by_role("heading", name="Put off by you (1)")).to_be_visible()
    desk.eye.see(page, "day-put-off")


def hands_one_over(desk: Desk) -> None:
    page = desk.page
    press(page, "Log the conversation", "link")
    desk.sees("Log the conversation", "conversation")
    desk.open(page.locator("summary", has_text="Hand it to somebody else"))
    desk.type_into("Hand it to", "Omar Reyes")
    desk.type_into("Why?", "You spoke to them before.")
    desk.eye.see(page, "day-handing-over")
    press(page, "Hand it over")
    desk.is_told("Handed over to Omar Reyes: Log the conversation, GRV-2026-")
    desk.eye.see(page, "day-handed-over")


def reads_the_most_urgent(desk: Desk, number: str) -> None:
    """What was said, the clause, and how its date was computed."""
    page = desk.page
    first = page.locator("table.lines tbody tr").first
    expect(first).to_contain_text(number)
    desk.open(first.get_by_role("link", name=DECIDE))
    desk.sees(DECIDE, "task")
    aside = page.get_by_role("complementary", name="About this task")
    expect(aside).to_contain_text("Policy 114")
    desk.open(aside.locator("summary", has_text="How this was computed"))
    expect(aside).to_contain_text("30 calendar days later, at the end of the day: Wed, Apr 1.")
    desk.eye.see(page, "day-task-computed")


def decides(desk: Desk, number: str) -> None:
    """Begins, is called away, comes back, looks it through and sends it."""
    page = desk.page
    go(page, page.get_by_label("Yes, I decide", exact=True))
    page.keyboard.press("Space")
    desk.type_into("What do you decide?", "The report is given without single households.")
    press(page, "Save and come back later")
    desk.is_told(f"Saved: {DECIDE}")
    desk.eye.see(page, "day-draft-kept")
    desk.open(page.locator("table.lines tbody tr", has_text=number).get_by_role("link", name=DECIDE))
    expect(page.get_by_text("You go on where you left it")).to_be_visible()
    desk.eye.see(page, "day-draft-again")
    expect(page.get_by_label("What do you decide?")).to_have_value("The report is given without single households.")
    desk.type_into("What are the reasons?", "So nobody can be recognised in it.")
    press(page, "Check your answers")
    desk.sees("Check your answers", "check")
    press(page, "Send")
    desk.sees(f"Sent: {DECIDE}", "receipt")
    press(page, "Next task in your inbox", "link")
    expect(page.locator("h1")).to_have_text(DECIDE)
    expect(page.locator("h1")).to_be_focused()
    desk.eye.see(page, "day-next-task")


def looks_up_the_case(desk: Desk, number: str) -> None:
    """By the name of whoever brought it; its page, and the letter that went out."""
    desk.house.work()
    page = desk.page
    press(page, "Search", "link")
    desk.sees("Search", "search")
    desk.type_into("What are you looking for?", "achebe")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Cases")).to_be_visible()
    desk.eye.see(page, "day-found")
    desk.open(page.get_by_role("rowheader").get_by_role("link", name=number))
    page.wait_for_selector("[data-diagram][data-ready]")
    for heading in ("Where this case is", "The procedure as it is drawn", "What was sent in", "Letters", "Dates"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.get_by_text("Missed: Wed, Apr 1")).to_be_visible()
    desk.eye.see(page, "day-case")
    desk.open(page.locator(".said summary", has_text=DECIDE))
    desk.open(page.locator("summary", has_text="How this was computed").first)
    desk.eye.see(page, "day-case-open")
    letter = text_of(desk.takes_with_them(page.get_by_role("link", name="Download: Decision on your complaint (PDF)")))
    assert "The report is given without single households." in letter


def looks_at_the_whole(desk: Desk) -> None:
    page = desk.page
    press(page, "Overview", "link")
    desk.sees("Overview", "overview")
    press(page, "Open tasks by age", "link")
    desk.sees("Open tasks by age", "overview-tasks")
    table = desk.takes_with_them(page.get_by_role("link", name="CSV", exact=True))
    assert DECIDE in table.decode("utf-8-sig")
    assert desk.takes_with_them(page.get_by_role("link", name="XLSX", exact=True)).startswith(b"PK")
    press(page, "Sign out")
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    desk.eye.see(page, "day-over")


@pytest.mark.long
@pytest.mark.parametrize("desk", ["wide", "narrow"], indirect=True)
def test_a_day_with_forty_open_matters_and_no_mouse(desk: Desk) -> None:
    urgent = forty_matters(desk.house)
    signs_in(desk)
    finds_what_is_overdue(desk)
    takes_three(desk)
    puts_one_off(desk)
    hands_one_over(desk)
    press(desk.page, "Mine (3)", "link")
    reads_the_most_urgent(desk, urgent)
    decides(desk, urgent)
    looks_up_the_case(desk, urgent)
    looks_at_the_whole(desk)
    assert not desk.eye.faults, "\n".join(desk.eye.faults)


@pytest.mark.long
@pytest.mark.parametrize("desk", ["wide"], indirect=True)
def test_what_is_overdue_the_longest_is_decided_without_a_mouse(desk: Desk) -> None:
    answers_are_wanted_within_a_month(desk.house)
    urgent, _code = desk.house.file(**HARBOR)
    desk.house.pass_(days=1)
    desk.house.file()
    desk.house.pass_(days=31)
    desk.house.work()
    signs_in(desk)
    desk.open(desk.page.get_by_role("link", name="2 Overdue"))
    reads_the_most_urgent(desk, urgent)
    decides(desk, urgent)
    assert not desk.eye.faults, "\n".join(desk.eye.faults)
