"""The ballots of a case on its own pages, and who steps aside from one."""

from __future__ import annotations

import re

from sqlalchemy import select

from ombud.storage.meetings import AgendaItem
from ombud.storage.session import reading
from ombud.workflows.days import day_of
from tests.web.boardroom import a_hearing, may_vote_by_correspondence, vote
from tests.web.house import DECISION, House
from tests.web.people import ABENA, AUDITOR, BRUNO, CAROL, COCHAIR, DIRECTOR


def test_stepping_aside_twice_is_stepping_aside(house: House) -> None:
    hearing = a_hearing(house)
    ballot = hearing.open_ballot(hearing.call_to_order(ABENA, BRUNO, CAROL))
    abena = house.as_(ABENA)
    abena.see(ballot)
    key = abena.hidden("request_key")
    for _click in range(2):
        assert abena.send(f"{ballot}/recuse", {"reason": "My sister works there."}, key=key).location == "/inbox"
    cochair = house.as_(COCHAIR)
    page = cochair.see(f"/cases/{hearing.number}/conflicts")
    assert "A ballot that is open goes on without them" in page
    assert page.count("<strong>Abena Osei</strong>") == 1


def test_the_case_page_shows_a_ballot_that_stands_on_no_agenda(house: House) -> None:
    may_vote_by_correspondence(house)
    cochair = house.as_(COCHAIR)
    number, code = house.file()
    house.complete(number, "director_decides", DIRECTOR, DECISION)
    house.appeal(number, code)
    asked = f"/tasks/{house.task(number, 'subcommittee_hears')}/ballot"
    cochair.see(asked)
    ballot = cochair.send(asked, {"meeting": "correspondence", "closes_on": "2026-03-20"}).location
    with reading(house.database) as session:
        assert session.scalars(select(AgendaItem.id).where(AgendaItem.case_id.is_not(None))).all() == []
    page = cochair.see(f"/cases/{number}")
    assert "Ballot is open" in page
    assert ballot in page


def test_what_is_voted_on_by_correspondence_leads_to_its_papers_and_back(house: House) -> None:
    may_vote_by_correspondence(house)
    hearing = a_hearing(house)
    meets_on = day_of(house.at)
    house.pass_(days=-1)
    ballot, abena = hearing.open_by_correspondence(meets_on), house.as_(ABENA)
    packet = f"{hearing.meeting}/packet"
    assert f'href="{packet}"' in abena.see(ballot)
    assert f'href="{ballot}"' in abena.see(packet)
    page = abena.see(hearing.meeting)
    assert f'href="{ballot}"' in page
    assert "Open: 0 of 5 seats have voted" in page
    assert "Who is here is noted at the meeting." in page
    auditor = house.as_(AUDITOR)
    assert hearing.number in auditor.see(ballot)


def test_a_ballot_without_a_choice_says_so_where_one_looks(house: House) -> None:
    hearing = a_hearing(house)
    ballot = hearing.open_ballot(hearing.call_to_order(ABENA, BRUNO, CAROL))
    page = vote(house, ABENA, ballot, "", status=422).page.text
    assert "<title>Error: Ballot" in page
    assert re.search(r"data-summary>Error: Choose one, or abstain", page)


def test_a_task_that_is_voted_on_is_not_taken_nor_handed_over(house: House) -> None:
    hearing = a_hearing(house)
    task = f"/tasks/{house.task(hearing.number, 'subcommittee_hears')}"
    abena = house.as_(ABENA)
    assert "Take it" in abena.see(task)
    hearing.open_ballot(hearing.call_to_order(ABENA, BRUNO, CAROL))
    page = abena.see(task)
    assert "Go to the ballot" in page
    assert "Take it" not in page
    assert "Hand it to somebody else" not in page
