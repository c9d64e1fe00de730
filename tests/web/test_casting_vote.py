"""A tie on the pages: the casting vote is offered to a chair, and it goes to one of the options that are tied."""

from __future__ import annotations

import re

from tests.web.boardroom import Hearing, a_hearing, vote
from tests.web.house import Browser, House
from tests.web.people import ABENA, BOARD_STAFF, BRUNO, CAROL, COCHAIR, DMITRI

RULES = "/bodies/grievance_subcommittee/rules"
TIED = {ABENA: "upheld", BRUNO: "upheld", CAROL: "varied", DMITRI: "varied"}


def the_chair_decides_ties(house: House) -> None:
    cochair = house.as_(COCHAIR)
    cochair.see(RULES)
    set_ = {"tie": "chair_decides", "reason": "Decided in March", "seen": cochair.hidden("seen")}
    cochair.send(RULES, set_)


def a_tie(house: House) -> tuple[Hearing, Browser, str]:
    the_chair_decides_ties(house)
    hearing = a_hearing(house)
    chair = hearing.call_to_order(*TIED)
    ballot = hearing.open_ballot(chair)
    for email, choice in TIED.items():
        vote(house, email, ballot, choice)
    return hearing, chair, ballot


def offered(page: str) -> list[str]:
    return re.findall(r'name="casting_vote" id="[^"]+" value="([^"]+)"', page)


def test_a_chair_breaks_the_tie_between_what_is_tied(house: House) -> None:
    _hearing, chair, ballot = a_tie(house)
    assert offered(chair.see(ballot)) == ["upheld", "varied"]
    chair.send(f"{ballot}/close", status=409)
    assert "close the ballot with the casting vote" in chair.page.text
    chair.send(f"{ballot}/close", {"casting_vote": "overturned"}, status=422)
    chair.send(f"{ballot}/close", {"casting_vote": "varied"})
    page = chair.see(ballot)
    assert "Decided: The decision is changed in part" in page
    assert "After a tie, by the casting vote." in page


def test_the_boards_staff_is_offered_no_casting_vote_and_has_none(house: House) -> None:
    _hearing, chair, ballot = a_tie(house)
    staff = house.as_(BOARD_STAFF)
    page = staff.see(ballot)
    assert offered(page) == []
    assert "a chair who may decide in this matter closes the ballot" in page
    assert "Close and count" not in page
    staff.send(f"{ballot}/close", {"casting_vote": "upheld"}, status=403)
    assert "The casting vote is a chair" in staff.page.text
    assert "Ballot is open" in chair.see(ballot)


def test_a_meeting_is_not_adjourned_over_an_open_ballot(house: House) -> None:
    hearing, chair, ballot = a_tie(house)
    chair.see(hearing.meeting)
    chair.send(f"{hearing.meeting}/adjourn", status=409)
    assert "Close it or declare it void, then adjourn." in chair.page.text
    chair.see(ballot)
    chair.send(f"{ballot}/close", {"casting_vote": "upheld"})
    chair.see(hearing.meeting)
    chair.send(f"{hearing.meeting}/adjourn")
    assert "The meeting is adjourned" in chair.see(hearing.meeting)
