"""Who may call what: every route wears a guard, and answers as the matrix has it."""

from __future__ import annotations

import pytest
from flask import Flask

from ombud.webapp import guards
from tests.web.house import House
from tests.web.people import STAFF
from tests.web.records import answers, no_records, with_a_failed_delivery
from tests.web.routes_matrix import GETS, POSTS


def test_no_route_is_without_a_guard(own_application: House) -> None:
    guards.check(own_application.app)
    own_application.app.add_url_rule("/back-door", "back_door", lambda: "open")
    with pytest.raises(guards.Unguarded, match="back_door"):
        guards.check(own_application.app)


def test_every_route_is_in_the_matrix(house: House) -> None:
    assert _missing(house.app, "GET", GETS) == set()
    assert _missing(house.app, "POST", POSTS) == {"/sign-in"}, "test_accounts tells of it"


@pytest.mark.long
def test_pages(house: House) -> None:
    records = with_a_failed_delivery(house)
    assert answers(records, "GET", GETS) == {path: list(expected) for path, expected in GETS.items()}


@pytest.mark.long
def test_forms(house: House) -> None:
    records = with_a_failed_delivery(house)
    assert answers(records, "POST", POSTS) == {path: list(expected) for path, expected in POSTS.items()}


def test_a_complainant_does_not_read_what_the_office_wrote_to_itself(house: House) -> None:
    number, code = house.file(stage="informal")
    log = {"held_on": "2026-03-01", "parties": "Rosa Lindgren", "stage": "unsettled", "summary": "She was cross."}
    staff, task = house.as_(STAFF), house.task(number, "log_conversation")
    staff.see(f"/tasks/{task}")
    staff.send(f"/tasks/{task}/complete", log | {"staff": staff.option("Omar Reyes")})
    assert "She was cross." in staff.see(f"/cases/{number}")
    assert "She was cross." not in house.track(code).see("/track/case")


def _missing(app: Flask, method: str, table: dict[str, tuple[int | str, ...]]) -> set[str]:
    adapter = app.url_map.bind("localhost")
    names = no_records()
    told = {adapter.match(path.format(**names), method=method)[0] for path in table}
    rules = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
    return {rule.rule for rule in rules if rule.endpoint not in told and rule.endpoint != "static"}
