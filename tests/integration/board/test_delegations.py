"""Authority passed on: by whom, to whom, for how long, and what it lets somebody do."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from ombud.storage.board import Delegation
from ombud.storage.directory import RoleHolding
from ombud.storage.events import SYSTEM_CHAIN, Event
from ombud.storage.session import reading, unit_of_work
from ombud.workflows import proof
from ombud.workflows.board import delegations
from ombud.workflows.board.delegations import DelegationState
from ombud.workflows.refusals import Forbidden, InvalidCommand, NotFound
from tests.support.court import Court

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def holding(court: Court, name: str, role: str = "clerk") -> UUID:
    with reading(court.database) as session:
        held = select(RoleHolding.id).where(RoleHolding.person_id == court.id_of(name), RoleHolding.role == role)
        return session.scalars(held).one()


def delegate(court: Court, to: str, *, by: str = "clerk", of: UUID | None = None, **changes: Any) -> UUID:
    said: dict[str, Any] = {"terms": "Decides small requests", "source": "P103-d", "from_on": TODAY, "to_on": None}
    said |= {"holding_id": of or holding(court, "clerk"), "to_person_id": court.id_of(to)} | changes
    actor = court.who(by)
    with unit_of_work(court.database) as session:
        return delegations.record(session, court.office, by=actor, at=court.at, **said)


def revoke(court: Court, delegation_id: UUID, by: str) -> None:
    actor = court.who(by)
    with unit_of_work(court.database) as session:
        delegations.revoke(session, court.office, delegation_id, by=actor, at=court.at)


def listed(court: Court, name: str) -> list[tuple[str, DelegationState]]:
    actor = court.who(name)
    with reading(court.database) as session:
        return [(one.to_name, one.state) for one in delegations.listing(session, actor, at=court.at)]


def test_who_acts_for_somebody_does_so_until_it_is_revoked(court: Court) -> None:
    court.ask()
    with pytest.raises(NotFound):
        court.claim("decide", "free")
    delegation_id = delegate(court, "free")
    court.claim("decide", "free")
    with reading(court.database) as session:
        mirrors = select(Delegation.id).join(RoleHolding, RoleHolding.id == Delegation.holding_id)
        assert session.scalars(mirrors.where(RoleHolding.person_id == court.id_of("free"))).all() == [delegation_id]
    court.pass_days(3)
    revoke(court, delegation_id, "clerk")
    with pytest.raises(NotFound):
        court.complete("decide", "free", decision="granted", reasons="Why not.")
    with reading(court.database) as session:
        mirror = session.scalars(select(RoleHolding).where(RoleHolding.person_id == court.id_of("free")).where(RoleHolding.role == "clerk")).one()  # fmt: skip
        assert (mirror.from_on, mirror.to_on) == (TODAY, TODAY + 2 * DAY)
        kinds = session.scalars(select(Event.kind).where(Event.chain == SYSTEM_CHAIN).order_by(Event.seq)).all()
        facts = session.scalars(select(Event.body).where(Event.kind == "delegation.recorded")).one()
    assert kinds[-2:] == ["delegation.recorded", "delegation.revoked"]
    assert "Decides small requests" not in str(facts)


def test_what_is_done_under_it_cites_it(court: Court) -> None:
    court.ask()
    delegation_id = delegate(court, "free")
    court.claim("decide", "free")
    court.complete("decide", "free", decision="refused", reasons="No room.")
    court.complete("answer", "party", answer="appeal")
    with reading(court.database) as session:
        events = session.scalars(select(Event).where(Event.chain == court.case_id).order_by(Event.seq)).all()
        assert proof.verify(session, court.office, court.case()) == []
    cited = [(event.kind, event.body.get("delegation")) for event in events]
    mine = str(delegation_id)
    assert cited == [("opened", None), ("task.claimed", mine), ("completed", mine), ("completed", None)]


def test_revoked_on_its_first_day_it_never_was_and_can_be_given_again(court: Court) -> None:
    first = delegate(court, "free")
    revoke(court, first, "clerk")
    revoke(court, first, "clerk")
    coming = delegate(court, "free", from_on=TODAY + 5 * DAY)
    revoke(court, coming, "free")
    again = delegate(court, "free")
    with reading(court.database) as session:
        assert session.get_one(Delegation, first).holding_id is None
        held = select(func.count()).select_from(RoleHolding).where(RoleHolding.person_id == court.id_of("free"))
        assert session.scalar(held.where(RoleHolding.role == "clerk")) == 1
        assert session.scalars(select(Delegation.id).where(Delegation.revoked_at.is_(None))).all() == [again]
    assert listed(court, "clerk") == [
        ("Fay Free", DelegationState.IN_FORCE),
        *[("Fay Free", DelegationState.REVOKED)] * 2,
    ]


def test_one_that_has_run_out_is_not_revoked_any_more(court: Court) -> None:
    delegation_id = delegate(court, "free", to_on=TODAY + DAY)
    court.pass_days(1)
    court.ask()
    court.claim("decide", "free")
    court.pass_days(1)
    assert listed(court, "free") == [("Fay Free", DelegationState.ENDED)]
    revoke(court, delegation_id, "clerk")
    assert listed(court, "free") == [("Fay Free", DelegationState.ENDED)]
    with pytest.raises(NotFound):
        court.complete("decide", "free", decision="granted", reasons="Why not.")


def test_nobody_passes_on_more_than_they_have(court: Court) -> None:
    with unit_of_work(court.database) as session:
        session.get_one(RoleHolding, holding(court, "clerk")).to_on = TODAY + 10 * DAY
    delegation_id = delegate(court, "free", to_on=TODAY + 90 * DAY)
    with reading(court.database) as session:
        assert session.get_one(Delegation, delegation_id).to_on == TODAY + 10 * DAY
    with pytest.raises(InvalidCommand, match="not theirs to pass on"):
        delegate(court, "other", from_on=TODAY + 11 * DAY)


def test_what_is_held_by_delegation_is_not_passed_on_and_a_seat_never(court: Court) -> None:
    delegate(court, "free")
    with pytest.raises(InvalidCommand, match="not passed on"):
        delegate(court, "other", by="free", of=holding(court, "free"))
    with pytest.raises(InvalidCommand, match="not passed on"):
        delegate(court, "clerk", by="free", of=holding(court, "free", "member"))
    with pytest.raises(InvalidCommand, match="not passed on"):
        delegate(court, "clerk", by="operator", of=holding(court, "operator", "operator"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"terms": " "}, "what exactly"),
        ({"from_on": TODAY - DAY}, "today or later"),
        ({"to_on": TODAY - DAY}, "before the first"),
        ({"to": "decided"}, "Dora Decided holds this role"),
        ({"to": "clerk"}, "Cleo Clerk holds this role"),
    ],
)
def test_what_does_not_fit(court: Court, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidCommand, match=words):
        delegate(court, **({"to": "free"} | changes))


def test_only_whoever_holds_it_or_an_operator_passes_it_on_and_only_the_sides_end_it(court: Court) -> None:
    with pytest.raises(Forbidden):
        delegate(court, "free", by="other")
    with pytest.raises(NotFound):
        delegate(court, "free", of=UUID(int=1))
    delegation_id = delegate(court, "free", by="operator")
    with pytest.raises(NotFound):
        revoke(court, delegation_id, "other")
    for watcher in ("cochair", "auditor"):
        assert listed(court, watcher) == [("Fay Free", DelegationState.IN_FORCE)]
        with pytest.raises(Forbidden):
            revoke(court, delegation_id, watcher)
    assert listed(court, "other") == []
    revoke(court, delegation_id, "operator")


def test_what_can_be_passed_on(court: Court) -> None:
    delegate(court, "free")

    def offered(name: str) -> list[tuple[str, str]]:
        actor = court.who(name)
        with reading(court.database) as session:
            return [(one.name, one.role) for one in delegations.delegable(session, actor, at=court.at)]

    assert offered("clerk") == [("Cleo Clerk", "Clerk")]
    assert offered("free") == []
    assert offered("operator") == [("Cleo Clerk", "Clerk"), ("Dora Decided", "Clerk"), ("Per Party", "Citizen")]


def test_the_same_request_twice_is_one_delegation(court: Court) -> None:
    assert delegate(court, "free", request_key="a double click") == delegate(
        court, "free", request_key="a double click"
    )
