"""Whoever acts for somebody without being them gets nothing by it, and whoever it is about hears of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from ombud.storage.board import Delegation
from ombud.storage.directory import RoleHolding
from ombud.storage.session import reading
from ombud.workflows.board import delegations
from ombud.workflows.people import leaving, roles, substitutes
from ombud.workflows.refusals import Forbidden, InvalidCommand, Refusal, SubstituteInactive
from tests.integration.people.absence import DAY, TODAY, answer, held, propose, stand_in
from tests.integration.people.quarter import Quarter
from tests.support.court import Court

CLERK, PASSER = "clerk@permit.example", "passer@town.example"


def delegate(court: Court, to: str, *, by: str, **changes: Any) -> UUID:
    with reading(court.database) as session:
        mine = select(RoleHolding.id).where(RoleHolding.person_id == court.id_of("clerk"))
        holding = session.scalars(mine.where(RoleHolding.role == "clerk")).one()
    said = {"terms": "All of it", "source": "P103-d", "from_on": TODAY, "to_on": None} | changes
    to_id, actor = court.id_of(to), court.who(by)
    return court.do(
        lambda s: delegations.record(
            s, court.office, holding_id=holding, to_person_id=to_id, by=actor, at=court.at, **said
        )
    )


def test_an_operator_proposes_nobodys_role_to_themself(court: Court) -> None:
    with pytest.raises(Forbidden, match="Nobody makes themself"):
        propose(court, "clerk", "operator", by="operator")
    with pytest.raises(Forbidden, match="to themself"):
        delegate(court, "operator", by="operator")
    assert [role for role, _from, _to in held(court, "operator")] == ["operator"]


def test_whoever_is_away_hears_of_the_proposal_the_answer_and_the_end(court: Court) -> None:
    key = propose(court, by="operator")
    assert court.work() == {CLERK, PASSER}
    answer(court, key, "passer")
    assert court.work() == {CLERK}
    answer(court, key, "passer", substitutes.end)
    assert court.work() == {CLERK}
    declined = propose(court)
    assert court.work() == {PASSER}, "nobody is told what they did themselves"
    answer(court, declined, "passer", substitutes.decline)
    assert court.work() == {CLERK}


def test_both_sides_hear_what_an_operator_passed_on_and_revoked(court: Court) -> None:
    key = delegate(court, "passer", by="operator")
    assert court.work() == {CLERK, PASSER}
    by = court.who("passer")
    court.do(lambda s: delegations.revoke(s, court.office, key, by=by, at=court.at))
    assert court.work() == {CLERK}


def test_who_has_no_account_stands_in_for_nobody(quarter: Quarter) -> None:
    away, to, by = quarter.id_of("clerk"), quarter.id_of("new"), quarter.who("clerk")
    days = {"from_on": TODAY, "to_on": TODAY}
    with pytest.raises(SubstituteInactive):
        quarter.do(
            lambda s: substitutes.propose(
                s, quarter.office, person_id=away, substitute_id=to, by=by, at=quarter.at, **days
            )
        )


def test_disabled_is_out_of_every_delegation(court: Court) -> None:
    """A delegate went on acting for somebody who had been disabled."""
    delegate(court, "passer", by="clerk")
    delegate(court, "free", by="clerk", from_on=TODAY + 5 * DAY)
    clerk, by = court.id_of("clerk"), court.who("operator")
    court.do(lambda s: leaving.disable(s, court.office, clerk, by=by, at=court.at))
    assert held(court, "passer") == []
    with reading(court.database) as session:
        assert set(session.scalars(select(Delegation.revoked_at))) == {court.at}
    assert court.work() == {PASSER, "free@panel.example"}, "the other side is told, the disabled one is not"


def test_a_delegate_who_is_disabled_holds_nothing_when_they_come_back(court: Court) -> None:
    delegate(court, "passer", by="clerk")
    court.work()
    passer, by = court.id_of("passer"), court.who("operator")
    court.do(lambda s: leaving.disable(s, court.office, passer, by=by, at=court.at))
    assert held(court, "passer") == []
    assert court.work() == {CLERK}


def test_who_holds_the_role_on_some_of_the_days_gets_the_others(quarter: Quarter) -> None:
    mine = {"from_on": TODAY + 2 * DAY, "to_on": TODAY + 3 * DAY}
    quarter.grant("hdc", "clerk", **mine)
    away, to, by = quarter.id_of("clerk"), quarter.id_of("hdc"), quarter.who("clerk")
    days = {"from_on": TODAY, "to_on": TODAY + 9 * DAY}
    key = quarter.do(
        lambda s: substitutes.propose(s, quarter.office, person_id=away, substitute_id=to, by=by, at=quarter.at, **days)
    )
    quarter.do(lambda s: substitutes.accept(s, quarter.office, key, by=quarter.who("hdc"), at=quarter.at))
    assert quarter.days("hdc", "clerk") == [
        (TODAY, TODAY + DAY),
        (TODAY + 2 * DAY, TODAY + 3 * DAY),
        (TODAY + 4 * DAY, TODAY + 9 * DAY),
    ]
    quarter.do(lambda s: substitutes.end(s, quarter.office, key, by=by, at=quarter.at))
    assert quarter.days("hdc", "clerk") == [(TODAY + 2 * DAY, TODAY + 3 * DAY)]


@pytest.mark.parametrize("_again", range(4))
def test_a_role_that_ends_while_it_is_passed_on_takes_that_with_it(court: Court, _again: int) -> None:
    """However the two meet, nothing is held on behalf of somebody on a day they do not hold it themselves."""
    with reading(court.database) as session:
        mine = select(RoleHolding.id).where(RoleHolding.person_id == court.id_of("clerk"))
        holding = session.scalars(mine.where(RoleHolding.role == "clerk")).one()
    key = propose(court, "clerk", "free")
    by, last = court.who("operator"), TODAY + 2 * DAY

    def attempt(act: Any) -> str:
        try:
            act()
        except Refusal as refusal:
            return type(refusal).__name__
        return "done"

    acts = [
        lambda: delegate(court, "passer", by="operator"),
        lambda: court.do(lambda s: roles.end(s, holding, to_on=last, by=by, at=court.at)),
        lambda: answer(court, key, "free"),
    ]
    with ThreadPoolExecutor(len(acts)) as pool:
        assert set(pool.map(attempt, acts)) == {"done"}
    assert {to_on for name in ("passer", "free") for role, _from, to_on in held(court, name) if role == "clerk"} == {
        last
    }


@pytest.mark.parametrize("edge", [date.min, date.max])
def test_days_at_the_edge_of_the_calendar_are_refused_by_name(quarter: Quarter, edge: date) -> None:
    with pytest.raises(InvalidCommand, match="No calendar"):
        quarter.grant("new", "hdc", "Harbor House", from_on=edge, replaces=True)
    with pytest.raises(InvalidCommand, match="No calendar"):
        quarter.grant("new", "clerk", to_on=edge)
    with pytest.raises(InvalidCommand, match="No calendar"):
        quarter.end(quarter.holding("operator", "operator").id, edge, by="second")


def test_the_last_day_of_the_calendar_is_nobodys_last_day_away(court: Court) -> None:
    with pytest.raises(InvalidCommand, match="No calendar"):
        stand_in(court, to_on=date.max)
    with pytest.raises(InvalidCommand, match="No calendar"):
        delegate(court, "passer", by="clerk", to_on=date.max)
