"""The board's pages as the chair, members and others meet them: without a fault axe knows, at 320 pixels, and a vote
without JavaScript. `OMBUD_SCREENSHOTS=folder` keeps a picture of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import enter
from tests.browser.gallery import SIZES, Axe, Eye, View, Visit, open_all
from tests.support.browser import Serve
from tests.web.boardroom import STRANGER, Hearing, a_hearing, arrive, next_meeting, seen, vote
from tests.web.house import House, build_house
from tests.web.people import ABENA, BRUNO, CAROL, COCHAIR, DMITRI, ESTHER, OPERATOR


@dataclass
class Boardroom:
    """The Board's meeting is over, with a draft of its minutes; the subcommittee is in session, a ballot is open."""

    house: House
    hearing: Hearing
    ballot: str
    decided: str
    held: str
    coming: str
    to_move: str

    def views(self) -> list[View]:
        task = f"/tasks/{self.hearing.task}"
        return [
            View("bodies", "/bodies", STRANGER),
            View("body", "/bodies/dsb", COCHAIR),
            View("body-committee", "/bodies/report_committee", COCHAIR),
            View("body-rules", "/bodies/report_committee/rules", COCHAIR),
            View("body-convene", "/bodies/dsb/convene", COCHAIR),
            View("body-dissolve", "/bodies/report_committee/dissolve", COCHAIR),
            View("ballot-new", "/bodies/dsb/ballot", COCHAIR),
            View("ballot-new-not-configured", "/bodies/report_committee/ballot", COCHAIR),
            View("meeting-over", self.held, COCHAIR),
            View("meeting", self.hearing.meeting, CAROL),
            View("packet", f"{self.hearing.meeting}/packet", ABENA),
            View("meeting-member", self.hearing.meeting, ABENA),
            View("meeting-aside", self.hearing.meeting, ESTHER),
            View("packet-aside", f"{self.hearing.meeting}/packet", ESTHER),
            View("meeting-coming", self.coming, COCHAIR),
            View("meeting-to-move", self.to_move, COCHAIR),
            View("meeting-would-move", f"{self.to_move}?day=2026-05-20&clock=10:00&place=Online", COCHAIR),
            View("meeting-stranger", self.hearing.meeting, STRANGER),
            View("ballot-presided", self.ballot, CAROL),
            View("ballot-voted", self.ballot, ABENA),
            View("ballot-wanted", self.ballot, BRUNO),
            View("ballot-decided", self.decided, ABENA),
            View("inbox-votes", "/inbox", BRUNO),
            View("home-voted", "/home", ABENA),
            View("case-voted", f"/cases/{self.hearing.number}", ABENA),
            View("conflict-own", f"/cases/{self.hearing.number}/conflicts", ABENA),
            View("task-by-ballot", task, ABENA),
            View("case-before-the-board", f"/cases/{self.hearing.number}", CAROL),
            View("operator-calendars", "/operator", OPERATOR),
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
    esther = house.as_(ESTHER)
    esther.see(ballot)
    esther.send(f"{ballot}/recuse", {"reason": "My sister works there."})
    coming, to_move = _a_meeting_moved(house)
    return Boardroom(house, hearing, ballot, decided, held, coming, to_move)


def _a_meeting_moved(house: House) -> tuple[str, str]:
    """Its page, and the one on which it is moved again."""
    now = house.at
    meeting_id = next_meeting(house, "grievance_subcommittee")
    house.at = now
    address, cochair = f"/bodies/grievance_subcommittee/calendar/{meeting_id}/move", house.as_(COCHAIR)
    cochair.see(address)
    cochair.send(address, {"day": "2026-05-15", "clock": "13:00", "reason": "The room is taken."})
    return f"/meetings/{meeting_id}", address


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
    boardroom: Boardroom, serve: Serve, size: str, new_page: Callable[..., Page], axe: Axe
) -> None:
    """As each page comes, and with everything on it opened."""
    at = {"viewport": SIZES[size], "reduced_motion": "reduce"}
    visit, eye = Visit(boardroom.house, serve(boardroom.house.app), "", partial(new_page, **at)), Eye(axe, size)
    for view in boardroom.views():
        page = visit.open(view)
        eye.see(page, view.name)
        open_all(page)
        eye.see(page, f"{view.name}-open")
    assert not eye.faults, "\n".join(eye.faults)


@pytest.mark.long
def test_what_was_done_to_an_agenda_is_said_where_the_page_opens(
    house: House, serve: Serve, new_page: Callable[..., Page]
) -> None:
    hearing = a_hearing(house)
    carol = enter(new_page(viewport=SIZES["phone"]), serve(house.app), house, CAROL)
    carol.goto(carol.url.replace("/home", hearing.meeting).replace("/inbox", hearing.meeting))
    carol.get_by_text("Ask for paid input").first.click()
    carol.get_by_role("button", name="Ask for it").click()
    said = carol.get_by_role("status").filter(has_text="Paid input is asked for")
    expect(said).to_be_focused()
    expect(said).to_be_in_viewport()


@pytest.mark.long
def test_a_member_votes_and_changes_the_vote_without_javascript(
    house: House, serve: Serve, new_page: Callable[..., Page]
) -> None:
    hearing = a_hearing(house)
    hearing.open_ballot(hearing.call_to_order(ABENA, BRUNO, CAROL))
    bruno = enter(new_page(java_script_enabled=False), serve(house.app), house, BRUNO)
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
