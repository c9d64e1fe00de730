"""Who stands in for whom: the states of a substitute, who sees it and ends it, and what the pages show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, true
from sqlalchemy.orm import Session, aliased, joinedload

from ombud.storage.accounts import Account
from ombud.storage.board import Delegation
from ombud.storage.cases import Task
from ombud.storage.directory import Person, RoleHolding, RoleScope, Substitute
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.words import RoleWords
from ombud.workflows.days import day_of
from ombud.workflows.people import mirrors


class SubstituteState(StrEnum):
    PROPOSED = "proposed"
    LAPSED = "lapsed"  # nobody answered before its last day had passed
    DECLINED = "declined"
    COMING = "coming"
    IN_FORCE = "in_force"
    OVER = "over"
    ENDED = "ended"  # before its last day
    WITHDRAWN = "withdrawn"  # before it was answered


WAITING = (SubstituteState.IN_FORCE, SubstituteState.COMING, SubstituteState.PROPOSED)
"""States in which something is still to come."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A substitute as a page shows it."""

    id: UUID
    person: str
    substitute: str
    from_on: date
    to_on: date
    state: SubstituteState
    roles: tuple[str, ...]  # passed on, or that would be
    may_answer: bool
    may_end: bool


@dataclass(frozen=True, slots=True)
class Asks:
    """Somebody who will be away and waits for an answer."""

    person: str
    from_on: date
    to_on: date


def asked_of(session: Session, actor: Actor, *, at: datetime) -> list[Asks]:
    """Who asks the actor to stand in and has no answer yet, the first to begin first."""
    open_ = (Substitute.accepted_at.is_(None), Substitute.declined_at.is_(None), Substitute.ended_at.is_(None))
    rows = select(Person.name, Substitute.from_on, Substitute.to_on).join(Substitute.person)
    rows = rows.where(Substitute.substitute_id == actor.person_id, *open_, Substitute.to_on >= day_of(at))
    return [Asks(*row) for row in session.execute(rows.order_by(Substitute.from_on, Substitute.id))]


def colleagues(session: Session, person_id: UUID, *, on: date) -> list[tuple[UUID, str]]:
    """Whom somebody may choose to stand in: those with an account of their organisation, and those who hold a role within
    the same scope as one of theirs. Anybody else with an account is named by their address."""
    own, theirs = aliased(RoleHolding), aliased(RoleHolding)
    same = and_(theirs.scope == own.scope, theirs.scope_id == own.scope_id, own.scope != RoleScope.CASE)
    held = [and_(one.from_on <= on, or_(one.to_on.is_(None), one.to_on >= on)) for one in (own, theirs)]
    beside = exists().where(own.person_id == person_id, theirs.person_id == Person.id, same, *held)
    organisation = select(Person.organisation_id).where(Person.id == person_id).scalar_subquery()
    people = select(Person.id, Person.name).join(Account, Account.person_id == Person.id)
    people = people.where(Person.active, Person.id != person_id)
    people = people.where(or_(beside, Person.organisation_id == organisation))
    return [(row.id, row.name) for row in session.execute(people.order_by(Person.name, Person.id))]


def in_force(session: Session, *, on: date) -> list[Substitute]:
    """Whoever stands in for somebody on a day, the first to begin first."""
    days = and_(Substitute.from_on <= on, Substitute.to_on >= on)
    accepted = and_(Substitute.accepted_at.is_not(None), Substitute.ended_at.is_(None))
    rows = select(Substitute).where(days, accepted).order_by(Substitute.from_on, Substitute.id)
    return list(session.scalars(rows.options(joinedload(Substitute.person), joinedload(Substitute.substitute))))


def of_person(session: Session, person_id: UUID, *, by: Actor, at: datetime) -> list[Shown]:
    """Every substitute somebody had or was, as far as the reader sees them; what is still to come first."""
    sides = or_(Substitute.person_id == person_id, Substitute.substitute_id == person_id)
    return _shown(session, sides, by, at=at)


def listing(session: Session, by: Actor, *, at: datetime) -> list[Shown]:
    """Those the reader is a side of; everybody's for operators and auditors."""
    return _shown(session, true(), by, at=at)


def roles_to_pass_on(session: Session, person_id: UUID, *, on: date) -> list[str]:
    """In words, the roles somebody's substitute would have on a day."""
    words = RoleWords(session)
    held = session.scalars(own_roles(person_id).where(mirrors.within((on, on)))).all()
    words.prepare(holding.scope_id for holding in held)
    return sorted(words.held(holding) for holding in held)


def in_whose_place(actor: Actor, *, on: date) -> ColumnElement[str | None]:
    """On Task: the name of whoever the actor acts for as a substitute on a day; null where the role is their own."""
    stands_in = and_(RoleHolding.person_id == actor.person_id, mirrors.within((on, on)), _no_delegation())
    same = and_(RoleHolding.role == Task.role, RoleHolding.scope == Task.scope, RoleHolding.scope_id == Task.scope_id)
    away = select(Person.name).join(RoleHolding, RoleHolding.on_behalf_of == Person.id).where(stands_in, same)
    return away.order_by(Person.name).limit(1).correlate(Task).scalar_subquery()


