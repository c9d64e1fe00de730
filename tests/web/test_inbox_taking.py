"""Several tasks are taken at once, each under its own verdict: what is not taken is named, with the reason."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from ombud.storage.cases import Task
from ombud.storage.events import Event
from ombud.storage.session import reading
from tests.web.absence import act, propose
from tests.web.boardroom import a_hearing
from tests.web.entry import count
from tests.web.house import Browser, House
from tests.web.people import ABENA, AUDITOR, BRUNO, CAROL, DIRECTOR, DMITRI, STAFF
from tests.web.piles import tasks_of

TAKE, GROUPS = "/inbox/take", "/inbox?box=groups"


@pytest.fixture
def tasks(house: House) -> list[str]:
    """Three complaints that wait for the Director."""
    for _complaint in range(3):
        house.file()
        house.pass_(minutes=1)
    return tasks_of(house)


def at(house: House, path: str = GROUPS, email: str = DIRECTOR) -> Browser:
    browser = house.as_(email)
    browser.see(path)
    return browser


def test_those_marked_are_taken_each_with_an_event_of_its_own(house: House, tasks: list[str]) -> None:
    director = at(house)
    assert director.send(TAKE, {"task": tasks[:2]}).location == "/inbox?box=mine"
    page = director.see("/inbox?box=mine")
    assert "2 tasks are yours now." in page
    assert [task in page for task in tasks] == [True, True, False]
    assert count(house, Event, Event.kind == "task.claimed") == 2


def test_all_of_a_page_are_marked_by_a_link_which_keeps_the_filter(house: House, tasks: list[str]) -> None:
    director = at(house, GROUPS + "&sort=opened")
    assert "checked" not in director.page.text
    assert ">Mark all on this page (3)</a>" in director.page.text
    page = director.see(GROUPS + "&sort=opened&marked=all")
    assert page.count(" checked>") == 3
    assert "3 of 3 marked</span>" in page
    assert 'href="/inbox?box=groups&amp;sort=opened">Mark none</a>' in page
    assert director.send(TAKE, {"task": tasks}).location == "/inbox?box=mine"
    assert "Mark all" not in director.see("/inbox?box=mine&marked=all"), "where nothing is taken, nothing is marked"


def test_sent_twice_it_is_done_once(house: House, tasks: list[str]) -> None:
    director = at(house)
    key = director.hidden("request_key")
    for _click in range(2):
        assert director.send(TAKE, {"task": tasks}, key=key).location == "/inbox?box=mine"
    assert count(house, Event, Event.kind == "task.claimed") == 3


def test_what_somebody_else_has_taken_is_named_and_the_rest_is_taken(house: House, tasks: list[str]) -> None:
    propose(house)
    act(house.as_(STAFF), "accept")
    director = at(house)
    at(house, email=STAFF).send(TAKE, {"task": tasks[0]})
    page = director.send(TAKE, {"task": tasks}, status=200).text
    assert "2 tasks are yours now." in page
    assert 'Not taken <span class="number">(1)</span>' in page
    assert "Decide on the complaint</strong>" in page
    assert "GRV-2026-0001" in page
    assert "GRV-2026-0002" not in page
    assert "Somebody else has claimed this task" in page
    director.see(GROUPS)
    assert "Nothing was taken" in director.send(TAKE, {"task": tasks[0]}, status=409).text


def test_somebody_elses_task_is_neither_taken_nor_named(house: House, tasks: list[str]) -> None:
    staff = at(house, "/account", STAFF)
    page = staff.send(TAKE, {"task": tasks}, status=404).text
    assert page.count("A task that is not visible to you") == 3
    assert "GRV-" not in page
    overseer = at(house, "/account", AUDITOR)
    assert overseer.send(TAKE, {"task": tasks[:1]}, status=403).text.count("belongs to another role") == 1
    assert count(house, Event, Event.kind == "task.claimed") == 0


def test_what_is_put_to_the_vote_is_not_taken(house: House) -> None:
    """Its box does not list it; an old page may."""
    hearing = a_hearing(house)
    abena = at(house, email=ABENA)
    assert hearing.task in abena.page.text
    hearing.open_ballot(hearing.call_to_order(ABENA, BRUNO, CAROL, DMITRI))
    assert "Its body votes on it" in abena.send(TAKE, {"task": hearing.task}, status=409).text
    assert hearing.task not in abena.see(GROUPS)
    with reading(house.database) as session:
        assert session.scalars(select(Task.assignee_id).where(Task.element == "subcommittee_hears")).all() == [None]


def test_nothing_marked_and_nonsense_are_said_so(house: House, tasks: list[str]) -> None:
    director = at(house)
    for sent in ({}, {"task": ["x", "../../etc"]}):
        assert "No task was marked" in director.send(TAKE, sent, status=422).text
        director.see(GROUPS)
    assert len(tasks_of(house)) == len(tasks)
