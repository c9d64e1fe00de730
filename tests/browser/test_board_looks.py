"""The board's pages as the chair, members and others meet them: without a fault axe knows, at 320 pixels, and a vote
without JavaScript. `OMBUD_SCREENSHOTS=folder` keeps a picture of each.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import enter
from tests.support.browser import Serve
from tests.web.boardroom import (
    ABENA,
    BRUNO,
    CAROL,
    COCHAIR,
    DMITRI,
    STRANGER,
    Hearing,
    a_hearing,
    arrive,
    next_meeting,
    seen,
    vote,
)
from tests.web.house import House, build_house

OPERATOR = "operator@ombud.example"
SIZES = {"wide": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 800}, "narrow": {"width": 320, "height": 640}}  # fmt: skip


@dataclass
class Boardroom:
    """The Board's meeting is over, with a draft of its minutes; the subcommittee is in session, a ballot is open."""

    house: House
    hearing: Hearing
    ballot: str
    decided: str
    held: str

    def views(self) -> list[tuple[str, str, str]]:
        """Name, address, and who looks."""
        task = f"/tasks/{self.hearing.task}"
        return [
            ("bodies", "/bodies", STRANGER),
            ("body", "/bodies/dsb", COCHAIR),
            ("body-committee", "/bodies/report_committee", COCHAIR),
            ("body-rules", "/bodies/report_committee/rules", COCHAIR),
            ("body-convene", "/bodies/dsb/convene", COCHAIR),
            ("body-dissolve", "/bodies/report_committee/dissolve", COCHAIR),
            ("ballot-new", "/bodies/dsb/ballot", COCHAIR),
            ("ballot-new-not-configured", "/bodies/report_committee/ballot", COCHAIR),
            ("meeting-over", self.held, COCHAIR),
            ("meeting", self.hearing.meeting, CAROL),
            ("packet", f"{self.hearing.meeting}/packet", ABENA),
            ("meeting-member", self.hearing.meeting, ABENA),
            ("meeting-stranger", self.hearing.meeting, STRANGER),
            ("ballot-presided", self.ballot, CAROL),
            ("ballot-voted", self.ballot, ABENA),
            ("ballot-wanted", self.ballot, BRUNO),
            ("ballot-decided", self.decided, ABENA),
            ("inbox-votes", "/inbox", BRUNO),
            ("task-by-ballot", task, ABENA),
            ("case-before-the-board", f"/cases/{self.hearing.number}", CAROL),
            ("operator-calendars", "/operator", OPERATOR),
        ]


@pytest.fixture(scope="module")
def boardroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Boardroom]:
    house = build_house(tmp_path_factory.mktemp("boardroom"))
    yield build_boardroom(house)
    house.database.close()


def build_boardroom(house: House) -> Boardroom:
    held = _a_meeting_held(house)
    _a_committee(house)
    filed_at = house.at
    first = a_hearing(house)
    house.at = filed_at
    hearing = a_hearing(house, contact_name="Ned Falk", organisation_name="Quiet Harbor Kitchen")
    chair = hearing.call_to_order(ABENA, BRUNO, CAROL, DMITRI)
    decided = first.open_ballot(chair)
    for email, choice in ((ABENA, "varied"), (BRUNO, "varied"), (CAROL, "upheld"), (DMITRI, "varied")):
        vote(house, email, decided, choice)
    chair.see(decided)
    chair.send(f"{decided}/close")
    ballot = hearing.open_ballot(chair)
    vote(house, ABENA, ballot, "upheld")
    return Boardroom(house, hearing, ballot, decided, held)


def _a_meeting_held(house: House) -> str:
    meeting, cochair = f"/meetings/{next_meeting(house, 'dsb')}", house.as_(COCHAIR)
    for title in ("Report on data quality", "Dates of next year's meetings, and where they are held"):
        cochair.see(meeting)
        cochair.send(f"{meeting}/agenda", {"title": title, "input_wanted": "y", "seen": seen(cochair)})
    cochair.see(meeting)
    cochair.send(f"{meeting}/open")
    arrive(cochair, meeting, "Abena Osei")
    cochair.see(meeting)
    cochair.send(f"{meeting}/adjourn")
    cochair.see(meeting)
    cochair.send(f"{meeting}/minutes", {"remarks": "The report was welcomed."})
    return meeting


def _a_committee(house: House) -> None:
    cochair = house.as_(COCHAIR)
    cochair.see("/bodies/dsb/convene")
    asked = {"name": "Report committee", "kind": "ad_hoc", "charge": "To plan the annual report."}
    cochair.send("/bodies/dsb/convene", asked | {"begins_on": "2026-03-26", "ends_on": "2026-12-31"})


@pytest.mark.long
@pytest.mark.parametrize("size", ["wide", "phone", "narrow"])
def test_every_page_of_the_board_is_without_fault_and_fits(
    boardroom: Boardroom, serve: Serve, size: str, new_page: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    address, faults = serve(boardroom.house.app), []
    pages: dict[str, Page] = {}
    for name, path, by in boardroom.views():
        if by not in pages:
            pages[by] = enter(new_page(viewport=SIZES[size], reduced_motion="reduce"), address, boardroom.house, by)
        page = pages[by]
        page.goto(address + path)
        for opened in ("", "-open"):
            faults += [f"{name}{opened}: {fault}" for fault in axe(page)]
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                faults.append(f"{name}{opened}: scrolls sideways")
            _keep(page, f"{name}{opened}-{size}")
            page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
    assert not faults, "\n".join(faults)


def test_a_member_votes_and_changes_the_vote_without_javascript(
    boardroom: Boardroom, serve: Serve, new_page: Callable[..., Page]
) -> None:
    address = serve(boardroom.house.app)
    bruno = enter(new_page(java_script_enabled=False), address, boardroom.house, BRUNO)
    bruno.get_by_role("link", name="Vote: What becomes of the decision that is appealed?").click()
    bruno.get_by_text("The decision is overturned", exact=True).click()
    bruno.get_by_role("button", name="Vote").click()
    expect(bruno.get_by_role("status")).to_contain_text("Your vote is in")
    expect(bruno.get_by_label("The decision is overturned")).to_be_checked()
    bruno.locator("form.ballot-paper").get_by_text("Abstain", exact=True).click()
    bruno.get_by_role("button", name="Change the vote").click()
    expect(bruno.get_by_label("Abstain")).to_be_checked()
    bruno.get_by_role("link", name="Inbox").click()
    expect(bruno.get_by_role("heading", name="Needs your vote")).to_have_count(0)


def _keep(page: Page, name: str) -> None:
    if folder := os.environ.get("OMBUD_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
