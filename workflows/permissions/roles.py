"""Who holds a role, and who holds one that has a right."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, and_, exists, not_, or_, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import SQLCoreOperations

from ombud.storage.cases import Task
from ombud.storage.directory import Person, RoleHolding
from ombud.workflows.actors import Actor, ActorKind
from ombud.workflows.days import day_of
from ombud.workflows.permissions.remembered import remembered
from ombud.workflows.permissions.rights import BY_DEFAULT
from ombud.workflows.refusals import Forbidden

SYSTEM_SCOPE = UUID(int=0)

PersonId = UUID | SQLCoreOperations[UUID] | SQLCoreOperations[UUID | None]
Day = date | BindParameter[date]
"""Predicates take a day or a bound parameter, so that a command's statement is built once."""

_GIVEN, _HOLDER = aliased(RoleHolding), aliased(Person)
"""Made once: an alias takes a millisecond. No statement joins them itself."""


@remembered
def holds(person_id: PersonId, *, on: Day) -> ColumnElement[bool]:
    """On RoleHolding: it is an active person's, and in force on a day."""
    active = exists().where(Person.id == person_id, Person.active.is_(True))
    return and_(RoleHolding.person_id == person_id, in_force(on), active)


@remembered
def in_force(on: Day) -> ColumnElement[bool]:
    """On RoleHolding: held on a day, its last day included."""
    return and_(RoleHolding.from_on <= on, or_(RoleHolding.to_on.is_(None), RoleHolding.to_on >= on))


def of_role(role: str | SQLCoreOperations[str], *, on: Day) -> ColumnElement[bool]:
    """On RoleHolding: it counts as the role on a day: it is that role, or the one whose holders have it as long as nobody
    was given it (A08)."""
    asked = [] if isinstance(role, str) else [(role == given, given) for given in BY_DEFAULT]
    if isinstance(role, str) and role in BY_DEFAULT:
        return or_(RoleHolding.role == role, _by_default(role, on))
    return or_(RoleHolding.role == role, *(and_(same, _by_default(given, on)) for same, given in asked))


def of_roles(roles: Collection[str], *, on: Day) -> ColumnElement[bool]:
    """On RoleHolding: it counts as one of the roles on a day."""
    defaults = [_by_default(role, on) for role in BY_DEFAULT if role in roles]
    return or_(RoleHolding.role.in_(roles), *defaults)


@remembered
def _by_default(given: str, on: Day) -> ColumnElement[bool]:
    """On RoleHolding: it is the role that has another one by default, and nobody active was given that other one."""
    in_force_then = and_(_GIVEN.from_on <= on, or_(_GIVEN.to_on.is_(None), _GIVEN.to_on >= on))
    own = and_(_GIVEN.role == given, _GIVEN.on_behalf_of.is_(None), in_force_then)
    theirs = exists().where(own, _HOLDER.id == _GIVEN.person_id, _HOLDER.active.is_(True))
    return and_(RoleHolding.role == BY_DEFAULT[given], not_(theirs.correlate_except(_GIVEN, _HOLDER)))


def held_by_default(session: Session, person_ids: Collection[UUID], *, on: date) -> dict[UUID, list[str]]:
    """Who of these active people holds which roles only because nobody was given them."""
    found: dict[UUID, list[str]] = {}
    for role in BY_DEFAULT:
        holders = select(RoleHolding.person_id).join(Person, Person.id == RoleHolding.person_id).distinct()
        theirs = (RoleHolding.person_id.in_(person_ids), Person.active, in_force(on), _by_default(role, on))
        for person_id in session.scalars(holders.where(*theirs)):
            found.setdefault(person_id, []).append(role)
    return found


def holds_role_of(person_id: PersonId, on: Day, task: type[Task]) -> ColumnElement[bool]:
    """On RoleHolding: it is somebody's, of the task's role within its scope; whether they are barred is another matter."""
    return and_(
        holds(person_id, on=on),
        of_role(task.role, on=on),
        RoleHolding.scope == task.scope,
        RoleHolding.scope_id == task.scope_id,
    )


def has_role(session: Session, actor: Actor, roles: tuple[str, ...], *, at: datetime) -> bool:
    """Whether the actor holds one of the roles in any scope today."""
    if actor.kind is ActorKind.OPERATOR:
        return True
    if actor.person_id is None or not roles:
        return False
    held = select(RoleHolding.id).where(holds(actor.person_id, on=day_of(at)), of_roles(roles, on=day_of(at)))
    return session.scalar(held.limit(1)) is not None


def counted_roles(session: Session, actor: Actor, *, at: datetime) -> frozenset[str]:
    """Every role that `has_role` says yes to, in one statement: for what is asked of many at once."""
    if actor.person_id is None:
        return frozenset()
    on = day_of(at)
    held = select(RoleHolding.role, *(_by_default(given, on) for given in BY_DEFAULT)).where(
        holds(actor.person_id, on=on)
    )
    found: set[str] = set()
    for role, *defaults in session.execute(held.distinct()):
        found |= {role, *(given for given, counts in zip(BY_DEFAULT, defaults, strict=True) if counts)}
    return frozenset(found)


def require(session: Session, actor: Actor, roles: tuple[str, ...], *, at: datetime) -> None:
    """Raises Forbidden unless the actor holds one of the roles today."""
    if not has_role(session, actor, roles, at=at):
        raise Forbidden()


def roles_of(session: Session, person_id: UUID, *, at: datetime) -> list[RoleHolding]:
    """Every role the person holds today, with its scope."""
    return list(session.scalars(select(RoleHolding).where(holds(person_id, on=day_of(at)))))
