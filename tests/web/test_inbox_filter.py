"""Looking at the inbox through a filter, in another order, by a view that somebody named; and where it opens."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from ombud.storage.cases import Task
from ombud.storage.inbox import InboxView
from ombud.storage.session import reading, unit_of_work
from tests.support.statements import statements
from tests.web.house import COMPLAINT, Browser, House
from tests.web.people import DIRECTOR, HDC, STAFF
from tests.web.piles import pile, tasks_of

DAYS = (-3, 0, 2, 40, None)


@pytest.fixture
def director(house: House) -> Browser:
    """Her groups have a complaint for each of DAYS, the oldest first, and she has nothing for herself."""
    for days in DAYS:
        pile(house, 1, due_in=days)
        house.pass_(minutes=1)
    return house.as_(DIRECTOR)


def numbers(page: str) -> list[str]:
    return re.findall(r'<a class="number" href="/cases/([^"]+)"', page)


def test_it_opens_on_the_box_that_has_something(director: Browser, house: House) -> None:
    assert '<a href="/inbox?box=groups" aria-current="page">' in director.see("/inbox")
    director.send("/inbox/take", {"task": tasks_of(house)[0]})
    assert '<a href="/inbox?box=mine" aria-current="page">' in director.see("/inbox")
    assert '<a href="/inbox?box=groups&amp;due=week" aria-current="page">' in director.see("/inbox?due=week")
    assert "Nothing waits for you alone" in house.as_(STAFF).see("/inbox")


def test_a_filter_by_date_shows_and_counts_what_it_lets_through(director: Browser) -> None:
    for due, found in (("overdue", [0]), ("today", [1]), ("week", [1, 2]), ("", [0, 1, 2, 3, 4])):
        page = director.see(f"/inbox?box=groups&due={due}")
        assert numbers(page) == [f"GRV-2026-{index + 1:04}" for index in found], due
        assert f'My groups <span class="number">({len(found)})</span>' in page


def test_a_filter_by_procedure_and_role_offers_what_there_is(director: Browser) -> None:
    page = director.see("/inbox?box=groups&procedure=agency_grievance&role=director")
    assert len(numbers(page)) == len(DAYS)
    assert director.option("Grievance of an agency or a Continuum of Care") == "agency_grievance"
    assert "Training plan" not in page, "nothing of it waits for her"
    page = director.see("/inbox?box=groups&role=member")
    assert "Nothing here fits the filter" in page
    assert 'href="/inbox?box=groups">Show everything again' in page


def test_its_heads_sort_and_say_so(director: Browser) -> None:
    page = director.see("/inbox?box=groups")
    assert page.count("aria-sort") == 1
    assert '<th scope="col" aria-sort="ascending"><a href="/inbox?box=groups&amp;order=desc">Due' in page
    page = director.see("/inbox?box=groups&sort=opened&order=desc")
    assert '<th scope="col" aria-sort="descending"><a href="/inbox?box=groups&amp;sort=opened">Since' in page
    assert numbers(page) == [f"GRV-2026-{index:04}" for index in (5, 4, 3, 2, 1)]
    assert "<h2 id" not in page, "by that, they are all one group"
    assert "Grievance of an agency or a Continuum of Care <span" in director.see("/inbox?box=groups&sort=procedure")
    for nonsense in ("due=soon", "sort=colour", "box=nonsense", "role=Rosa+Lindgren", f"procedure={'x' * 65}"):
        director.see(f"/inbox?{nonsense}", status=404)


def test_who_is_waited_for_is_a_heading_and_a_filter(house: House) -> None:
    number, _code = house.file(stage="informal")
    agency = house.as_(HDC)
    agency.see("/procedures/agency_grievance")
    own = {"complainant_kind": "agency", "agency": agency.option("Harbor House"), "stage": "informal"}
    agency.send("/procedures/agency_grievance", COMPLAINT | own | {"contact_name": "Tomas Berg"})
    page = agency.see("/inbox?box=waiting&sort=role")
    assert "Staff of the HMIS Lead <span" in page
    assert "Mon, Mar 2" in page, "since when"
    assert agency.option("Staff of the HMIS Lead") == "lead_staff"
    assert number not in page
    assert "Nothing here fits" in agency.see("/inbox?box=waiting&role=director")
    staff = house.as_(STAFF)
    staff.see("/inbox?box=groups")
    staff.send("/inbox/take", {"task": tasks_of(house)})
    assert "Omar Reyes <span" in agency.see("/inbox?box=waiting&sort=role")


def keep(browser: Browser, name: str, query: str = "box=groups&due=overdue", status: int = 303) -> str:
    browser.see(f"/inbox/views/new?{query}")
    answer = browser.send("/inbox/views/new", {"name": name, "query": query}, status=status)
    return answer.location if status == 303 else answer.text


def test_a_view_is_kept_renamed_and_removed_and_nobody_else_sees_it(director: Browser, house: House) -> None:
    assert keep(director, "Burning", "box=groups&due=overdue&colour=red") == "/inbox?box=groups&due=overdue"
    page = director.see("/inbox?box=groups&due=overdue")
    assert '<a href="/inbox?box=groups&amp;due=overdue" aria-current="page">Burning</a>' in page
    assert "Keep this as a view" not in page
    assert "Burning" not in house.as_(STAFF).see("/inbox?box=groups&due=overdue")

    page = director.see("/inbox/views")
    rename = re.search(r'action="(/inbox/views/[^/]+)/rename"', page)
    assert rename
    director.send(f"{rename[1]}/rename", {"name": ""}, status=422)
    assert "Give the view a name" in director.page.text
    director.send(f"{rename[1]}/rename", {"name": "Too late"})
    assert "Too late" in director.see("/inbox")

    staff = house.as_(STAFF)
    staff.see("/inbox/views/new")
    staff.send(f"{rename[1]}/rename", {"name": "Mine now"}, status=404)
    staff.see("/inbox/views/new")
    staff.send(f"{rename[1]}/remove")
    assert "Too late" in director.see("/inbox/views")
    key = director.hidden("request_key")
    for _click in range(2):
        assert director.send(f"{rename[1]}/remove", key=key).location == "/inbox/views"
    assert "You have no view yet" in director.see("/inbox/views")


def test_its_name_is_short_their_own_and_sealed(director: Browser, house: House) -> None:
    keep(director, "Rosa Lindgren’s")
    assert "You have a view of that name already" in keep(director, " rosa  lindgren’s ", status=422)
    assert "Shorten this to 40 characters" in keep(director, "x" * 41, status=422)
    with reading(house.database) as session:
        (row,) = session.scalars(select(InboxView)).all()
    assert b"Rosa" not in row.name_sealed
    assert row.query == "box=groups&due=overdue"
    for number in range(11):
        keep(director, f"View {number}")
    assert "You have 12 views already" in keep(director, "One more", status=422)


def test_a_view_kept_twice_by_a_double_click_is_one(director: Browser) -> None:
    director.see("/inbox/views/new?box=groups&due=week")
    key, said = director.hidden("request_key"), {"name": "This week", "query": "box=groups&due=week"}
    for _click in range(2):
        director.send("/inbox/views/new", said, key=key)
    assert director.see("/inbox/views").count("/rename") == 1


def test_two_hundred_tasks_are_a_small_page_and_eight_statements(house: House) -> None:
    pile(house, 200, due_in=5)
    director = house.as_(DIRECTOR)
    for path in ("/inbox", "/inbox?box=groups&page=4", "/inbox?box=groups&procedure=agency_grievance&sort=procedure"):
        director.see(path)
        with statements(house.database) as ran:
            page = director.see(path)
        assert len(ran) <= 8, path
        assert len(page.encode()) < 60_000, path
        assert len(numbers(page)) == 50
    assert 'My groups <span class="number">(99+)</span>' in page


def test_a_filter_holds_however_late_it_becomes(director: Browser, house: House) -> None:
    """What is due this week is overdue next week: heading, filter and count go by the same."""
    with unit_of_work(house.database) as session:
        session.execute(update(Task).values(due_at=house.at + timedelta(days=2)))
    for days, due, heading in ((0, "week", "this_week"), (2, "today", "today"), (1, "overdue", "overdue")):
        house.pass_(days=days)
        page = house.as_(DIRECTOR).see(f"/inbox?box=groups&due={due}")
        assert re.findall(r'<h2 id="group-([a-z_]+)"', page) == [heading]
        assert f'My groups <span class="number">({len(DAYS)})</span>' in page
