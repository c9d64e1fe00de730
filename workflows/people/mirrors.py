"""Roles somebody holds on another's behalf: by a delegation, or as their substitute.

Each is a role holding that mirrors one held in somebody's own right and never outlasts it, so tasks and permissions know
nothing of delegations and substitutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from ombud.storage.base import new_id
from ombud.storage.board import Delegation
from ombud.storage.directory import RoleHolding, RoleScope
from ombud.workflows import permissions
from ombud.workflows.assigning import watch_claims
from ombud.workflows.refusals import InvalidCommand
from ombud.workflows.text import translate as _

DAY = timedelta(days=1)

Days = tuple[date, date | None]
"""First and last day, both included; without a last: until further notice."""


def must_be_on_calendar(*days: date | None) -> None:
    """Raises InvalidCommand for a day that has none before or after it: a role ends the day before another begins."""
    if {date.min, date.max} & set(days):
        raise InvalidCommand(_("No calendar goes on from that day. Choose another one."))


def may_be_passed_on() -> ColumnElement[bool]:
    """On RoleHolding: a role that can be passed on, held in one's own right."""
    return and_(
        RoleHolding.role.not_in(permissions.NOT_DELEGATED),
        RoleHolding.scope != RoleScope.CASE,
        in_own_right(),
    )


def in_own_right() -> ColumnElement[bool]:
    """On RoleHolding: held neither by delegation nor as somebody's substitute."""
    return RoleHolding.on_behalf_of.is_(None)


def within(days: Days) -> ColumnElement[bool]:
    """On RoleHolding: held on one of these days at least."""
    last = days[1] or date.max
    return and_(RoleHolding.from_on <= last, or_(RoleHolding.to_on.is_(None), RoleHolding.to_on >= days[0]))


def same_role(holding: RoleHolding) -> ColumnElement[bool]:
    """On RoleHolding: the same role within the same scope, whoever holds it."""
    scope = and_(RoleHolding.scope == holding.scope, RoleHolding.scope_id == holding.scope_id)
    return and_(RoleHolding.role == holding.role, scope)


def holds_already(session: Session, person_id: UUID, holding: RoleHolding, days: Days) -> bool:
    """Whether somebody holds the role of a holding on one of these days, in whatever right."""
    own = select(RoleHolding.id).where(RoleHolding.person_id == person_id, same_role(holding), within(days))
    return session.scalar(own.limit(1)) is not None


def common(holding: RoleHolding, days: Days) -> Days | None:
    """The days of these on which a holding is in force; None where there are none."""
    first = max(holding.from_on, days[0])
    last = min((day for day in (holding.to_on, days[1]) if day is not None), default=None)
    return None if last is not None and last < first else (first, last)


def days_left(session: Session, person_id: UUID, holding: RoleHolding, days: Days) -> list[Days]:
    """The days of these on which somebody does not hold the role of a holding already, in whatever right."""
    taken = select(RoleHolding).where(RoleHolding.person_id == person_id, same_role(holding), within(days))
    return left_beside(session.scalars(taken.order_by(RoleHolding.from_on)).all(), days)


def left_beside(taken: Sequence[RoleHolding], days: Days) -> list[Days]:
    """The days of these that none of some holdings, the first to begin first, takes up."""
    left: list[Days] = []
    first, last = days
    for one in taken:
        if first < one.from_on:
            left.append((first, one.from_on - DAY))
        if one.to_on is None or one.to_on == last:
            return left
        first = max(first, one.to_on + DAY)
    return left if last is not None and last < first else [*left, (first, last)]


def mirror(session: Session, holding: RoleHolding, to: UUID, days: Days, *, at: datetime) -> RoleHolding:
    """The same role for somebody else, on behalf of its holder. `days` are the holding's own or fewer.

    The caller holds the lock of `holding`: otherwise it could end unseen while this is written.
    """
    mirrored = RoleHolding(
        id=new_id(),
        person_id=to,
        role=holding.role,
        scope=holding.scope,
        scope_id=holding.scope_id,
        from_on=days[0],
        to_on=days[1],
        on_behalf_of=holding.person_id,
    )
    session.add(mirrored)
    session.flush()
    if days[1] is not None:
        watch_claims(session, mirrored.id, to, after=days[1], at=at)
    return mirrored


def end(session: Session, mirrored: RoleHolding, *, today: date, at: datetime) -> None:
    """The day before `today` was its last; one that began today or begins later never was. A delegation keeps its own
    dates. What was claimed by it goes back."""
    watch_claims(session, mirrored.id, mirrored.person_id, after=today - DAY, at=at)
    if mirrored.from_on < today:
        mirrored.to_on = min(mirrored.to_on or date.max, today - DAY)
    else:
        session.execute(update(Delegation).where(Delegation.holding_id == mirrored.id).values(holding_id=None))
        session.delete(mirrored)
    session.flush()
