"""One person as an operator sees them: how they sign in, the roles they hold and held, what they have in hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from ombud.storage.accounts import Account, SignIn
from ombud.storage.board import Body, Delegation
from ombud.storage.cases import Task, TaskStatus
from ombud.storage.directory import Person, RoleHolding, RoleScope
from ombud.workflows import permissions
from ombud.workflows.casefile.words import RoleWords, role_name
from ombud.workflows.days import day_of
from ombud.workflows.people.listing import State, signing_in, state_of
from ombud.workflows.procedures.roles import read_roles
from ombud.workflows.refusals import NotFound


class Right(StrEnum):
    """By what somebody holds a role."""

    OWN = "own"
    SEAT = "seat"
    DELEGATION = "delegation"
    SUBSTITUTE = "substitute"
    DEFAULT = "default"  # comes with another role, because nobody was given it


class HoldingState(StrEnum):
    IN_FORCE = "in_force"
    COMING = "coming"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Held:
    id: UUID
    title: str
    from_on: date
    to_on: date | None
    state: HoldingState
    right: Right
    whose: str = ""  # in whose place; by default: the role it comes with
    body: str = ""  # key of the body whose page gives and ends it
    may_take_back: bool = False

    @property
    def ends_here(self) -> bool:
        return self.right is Right.OWN and self.state is not HoldingState.ENDED


@dataclass(frozen=True, slots=True)
class Profile:
    person: Person
    organisation: str
    state: State
    since: datetime | None  # of the second factor
    invited_until: datetime | None
    sign_ins: int
    claimed: int
    held: list[Held]

    @property
    def now(self) -> list[Held]:
        return [one for one in self.held if one.state is not HoldingState.ENDED]

    @property
    def before(self) -> list[Held]:
        return [one for one in self.held if one.state is HoldingState.ENDED]


def profile(session: Session, person_id: UUID, *, at: datetime) -> Profile:
    """Raises NotFound."""
    statement = select(Person, Person.active, *signing_in()).outerjoin(Account, Account.person_id == Person.id)
    row = session.execute(
        statement.where(Person.id == person_id).options(joinedload(Person.organisation))
    ).one_or_none()
    if row is None:
        raise NotFound()
    person: Person = row[0]
    sign_ins = select(func.count()).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    claimed = select(func.count()).where(Task.assignee_id == person_id, Task.status == TaskStatus.CLAIMED)
    return Profile(
        person=person,
        organisation=person.organisation.name if person.organisation else "",
        state=state_of(row, at=at),
        since=row.totp_at,
        invited_until=row.invited_until,
        sign_ins=session.scalar(sign_ins) or 0,
        claimed=session.scalar(claimed) or 0,
        held=_held(session, person_id, on=day_of(at)),
    )


def holding_of(session: Session, person_id: UUID, holding_id: UUID, *, at: datetime) -> Held:
    """One role of somebody. Raises NotFound, also for a role of somebody else."""
    found = [
        one
        for one in _held(session, person_id, on=day_of(at))
        if one.id == holding_id and one.right is not Right.DEFAULT
    ]
    if not found:
        raise NotFound()
    return found[0]


def _held(session: Session, person_id: UUID, *, on: date) -> list[Held]:
    """What they hold and will hold comes first, by title; then what they held, the latest first."""
    rows = session.scalars(select(RoleHolding).where(RoleHolding.person_id == person_id)).all()
    words = RoleWords(session)
    words.prepare({row.scope_id for row in rows})
    delegated = set(session.scalars(select(Delegation.holding_id).where(Delegation.to_person_id == person_id)))
    theirs = {row.on_behalf_of for row in rows if row.on_behalf_of}
    names = dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(theirs))).all())
    bodies = dict(session.execute(select(Body.id, Body.key)).all())
    found = [
        Held(
            row.id,
            words.held(row),
            row.from_on,
            row.to_on,
            _state(row, on),
            _right(row, delegated),
            whose=names.get(row.on_behalf_of, "") if row.on_behalf_of else "",
            body=bodies.get(row.scope_id, "") if row.scope is RoleScope.BODY else "",
            may_take_back=row.from_on >= on,
        )
        for row in rows
    ]
    found += _by_default(session, person_id, found, rows, on=on)
    found.sort(key=lambda one: (one.title, one.from_on))
    ended = sorted((one for one in found if one.state is HoldingState.ENDED), key=lambda one: one.from_on, reverse=True)
    return [one for one in found if one.state is not HoldingState.ENDED] + ended


def _by_default(
    session: Session, person_id: UUID, found: list[Held], rows: Sequence[RoleHolding], *, on: date
) -> list[Held]:
    """What comes with what they hold today, as long as nobody was given it."""
    roles = permissions.held_by_default(session, [person_id], on=on).get(person_id, [])
    by = {row.role: one for row, one in zip(rows, found, strict=True) if one.state is HoldingState.IN_FORCE}
    also = [(role, by[permissions.BY_DEFAULT[role]]) for role in roles]
    return [
        replace(one, title=role_name(role), right=Right.DEFAULT, whose=one.title, may_take_back=False)
        for role, one in also
    ]


def _right(holding: RoleHolding, delegated: set[UUID | None]) -> Right:
    if holding.on_behalf_of is not None:
        return Right.DELEGATION if holding.id in delegated else Right.SUBSTITUTE
    rule = read_roles().roles.get(holding.role)
    return Right.SEAT if rule is not None and rule.seated else Right.OWN


def _state(holding: RoleHolding, on: date) -> HoldingState:
    if holding.from_on > on:
        return HoldingState.COMING
    return HoldingState.ENDED if holding.to_on is not None and holding.to_on < on else HoldingState.IN_FORCE
