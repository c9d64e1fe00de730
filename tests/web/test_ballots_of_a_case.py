"""The ballots of a case on its own pages, and who steps aside from one."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from ombud.storage.cases import Task
from ombud.storage.meetings import AgendaItem
from ombud.storage.session import reading
from ombud.workflows.days import day_of
from tests.web.boardroom import a_hearing, may_vote_by_correspondence, vote
from tests.web.house import DECISION, House
from tests.web.people import ABENA, AUDITOR, BOARD_STAFF, BRUNO, CAROL, COCHAIR, DIRECTOR

RULES = "/bodies/grievance_subcommittee/rules"


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


def test_the_last_day_to_vote_is_the_deadline_of_the_task_unless_one_says_so(house: House) -> None:
    cochair = house.as_(COCHAIR)
    cochair.see(RULES)
    by_letter = {"correspondence": "yes", "reason": "Decided in March", "seen": cochair.hidden("seen")}
    cochair.send(RULES, by_letter)
    number, code = house.file()
    house.complete(number, "director_decides", DIRECTOR, DECISION)
    house.appeal(number, code)
    task = house.task(number, "subcommittee_hears")
    with reading(house.database) as session:
        due_at = session.get_one(Task, UUID(task)).due_at
    assert due_at is not None
    last_day = day_of(due_at)
    asked = f"/tasks/{task}/ballot"
    page = cochair.see(asked)
    assert "Deadline of this task:" in page
    assert f'value="{last_day.isoformat()}"' in page
    assert "once it is called to order, and none is in session now" in page
    later = {"meeting": "correspondence", "closes_on": (last_day + timedelta(days=1)).isoformat()}
    cochair.send(asked, later, status=422)
    assert "Votes would still be taken after the deadline of the task." in cochair.page.text
    assert cochair.send(asked, later | {"past_deadline": "y"}).location.startswith("/ballots/")


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


def test_a_member_finds_where_to_step_aside_on_the_page_of_the_case_and_goes_back_without(house: House) -> None:
    hearing = a_hearing(house)
    case = f"/cases/{hearing.number}"
    abena = house.as_(ABENA)
    assert re.search(rf'href="{case}/conflicts">I have a conflict<', abena.see(case))
    page = abena.see(f"{case}/conflicts")
    assert f'<a href="{case}">Back without declaring anything</a>' in page
    assert "whoever presides, or an operator, may lift it" in page
    assert "I have a conflict" not in house.as_(BOARD_STAFF).see(case)


def test_nobody_is_barred_who_is_barred_already(house: House) -> None:
    hearing = a_hearing(house)
    case_page = f"/cases/{hearing.number}/conflicts"
    carol = house.as_(CAROL)
    person = re.search(r'<option value="([^"]+)">Bruno Castell</option>', carol.see(case_page))
    assert person
    assert re.search(r"<strong>Dana Whitfield</strong>: [^<]*decided before", carol.page.text)
    assert ">Dana Whitfield</option>" not in carol.page.text
    carol.send(case_page, {"person": person[1], "kind": "declared", "reason": "He sits on their board."})
    assert ">Bruno Castell</option>" not in carol.see(case_page)
