"""Substitutes: proposed, answered, dated; what they hold and what they never get."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from ombud.storage.base import new_id
from ombud.storage.directory import Person, RoleHolding, RoleScope
from ombud.storage.events import SYSTEM_CHAIN, Event
from ombud.storage.session import reading, unit_of_work
from ombud.workflows.people import substitutes
from ombud.workflows.people.standing_in import SubstituteState
from ombud.workflows.permissions import SYSTEM_SCOPE
from ombud.workflows.refusals import (
    Conflict,
    Forbidden,
    InvalidCommand,
    NotFound,
    Refusal,
    SubstituteAnswered,
    SubstituteForOneself,
    SubstituteForSubstitute,
    SubstituteInactive,
    SubstituteInThePast,
    SubstituteTwice,
)
from tests.integration.people.absence import DAY, TODAY, answer, held, propose, stand_in, states
from tests.support.court import Court


def test_nothing_passes_before_it_is_accepted_and_nothing_after_it_is_over(court: Court) -> None:
    court.ask()
    key = propose(court)
    with pytest.raises(NotFound):
        court.claim("decide", "passer")
    answer(court, key, "passer")
    assert held(court, "passer") == [("clerk", TODAY, TODAY + 9 * DAY)]
    court.claim("decide", "passer")
    court.complete("decide", "passer", decision="refused", reasons="No room.")
    court.ask()
    court.pass_days(10)
    with pytest.raises(NotFound):
        court.claim("decide", "passer")
    assert states(court, "clerk") == [("Cleo Clerk", "Pat Passer", SubstituteState.OVER)]


def test_only_whoever_is_away_or_an_operator_proposes_and_only_who_was_asked_answers(court: Court) -> None:
    with pytest.raises(Forbidden):
        propose(court, by="free")
    with pytest.raises(Forbidden):
        propose(court, by="auditor")
    key = propose(court, by="operator")
    for name in ("clerk", "operator"):
        for verb in (substitutes.accept, substitutes.decline):
            with pytest.raises(Forbidden):
                answer(court, key, name, verb)
    with pytest.raises(NotFound):
        answer(court, key, "free")
    with pytest.raises(Forbidden):
        answer(court, key, "auditor", substitutes.end)
    answer(court, key, "passer", substitutes.decline)
    answer(court, key, "passer", substitutes.decline)
    with pytest.raises(SubstituteAnswered):
        answer(court, key, "passer")
    assert held(court, "passer") == []
    assert states(court, "auditor") == [("Cleo Clerk", "Pat Passer", SubstituteState.DECLINED)]
    assert states(court, "free") == []


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"to": "clerk"}, SubstituteForOneself),
        ({"from_on": TODAY - DAY}, SubstituteInThePast),
        ({"to_on": TODAY - DAY}, SubstituteInThePast),
        ({"to": "declared"}, SubstituteInactive),
        ({"to": "free", "from_on": TODAY + 9 * DAY, "to_on": TODAY + 20 * DAY}, SubstituteTwice),
        ({"who": "passer", "to": "free"}, SubstituteForSubstitute),
        ({"who": "free", "to": "clerk"}, SubstituteForSubstitute),
    ],
)
def test_what_does_not_fit(court: Court, changes: dict[str, Any], refusal: type[Refusal]) -> None:
    propose(court)
    with unit_of_work(court.database) as session:
        session.execute(update(Person).where(Person.email.startswith("declared@")).values(active=False))
    with pytest.raises(refusal):
        propose(court, **({"who": "clerk"} | changes))
    assert issubclass(refusal, InvalidCommand | Conflict)


def test_a_declined_or_ended_one_leaves_the_days_free(court: Court) -> None:
    first = propose(court)
    answer(court, first, "passer", substitutes.decline)
    second = stand_in(court, to="free")
    answer(court, second, "clerk", substitutes.end)
    assert [role for role, *_days in held(court, "free")] == ["member"]
    stand_in(court, to="passer")
    assert held(court, "passer") == [("clerk", TODAY, TODAY + 9 * DAY)]


def test_ended_early_it_ended_the_day_before(court: Court) -> None:
    key = stand_in(court)
    court.pass_days(4)
    answer(court, key, "operator", substitutes.end)
    answer(court, key, "operator", substitutes.end)
    assert held(court, "passer") == [("clerk", TODAY, TODAY + 3 * DAY)]
    assert states(court, "passer") == [("Cleo Clerk", "Pat Passer", SubstituteState.ENDED)]
    with reading(court.database) as session:
        kinds = session.scalars(select(Event.kind).where(Event.chain == SYSTEM_CHAIN).order_by(Event.seq)).all()
    assert kinds[-3:] == ["substitute.proposed", "substitute.accepted", "substitute.ended"]


def test_never_longer_than_the_role_and_not_what_is_not_passed_on(court: Court) -> None:
    with unit_of_work(court.database) as session:
        own = select(RoleHolding).where(RoleHolding.person_id == court.id_of("decided"), RoleHolding.role == "clerk")
        session.scalars(own).one().to_on = TODAY + 3 * DAY
    stand_in(court, who="decided", to="passer")
    assert held(court, "passer") == [("clerk", TODAY, TODAY + 3 * DAY)], "their seat has its alternate"
    stand_in(court, who="operator", to="other")
    assert [role for role, *_days in held(court, "other")] == ["member"], "operators act in person"


def test_who_holds_the_role_already_holds_it_once(court: Court) -> None:
    stand_in(court, who="clerk", to="decided")
    assert [role for role, *_days in held(court, "decided")].count("clerk") == 1


def test_accepted_late_it_begins_that_day(court: Court) -> None:
    key = propose(court)
    court.pass_days(2)
    answer(court, key, "passer")
    assert held(court, "passer") == [("clerk", TODAY + 2 * DAY, TODAY + 9 * DAY)]


def test_never_answered_it_lapses(court: Court) -> None:
    key = propose(court)
    court.pass_days(10)
    with pytest.raises(SubstituteAnswered):
        answer(court, key, "passer")
    assert states(court, "clerk") == [("Cleo Clerk", "Pat Passer", SubstituteState.LAPSED)]


def test_a_role_granted_while_they_are_away_is_the_substitutes_too(court: Court) -> None:
    stand_in(court)
    days = {"from_on": TODAY + 2 * DAY, "to_on": None}
    of = {"role": "inspector", "scope": RoleScope.SYSTEM, "scope_id": SYSTEM_SCOPE}
    with unit_of_work(court.database) as session:
        for role in ("inspector", "auditor"):
            holding = RoleHolding(id=new_id(), person_id=court.id_of("clerk"), **(of | {"role": role}), **days)
            session.add(holding)
            session.flush()
            substitutes.follow(session, holding, at=court.at)
    assert held(court, "passer") == [
        ("clerk", TODAY, TODAY + 9 * DAY),
        ("inspector", TODAY + 2 * DAY, TODAY + 9 * DAY),
    ]
