"""A task that somebody looks at again on a day stands apart in their inbox until then. Its deadline stays what it is."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from ombud.storage.cases import Case, Task
from ombud.storage.inbox import FollowUp
from ombud.storage.jobs import Job
from ombud.storage.ledger import Deadline
from ombud.storage.session import reading
from tests.web.absence import act, propose
from tests.web.entry import count
from tests.web.house import DECISION, Browser, House
from tests.web.people import AUDITOR, DIRECTOR, STAFF
from tests.web.piles import pile, tasks_of

GROUPS = "/inbox?box=groups"


@pytest.fixture
def tasks(house: House) -> list[str]:
    """Due in two, five and nine days."""
    for days in (2, 5, 9):
        pile(house, 1, due_in=days)
        house.pass_(minutes=1)
    return tasks_of(house)


def put_off(browser: Browser, task: str, day: str, status: int = 303) -> Browser:
    browser.see(f"/tasks/{task}/again")
    browser.send(f"/tasks/{task}/again", {"again_on": day}, status=status)
    return browser


def groups(page: str) -> list[tuple[str, list[str]]]:
    """The headings with the tasks under each."""
    parts = re.split(r'<h2 id="group-([a-z_]+)"', page)[1:]
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return [(heading, re.findall(r'href="/tasks/([^"]+)"', text)) for heading, text in pairs]


def test_until_its_day_it_stands_last_and_then_where_it_stood(house: House, tasks: list[str]) -> None:
    director = put_off(house.as_(DIRECTOR), tasks[0], "2026-03-04")
    page = director.see(GROUPS)
    assert re.search(r"Put off until Wed, Mar 4: [^.]+, GRV-2026-0001\. Its deadline has not changed\.", page)
    assert groups(page) == [("this_week", [tasks[1]]), ("later", [tasks[2]]), ("put_off", [tasks[0]])]
    assert ">Put off by you" in page
    assert 'Put off until <time datetime="2026-03-04">' in page
    assert director.see("/inbox?box=groups&sort=opened&order=desc").index(tasks[0]) > page.index(tasks[1])
    assert tasks[0] not in director.see("/inbox?box=groups&due=week")
    house.pass_(days=2)
    page = house.as_(DIRECTOR).see(GROUPS)
    assert groups(page)[0] == ("today", [tasks[0]])
    assert "put_off" not in page


def test_what_becomes_overdue_comes_back_before_its_day(house: House, tasks: list[str]) -> None:
    put_off(house.as_(DIRECTOR), tasks[0], "2026-03-20")
    house.pass_(days=3)
    assert groups(house.as_(DIRECTOR).see(GROUPS))[0] == ("overdue", [tasks[0]])


def test_the_day_is_changed_and_taken_away_on_the_task(house: House, tasks: list[str]) -> None:
    director = put_off(house.as_(DIRECTOR), tasks[2], "2026-03-10")
    assert 'Put off until <time datetime="2026-03-10">' in director.see(f"/tasks/{tasks[2]}")
    assert 'value="2026-03-10"' in director.see(f"/tasks/{tasks[2]}/again")
    put_off(director, tasks[2], "2026-03-11")
    director.see(f"/tasks/{tasks[2]}")
    director.send(f"/tasks/{tasks[2]}/again/remove")
    assert "Look at it again later" in director.see(f"/tasks/{tasks[2]}")
    assert count(house, FollowUp, FollowUp.again_on.is_not(None)) == 0


def test_the_days_most_people_choose_are_a_button_each(house: House, tasks: list[str]) -> None:
    director = house.as_(DIRECTOR)
    page = director.see(f"/tasks/{tasks[0]}/again")
    soon = re.findall(r'name="again_on" value="([\d-]+)">([^,<]+),', page)
    assert soon == [("2026-03-03", "Tomorrow"), ("2026-03-09", "Next Monday"), ("2026-03-16", "In two weeks")]
    director.send(f"/tasks/{tasks[0]}/again", {"again_on": soon[1][0]})
    assert 'Put off until <time datetime="2026-03-09">' in director.see(f"/tasks/{tasks[0]}")


def test_it_changes_nothing_of_the_case_and_nobody_else_sees_it(house: House, tasks: list[str]) -> None:
    propose(house)
    act(house.as_(STAFF), "accept")
    house.work()
    before = facts(house)
    put_off(house.as_(DIRECTOR), tasks[0], "2026-03-20")
    assert facts(house) == before
    assert groups(house.as_(STAFF).see(GROUPS))[0] == ("this_week", tasks[:2])


def facts(house: House) -> list[object]:
    with reading(house.database) as session:
        dues = [*session.scalars(select(Deadline.due_at)), *session.scalars(select(Task.due_at).order_by(Task.id))]
        return [*dues, *session.scalars(select(Case.head_hash).order_by(Case.id)), *session.scalars(select(Job.key))]


def test_a_day_that_is_none_or_not_to_come_is_refused_in_words(house: House, tasks: list[str]) -> None:
    director = house.as_(DIRECTOR)
    for day, words in (
        ("", "Choose a day after today"),
        ("2026-03-02", "Choose a day after today"),
        ("soon", "Choose a day from the calendar"),
    ):
        assert words in put_off(director, tasks[0], day, status=422).page.text
    assert "Error: Look at it again later" in director.page.text


def test_only_who_may_act_on_a_task_puts_it_off(house: House, tasks: list[str]) -> None:
    for email, status in ((STAFF, 404), (AUDITOR, 403)):
        browser = house.as_(email)
        browser.see(f"/tasks/{tasks[0]}/again", status=status)
        browser.see("/account")
        browser.send(f"/tasks/{tasks[0]}/again", {"again_on": "2026-03-20"}, status=status)
    director = house.as_(DIRECTOR)
    director.see(f"/tasks/{tasks[0]}/again")
    house.complete("GRV-2026-0001", "director_decides", DIRECTOR, DECISION)
    director.send(f"/tasks/{tasks[0]}/again", {"again_on": "2026-03-20"}, status=409)
    assert count(house, FollowUp, FollowUp.again_on.is_not(None)) == 0


def test_the_next_task_is_none_that_was_put_off_or_that_the_filter_hides(house: House, tasks: list[str]) -> None:
    director = put_off(house.as_(DIRECTOR), tasks[1], "2026-03-20")
    pile(house, 1, due_in=-1)
    overdue = tasks_of(house)[-1]

    director.see("/inbox?box=groups&due=week")
    director.see(f"/tasks/{tasks[0]}")
    receipt = director.see(str(director.send(f"/tasks/{tasks[0]}/complete", DECISION).location))
    assert "Next task" not in receipt, "of this week there is none left: one is put off, one is overdue"
    assert 'href="/inbox?due=week">Back to the inbox' in receipt
    assert "Nothing here fits the filter" in director.see("/inbox?due=week")

    director.see(GROUPS)
    director.see(f"/tasks/{overdue}")
    receipt = director.see(str(director.send(f"/tasks/{overdue}/complete", DECISION).location))
    assert f'href="/tasks/{tasks[2]}#task">Next task in your inbox' in receipt
    page = director.see(f"/tasks/{tasks[2]}")
    assert '<h1 tabindex="-1" id="task">Decide on the complaint' in page
    receipt = director.see(str(director.send(f"/tasks/{tasks[2]}/complete", DECISION).location))
    assert 'href="/inbox">Back to the inbox' in receipt
