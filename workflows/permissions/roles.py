"""Who holds a role, and who holds one that has a right."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import SQLCoreOperations

from ombud.storage.cases import Task
from ombud.storage.directory import Person, RoleHolding
from ombud.workflows.actors import Actor, ActorKind
from ombud.workflows.days import day_of
from ombud.workflows.permissions.remembered import remembered
from ombud.workflows.refusals import Forbidden

SYSTEM_SCOPE = UUID(int=0)

PersonId = UUID | SQLCoreOperations[UUID] | SQLCoreOperations[UUID | None]
Day = date | BindParameter[date]
"""Predicates take a day or a bound parameter, so that a command's statement is built once."""


@remembered
def holds(person_id: PersonId, *, on: Day) -> ColumnElement[bool]:
    """On RoleHolding: it is an active person's, and in force on a day."""
    active = exists().where(Person.id == person_id, Person.active.is_(True))
    return and_(RoleHolding.person_id == person_id, in_force(on), active)


@remembered
def in_force(on: Day) -> ColumnElement[bool]:
    """On RoleHolding: held on a day, its last day included."""
    return and_(RoleHolding.from_on <= on, or_(RoleHolding.to_on.is_(None), RoleHolding.to_on >= on))


def holds_role_of(person_id: PersonId, on: Day, task: type[Task]) -> ColumnElement[bool]:
    """On RoleHolding: it is somebody's, of the task's role within its scope; whether they are barred is another matter."""
    return and_(
        holds(person_id, on=on),
        RoleHolding.role == task.role,
        RoleHolding.scope == task.scope,
        RoleHolding.scope_id == task.scope_id,
    )


def has_role(session: Session, actor: Actor, roles: tuple[str, ...], *, at: datetime) -> bool:
    """Whether the actor holds one of the roles in any scope today."""
    if actor.kind is ActorKind.OPERATOR:
        return True
    if actor.person_id is None or not roles:
        return False
    held = select(RoleHolding.id).where(holds(actor.person_id, on=day_of(at)), RoleHolding.role.in_(roles))
    return session.scalar(held.limit(1)) is not None


def require(session: Session, actor: Actor, roles: tuple[str, ...], *, at: datetime) -> None:
    """Raises Forbidden unless the actor holds one of the roles today."""
    if not has_role(session, actor, roles, at=at):
        raise Forbidden()


def roles_of(session: Session, person_id: UUID, *, at: datetime) -> list[RoleHolding]:
    """Every role the person holds today, with its scope."""
    return list(session.scalars(select(RoleHolding).where(holds(person_id, on=day_of(at)))))