def _shown(session: Session, which: ColumnElement[bool], by: Actor, *, at: datetime) -> list[Shown]:
    today, keeps, words = day_of(at), administers(session, by, at=at), RoleWords(session)
    rows = select(Substitute).where(which, visible(session, by, at=at))
    found = session.scalars(rows.options(joinedload(Substitute.person), joinedload(Substitute.substitute))).all()
    roles = _roles_of(session, found)
    words.prepare(holding.scope_id for each in roles.values() for holding in each)
    shown = [
        Shown(
            id=row.id,
            person=row.person.name,
            substitute=row.substitute.name,
            from_on=row.from_on,
            to_on=row.to_on,
            state=state_of(row, today),
            roles=tuple(sorted({words.held(one) for one in roles[row.id]})),
            may_answer=by.person_id == row.substitute_id and state_of(row, today) is SubstituteState.PROPOSED,
            may_end=state_of(row, today) in WAITING and may_end(row, by, administers=keeps),
        )
        for row in found
    ]
    order = [*WAITING, *(one for one in SubstituteState if one not in WAITING)]
    return sorted(shown, key=lambda one: (order.index(one.state), one.from_on, one.person))


def _roles_of(session: Session, rows: Sequence[Substitute]) -> dict[UUID, list[RoleHolding]]:
    """By substitute, what was passed on, or would be; in two statements."""
    found: dict[UUID, list[RoleHolding]] = {row.id: [] for row in rows}
    accepted = Substitute.id.in_([row.id for row in rows if row.accepted_at is not None])
    for key, holding in session.execute(
        select(Substitute.id, RoleHolding).join(RoleHolding, mirrors_of(Substitute)).where(accepted)
    ):
        found[key].append(holding)
    others = [row for row in rows if row.accepted_at is None]
    people = {key for row in others for key in (row.person_id, row.substitute_id)}
    held: dict[UUID, list[tuple[RoleHolding, bool]]] = {key: [] for key in people}
    everything = select(RoleHolding, mirrors.may_be_passed_on()).where(RoleHolding.person_id.in_(people))
    for holding, passes in session.execute(everything.order_by(RoleHolding.from_on)):
        held[holding.person_id].append((holding, passes))
    for row in others:
        own = [holding for holding, passes in held[row.person_id] if passes]
        found[row.id] = _passed_by(row, own, [holding for holding, _passes in held[row.substitute_id]])
    return found


def _passed_by(row: Substitute, own: Sequence[RoleHolding], theirs: Sequence[RoleHolding]) -> list[RoleHolding]:
    """What the substitute would have of somebody's `own` roles, beside `theirs`."""
    found = []
    for holding in own:
        if days := mirrors.common(holding, (row.from_on, row.to_on)):
            same = [one for one in theirs if _same_role(one, holding) and mirrors.common(one, days)]
            found += [holding] if mirrors.left_beside(same, days) else []
    return found


def _same_role(one: RoleHolding, other: RoleHolding) -> bool:
    return (one.role, one.scope, one.scope_id) == (other.role, other.scope, other.scope_id)


def own_roles(person_id: UUID) -> Select[RoleHolding]:
    """What somebody holds in their own right and can pass on, on whatever days."""
    return select(RoleHolding).where(RoleHolding.person_id == person_id, mirrors.may_be_passed_on())


def mirrors_of(row: Substitute | type[Substitute]) -> ColumnElement[bool]:
    """On RoleHolding: what the substitute holds by it. Nobody has two substitutes on one day, so its days tell."""
    return and_(
        RoleHolding.person_id == row.substitute_id,
        RoleHolding.on_behalf_of == row.person_id,
        RoleHolding.from_on.between(row.from_on, row.to_on),
        _no_delegation(),
    )


def _no_delegation() -> ColumnElement[bool]:
    return ~exists().where(Delegation.holding_id == RoleHolding.id)


def state_of(row: Substitute, today: date) -> SubstituteState:
    if row.declined_at is not None:
        return SubstituteState.DECLINED
    if row.ended_at is not None:
        return SubstituteState.ENDED if row.accepted_at is not None else SubstituteState.WITHDRAWN
    if row.accepted_at is None:
        return SubstituteState.LAPSED if row.to_on < today else SubstituteState.PROPOSED
    if row.from_on > today:
        return SubstituteState.COMING
    return SubstituteState.OVER if row.to_on < today else SubstituteState.IN_FORCE


def visible(session: Session, actor: Actor, *, at: datetime) -> ColumnElement[bool]:
    """On Substitute: the two it is between, operators and auditors."""
    if permissions.has_role(session, actor, permissions.OVERSEERS, at=at):
        return true()
    return or_(Substitute.person_id == actor.person_id, Substitute.substitute_id == actor.person_id)


def administers(session: Session, actor: Actor, *, at: datetime) -> bool:
    return permissions.has_role(session, actor, permissions.ADMINISTRATORS, at=at)


def may_end(row: Substitute, actor: Actor, *, administers: bool) -> bool:
    return administers or actor.person_id in (row.person_id, row.substitute_id)
