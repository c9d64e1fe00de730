"""Roles within a scope: who grants them to whom, what refuses, and what ends with one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from ombud.storage.accounts import Account
from ombud.storage.board import Delegation
from ombud.storage.directory import RoleHolding, RoleScope
from ombud.storage.session import reading
from ombud.workflows import permissions
from ombud.workflows.board import delegations
from ombud.workflows.people import roles, substitutes
from ombud.workflows.permissions import SYSTEM_SCOPE
from ombud.workflows.refusals import Forbidden, InvalidCommand, LastOperator, NotFound, RoleFilled, RoleHeld
from tests.integration.people.quarter import DAY, ELM, HARBOR, TODAY, Quarter


def test_a_role_is_granted_within_an_agency_and_ended_again(quarter: Quarter) -> None:
    holding_id = quarter.grant("new", "end_user", HARBOR, to_on=TODAY + 30 * DAY)
    assert quarter.days("new", "end_user") == [(TODAY, TODAY + 30 * DAY)]
    (granted,) = quarter.told("role.granted")
    assert granted.body["scope_id"] == str(quarter.organisation(HARBOR))
    quarter.end(holding_id, TODAY + 5 * DAY)
    assert quarter.days("new", "end_user") == [(TODAY, TODAY + 5 * DAY)]
    (ended,) = quarter.told("role.ended")
    assert ended.body["to_on"] == "2026-03-07"


def test_every_role_is_known_that_something_names_and_each_says_within_what(quarter: Quarter) -> None:
    with reading(quarter.database) as session:
        known = {one.role: one for one in roles.known_roles(session, quarter.office)}
    assert known["hdc"].scopes == (RoleScope.ORGANISATION,)
    assert known["hdc"].one_per_organisation
    assert known["clerk"].scopes == (RoleScope.SYSTEM,), "a lane of the deployed procedure names it, nothing else"
    assert known["asker"].scopes == (RoleScope.CASE,)
    assert not known["asker"].granted
    assert known["member"].seated
    assert not known["member"].granted
    assert {role for constants in roles.CONSTANTS for role in constants} <= known.keys()


@pytest.mark.parametrize(
    ("role", "within"),
    [
        ("hdc", ""),
        ("hdc", "panel"),
        ("hdc", "Inland Continuum"),
        ("operator", HARBOR),
        ("member", "panel"),
        ("asker", ""),
        ("emperor", ""),
    ],
)
def test_a_role_is_refused_within_what_it_is_not_held(quarter: Quarter, role: str, within: str) -> None:
    with pytest.raises(InvalidCommand):
        quarter.grant("new", role, within)
    assert quarter.told("role.granted") == []


@pytest.mark.parametrize(
    "held",
    [
        {"scope": RoleScope.ORGANISATION, "scope_id": UUID(int=7)},
        {"scope": RoleScope.BODY, "scope_id": UUID(int=7)},
        {"scope": RoleScope.CASE, "scope_id": UUID(int=7)},
        {"scope": RoleScope.SYSTEM, "scope_id": UUID(int=7)},
    ],
)
def test_a_scope_there_is_not_is_refused(quarter: Quarter, held: dict[str, Any]) -> None:
    for role in ("hdc", "clerk"):
        with pytest.raises(InvalidCommand):
            quarter.grant("new", role, **held)


def test_the_last_day_is_not_before_the_first(quarter: Quarter) -> None:
    with pytest.raises(InvalidCommand, match="before the first"):
        quarter.grant("new", "clerk", to_on=TODAY - DAY)


def test_nobody_grants_a_role_to_themself(quarter: Quarter) -> None:
    with pytest.raises(Forbidden, match="themself"):
        quarter.grant("operator", "auditor", by="operator")
    quarter.grant("operator", "auditor", by="")
    assert quarter.days("operator", "auditor") == [(TODAY, None)]


@pytest.mark.parametrize("name", ["auditor", "hdc", "clerk", "new"])
def test_only_an_operator_grants_and_ends(quarter: Quarter, name: str) -> None:
    with pytest.raises(Forbidden):
        quarter.grant("member", "clerk", by=name)
    held = quarter.holding("hdc", "hdc").id
    with pytest.raises(Forbidden):
        quarter.end(held, TODAY, by=name)
    with pytest.raises(Forbidden):
        quarter.take_back(held, by=name)


def test_the_same_role_twice_is_refused_with_the_days_it_is_held(quarter: Quarter) -> None:
    quarter.grant("new", "end_user", HARBOR, to_on=TODAY + 9 * DAY)
    with pytest.raises(RoleHeld, match="2026-03-02 to 2026-03-11"):
        quarter.grant("new", "end_user", HARBOR, from_on=TODAY + 9 * DAY)
    quarter.grant("new", "end_user", HARBOR, from_on=TODAY + 10 * DAY)
    quarter.grant("new", "end_user", ELM)
    assert len(quarter.days("new", "end_user")) == 3


def test_a_double_click_is_one_role(quarter: Quarter) -> None:
    assert quarter.grant("new", "clerk", request_key="k" * 20) == quarter.grant("new", "clerk", request_key="k" * 20)
    assert len(quarter.told("role.granted")) == 1


def test_an_agency_has_one_data_coordinator_who_is_replaced_on_purpose(quarter: Quarter) -> None:
    with pytest.raises(RoleFilled, match="Tomas Berg holds it since"):
        quarter.grant("new", "hdc", HARBOR, from_on=TODAY + 7 * DAY)
    quarter.grant("new", "hdc", HARBOR, from_on=TODAY + 7 * DAY, replaces=True)
    assert quarter.days("hdc", "hdc")[0][1] == TODAY + 6 * DAY
    assert quarter.days("new", "hdc") == [(TODAY + 7 * DAY, None)]
    assert [event.kind for kind in ("role.ended", "role.granted") for event in quarter.told(kind)] == [
        "role.ended",
        "role.granted",
    ]


def test_one_person_may_be_the_data_coordinator_of_several_agencies(quarter: Quarter) -> None:
    quarter.grant("hdc", "hdc", ELM)
    assert len(quarter.days("hdc", "hdc")) == 2


def test_nobody_is_replaced_for_days_that_have_passed_or_from_their_first(quarter: Quarter) -> None:
    with pytest.raises(InvalidCommand, match="replaced from today"):
        quarter.grant("new", "hdc", HARBOR, from_on=TODAY - DAY, replaces=True)
    quarter.grant("new", "hdc", ELM)
    with pytest.raises(InvalidCommand, match="after their first day"):
        quarter.grant("member", "hdc", ELM, replaces=True)
    assert quarter.days("new", "hdc") == [(TODAY, None)]


@pytest.mark.both_databases
def test_two_operators_who_fill_one_place_at_once_fill_it_once(quarter: Quarter) -> None:
    def attempt(name: str) -> str:
        try:
            quarter.grant(name, "security_coordinator", ELM)
        except RoleFilled:
            return "filled"
        return "granted"

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(attempt, ["new", "member", "clerk"])) == ["filled", "filled", "granted"]


def test_a_role_ends_between_yesterday_and_its_own_last_day(quarter: Quarter) -> None:
    held = quarter.holding("hdc", "hdc").id
    with pytest.raises(InvalidCommand, match="Yesterday ends it"):
        quarter.end(held, TODAY - 2 * DAY)
    with pytest.raises(InvalidCommand, match="before the first"):
        quarter.end(held, date(2019, 12, 31))
    quarter.end(held, TODAY + 3 * DAY)
    with pytest.raises(InvalidCommand, match="before that day"):
        quarter.end(held, TODAY + 4 * DAY)
    quarter.end(held, TODAY - DAY)
    with reading(quarter.database) as session:
        assert permissions.roles_of(session, quarter.id_of("hdc"), at=quarter.at) == []
    with pytest.raises(NotFound):
        quarter.end(UUID(int=7), TODAY)


def test_a_mistake_is_taken_back_while_the_role_was_never_held_for_a_day(quarter: Quarter) -> None:
    quarter.take_back(quarter.grant("new", "clerk"))
    assert quarter.days("new", "clerk") == []
    assert [len(quarter.told(kind)) for kind in ("role.granted", "role.taken_back")] == [1, 1]
    with pytest.raises(InvalidCommand, match="held already"):
        quarter.take_back(quarter.holding("hdc", "hdc").id)


def test_the_last_operator_stays(quarter: Quarter) -> None:
    quarter.end(quarter.holding("second", "operator").id, TODAY - DAY)
    own = quarter.holding("operator", "operator").id
    with pytest.raises(LastOperator):
        quarter.end(own, TODAY)
    with pytest.raises(LastOperator):
        quarter.end(own, TODAY + 90 * DAY)
    quarter.end(own, TODAY, by="")
    assert quarter.days("operator", "operator")[0][1] == TODAY


def test_an_operator_who_never_signed_in_or_is_disabled_keeps_nothing_running(quarter: Quarter) -> None:
    own, second = quarter.holding("operator", "operator").id, quarter.id_of("second")
    quarter.grant("new", "operator")
    quarter.do(lambda s: s.delete(s.get_one(Account, second)))
    with pytest.raises(LastOperator):
        quarter.end(own, TODAY)


@pytest.mark.both_databases
def test_two_operators_who_leave_at_once_leave_one(quarter: Quarter) -> None:
    leaving = {name: quarter.holding(name, "operator").id for name in ("operator", "second")}

    def attempt(name: str) -> str:
        try:
            quarter.end(leaving[name], TODAY - DAY, by=name)
        except LastOperator:
            return "stays"
        return "left"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, leaving)) == ["left", "stays"]


def test_a_seat_is_neither_granted_nor_ended_here(quarter: Quarter) -> None:
    with pytest.raises(InvalidCommand, match="page of its body"):
        quarter.grant("new", "member", "panel")
    with pytest.raises(InvalidCommand, match="page of its body"):
        quarter.end(quarter.holding("member", "member").id, TODAY)


def test_what_was_passed_on_ends_with_the_role(quarter: Quarter) -> None:
    clerk, to = quarter.holding("clerk", "clerk").id, quarter.id_of("new")
    said = {"to_person_id": to, "terms": "All of it", "source": "P103-d", "from_on": TODAY, "to_on": None}
    by = quarter.who("clerk")
    quarter.do(lambda s: delegations.record(s, quarter.office, holding_id=clerk, by=by, at=quarter.at, **said))  # type: ignore[arg-type]
    with pytest.raises(InvalidCommand, match="somebody's place"):
        quarter.end(quarter.holding("new", "clerk").id, TODAY)
    with pytest.raises(RoleHeld, match="somebody's place"):
        quarter.grant("new", "clerk")
    quarter.end(clerk, TODAY + 2 * DAY)
    assert quarter.days("new", "clerk") == [(TODAY, TODAY + 2 * DAY)]
    with reading(quarter.database) as session:
        assert session.scalars(select(Delegation.to_on)).one() == TODAY + 2 * DAY


def test_what_would_be_passed_on_later_never_begins(quarter: Quarter) -> None:
    clerk, to, by = quarter.holding("clerk", "clerk").id, quarter.id_of("new"), quarter.who("clerk")
    said = {"to_person_id": to, "terms": "All of it", "source": "P103-d", "from_on": TODAY + 5 * DAY, "to_on": None}
    quarter.do(lambda s: delegations.record(s, quarter.office, holding_id=clerk, by=by, at=quarter.at, **said))  # type: ignore[arg-type]
    quarter.end(clerk, TODAY)
    assert quarter.days("new", "clerk") == []
    with reading(quarter.database) as session:
        assert session.scalars(select(Delegation)).one().revoked_at == quarter.at


def test_a_substitute_has_the_roles_of_whom_they_stand_in_for_and_no_longer(quarter: Quarter) -> None:
    away, to, clerk = quarter.id_of("clerk"), quarter.id_of("hdc"), quarter.who("clerk")
    days = {"from_on": TODAY, "to_on": TODAY + 9 * DAY}
    key = quarter.do(
        lambda s: substitutes.propose(
            s, quarter.office, person_id=away, substitute_id=to, by=clerk, at=quarter.at, **days
        )
    )
    quarter.do(lambda s: substitutes.accept(s, quarter.office, key, by=quarter.who("hdc"), at=quarter.at))
    quarter.grant("clerk", "security_officer")
    assert quarter.days("hdc", "security_officer") == [(TODAY, TODAY + 9 * DAY)], "a new role passes on too"
    quarter.end(quarter.holding("clerk", "clerk").id, TODAY)
    assert quarter.days("hdc", "clerk") == [(TODAY, TODAY)]
    assert quarter.days("hdc", "security_officer") == [(TODAY, TODAY + 9 * DAY)]


def test_the_database_knows_in_whose_place_a_role_is_held(quarter: Quarter) -> None:
    quarter.grant("new", "clerk")
    with reading(quarter.database) as session:
        held = session.scalars(
            select(RoleHolding).where(RoleHolding.role == "clerk", RoleHolding.scope_id == SYSTEM_SCOPE)
        )
        assert {one.on_behalf_of for one in held} == {None}
