"""Handing a task over, from its page: once, whoever clicks twice, and told to whoever has it now."""

from __future__ import annotations

import re

from sqlalchemy import select

from ombud.storage.directory import Person, RoleScope
from ombud.storage.session import unit_of_work
from ombud.workflows.actors import OPERATOR
from ombud.workflows.days import day_of
from ombud.workflows.people import roles
from ombud.workflows.permissions import SYSTEM_SCOPE
from tests.web.house import House
from tests.web.people import DIRECTOR, STAFF


def second_director(house: House) -> str:
    """Somebody else who holds the Director's role for today; their key."""
    with unit_of_work(house.database) as session:
        person_id = session.scalars(select(Person.id).where(Person.email == STAFF)).one()
        today = day_of(house.at)
        held = {"role": "director", "scope": RoleScope.SYSTEM, "scope_id": SYSTEM_SCOPE}
        days = {"from_on": today, "to_on": today}
        roles.grant(session, house.office, person_id, **held, **days, by=OPERATOR, at=house.at)  # type: ignore[arg-type]
    return str(person_id)


def test_clicked_twice_it_is_handed_over_once(house: House) -> None:
    to, (number, _code) = second_director(house), house.file()
    task, director = house.task(number, "director_decides"), house.as_(DIRECTOR)
    house.tell_at_once(STAFF)
    house.work()
    house.mailer.messages.clear()
    director.see(f"/tasks/{task}")
    key = director.hidden("request_key")
    said = {"to": to, "reason": "I am away tomorrow."}
    for _click in range(2):
        answer = director.send(f"/tasks/{task}/reassign", said, key=key)
        assert answer.location == "/inbox"
        director.see(f"/tasks/{task}")
    house.work()
    assert [str(mail["To"].addresses[0].addr_spec) for mail in house.mailer.messages] == [STAFF]


def test_taken_given_back_and_the_browsers_way_back(house: House) -> None:
    number, _code = house.file()
    task, director = house.task(number, "director_decides"), house.as_(DIRECTOR)
    director.see(f"/tasks/{task}")
    key = director.hidden("request_key")
    director.send(f"/tasks/{task}/claim", key=key)
    director.send(f"/tasks/{task}/claim", key=key)
    director.see(f"/tasks/{task}")
    director.send(f"/tasks/{task}/release")
    director.see(f"/tasks/{task}")
    director.send(f"/tasks/{task}/claim", key=key, status=409)
    assert "Open the page again" in director.page.text


def test_a_page_says_that_the_role_of_whoever_has_it_is_over(house: House) -> None:
    second_director(house)
    number, _code = house.file()
    task = house.task(number, "director_decides")
    staff = house.as_(STAFF)
    staff.see(f"/tasks/{task}")
    staff.send(f"/tasks/{task}/claim")
    director = house.as_(DIRECTOR)
    assert "Their role has ended" not in director.see(f"/tasks/{task}")
    house.pass_(days=1)
    page = house.as_(DIRECTOR).see(f"/tasks/{task}")
    assert re.search(r"Omar Reyes<br>\s*<span class=\"quiet\">Their role has ended, so it is free again", page)
    assert "Take it" in page


def test_every_button_of_a_task_is_pressed_once(house: House) -> None:
    number, _code = house.file()
    page = house.as_(DIRECTOR).see(f"/tasks/{house.task(number, 'director_decides')}")
    forms = re.findall(r"<form[^>]*action=\"/tasks/[^>]*>", page)
    assert forms
    assert all("data-once" in form for form in forms)
