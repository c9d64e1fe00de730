"""Somebody is away: a substitute is proposed, answers, and stands in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ombud.storage.directory import RoleHolding
from ombud.storage.session import reading, unit_of_work
from ombud.workflows.people import standing_in, substitutes
from ombud.workflows.people.standing_in import SubstituteState
from tests.support.court import Court

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def propose(court: Court, who: str = "clerk", to: str = "passer", *, by: str = "", **changes: Any) -> UUID:
    said: dict[str, Any] = {"from_on": TODAY, "to_on": TODAY + 9 * DAY} | changes
    person_id, substitute_id, actor = court.id_of(who), court.id_of(to), court.who(by or who)
    with unit_of_work(court.database) as session:
        return substitutes.propose(
            session, court.office, person_id=person_id, substitute_id=substitute_id, by=actor, at=court.at, **said
        )


def answer(court: Court, key: UUID, by: str, verb: Any = substitutes.accept) -> None:
    actor = court.who(by)
    with unit_of_work(court.database) as session:
        verb(session, court.office, key, by=actor, at=court.at)


def stand_in(court: Court, who: str = "clerk", to: str = "passer", **changes: Any) -> UUID:
    key = propose(court, who, to, **changes)
    answer(court, key, to)
    return key


def held(court: Court, name: str) -> list[tuple[str, date, date | None]]:
    with reading(court.database) as session:
        mine = select(RoleHolding).where(RoleHolding.person_id == court.id_of(name)).order_by(RoleHolding.from_on)
        return [(one.role, one.from_on, one.to_on) for one in session.scalars(mine)]


def states(court: Court, name: str) -> list[tuple[str, str, SubstituteState]]:
    actor = court.who(name)
    with reading(court.database) as session:
        listed = standing_in.listing(session, actor, at=court.at)
    return [(one.person, one.substitute, one.state) for one in listed]
