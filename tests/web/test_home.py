"""The first page after signing in shows what there is for whoever it is, by the roles they hold."""

from __future__ import annotations

import re

import pytest

from tests.support.statements import statements
from tests.web.boardroom import a_hearing
from tests.web.house import Browser, House
from tests.web.people import ABENA, AUDITOR, BOARD_STAFF, BRUNO, CAROL, DIRECTOR, DMITRI, HDC, OPERATOR
from tests.web.piles import pile
from tests.web.test_annual_certification import opened
from tests.web.test_cases import open_for_harbor_house
from tests.web.test_double_clicks import a_dead_letter


def blocks(page: str) -> list[str]:
    return re.findall(r'<section class="(?:card|vote-block)" aria-labelledby="([a-z]+)"', page)


def test_whoever_signs_in_comes_here_and_strangers_keep_their_page(house: House) -> None:
    assert "Apply, ask or complain" in house.browser().see("/")
    browser = house.as_(DIRECTOR)
    assert browser.get("/").location == "/home"
    assert browser.get("/sign-in").location == "/home"
    assert "What waits for you" in browser.see("/home")


def test_a_director_sees_how_much_is_late_and_goes_there(house: House) -> None:
    for days, number in ((-2, 3), (0, 2), (1, 4), (60, 31)):
        pile(house, number, due_in=days)
    page = house.as_(DIRECTOR).see("/home")
    assert dict(re.findall(r'href="/inbox\?due=([a-z]+)"><span class="figure__number">(\d+)', page)) == {
        "overdue": "3",
        "today": "2",
        "week": "6",
    }
    assert 'My groups <span class="number">(40)</span>' in page
    assert re.findall(r"(Due [^<]*|Overdue[^<]*)<", page.partition('id="first"')[2])
    assert "All 40 in your inbox" in page
    assert 'href="/procedures/compliance_monitoring"' in page


def test_a_board_member_sees_what_to_vote_on_and_the_next_meeting(house: House) -> None:
    hearing = a_hearing(house)
    ballot = hearing.open_ballot(hearing.call_to_order(ABENA, BRUNO, CAROL, DMITRI))
    page = house.as_(ABENA).see("/home")
    assert blocks(page) == ["votes", "meetings", "start"]
    assert f'href="{ballot}"' in page
    assert f'href="{hearing.meeting}"' in page, "it is in session"
    assert "Grievance subcommittee" in page


def test_the_boards_staff_sees_the_next_meeting_of_each_body_it_serves(house: House) -> None:
    hearing = a_hearing(house)
    page = house.as_(BOARD_STAFF).see("/home")
    meetings = page.partition('aria-labelledby="meetings"')[2].partition("</section>")[0]
    assert f'href="{hearing.meeting}"' in meetings
    assert "Grievance subcommittee" in meetings
    assert "Strategy Board" in meetings
    assert "meetings" not in blocks(house.as_(OPERATOR).see("/home"))


def test_a_coordinator_sees_what_their_agency_is_asked_for_its_certification(house: House) -> None:
    number = opened(house, 2027)
    page = house.as_(HDC).see("/home")
    assert "first" in blocks(page)
    assert house.task(number, "exhibit_a") in page
    assert number in page
    assert number not in house.as_(DIRECTOR).see("/home")


def test_a_party_sees_their_own_cases_and_who_has_them(house: House) -> None:
    agency = house.as_(HDC)
    number = open_for_harbor_house(house, agency)
    page = agency.see("/home")
    assert f'href="/cases/{number}"' in page
    assert "With: Staff of the HMIS Lead" in page
    agency.see(f"/cases/{number}/withdraw")
    agency.send(f"/cases/{number}/withdraw", {"reason": "Solved."})
    assert number not in agency.see("/home")


def test_an_operator_sees_what_is_stuck_and_others_do_not(house: House) -> None:
    assert "Nothing is stuck." in house.as_(OPERATOR).see("/home")
    a_dead_letter(house)
    a_dead_letter(house)
    page = house.as_(OPERATOR).see("/home")
    assert "2 jobs were given up" in page
    assert 'href="/operator">Look at what is stuck' in page
    assert "operation" not in blocks(house.as_(AUDITOR).see("/home"))


def test_who_has_nothing_to_do_is_told_what_comes_next(house: House) -> None:
    page = house.as_(AUDITOR).see("/home")
    assert "No task waits for you. When something is asked of you, it appears here and you get a mail." in page
    assert "start" not in blocks(page)


@pytest.mark.parametrize(("email", "most"), [(DIRECTOR, 13), (HDC, 11), (ABENA, 14), (OPERATOR, 15)])
def test_it_takes_few_statements_however_much_there_is(house: House, email: str, most: int) -> None:
    browser = house.as_(email)
    few = _statements(house, browser)
    pile(house, 60, due_in=1)
    open_for_harbor_house(house, house.as_(HDC))
    many = _statements(house, browser)
    assert many <= most
    assert many - few <= 2, "a part that was empty has something in it now"


def _statements(house: House, browser: Browser) -> int:
    browser.see("/home")
    with statements(house.database) as ran:
        browser.see("/home")
    return len(ran)


@pytest.mark.parametrize("email", [AUDITOR, OPERATOR])
def test_who_oversees_finds_ways_on_and_a_guide(house: House, email: str) -> None:
    browser = house.as_(email)
    page = browser.see("/home")
    assert 'id="start"' not in page
    ways = re.findall(r'href="(/[^"]*)"', page.partition('id="watching"')[2].partition("</section>")[0])
    assert {"/overview", "/policies", "/administration/log", "/administration/access"} < {*ways}
    assert sum(one.startswith("/help/guides/") for one in ways) == 1
    for one in ways:
        browser.see(one)
    guide = next(one for one in ways if one.startswith("/help/guides/"))
    for one in re.findall(r'href="(/[^"]*)"', browser.see(guide).partition("<main")[2].partition("</main>")[0]):
        browser.see(one)


def test_who_does_not_oversee_is_shown_no_such_ways(house: House) -> None:
    assert 'id="watching"' not in house.as_(DIRECTOR).see("/home")
