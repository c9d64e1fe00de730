"""Who sees a case and reads what was written in it, who watches over it, and who presides where it is decided."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, not_, or_, select, true
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import SQLCoreOperations

from ombud.storage.board import Body
from ombud.storage.cases import Case, Party, Task
from ombud.storage.directory import RoleHolding, RoleScope
from ombud.storage.letters import Delivery
from ombud.workflows.actors import Actor, ActorKind
from ombud.workflows.days import day_of
from ombud.workflows.permissions.conflicts import declared_barred, has_conflict
from ombud.workflows.permissions.remembered import remembered
from ombud.workflows.permissions.rights import CHAIRS, OPERATORS, OVERSEERS, PRESIDERS
from ombud.workflows.permissions.roles import Day, holds
from ombud.workflows.permissions.tasks import by_role, holds_task_role
from ombud.workflows.refusals import NotFound

_WORKED, _ASKED, _BODY, _SENT = aliased(Task), aliased(Task), aliased(Body), aliased(Delivery)
"""Made once: an alias takes a millisecond. No statement joins them itself."""


@remembered
def may_see_case(actor: Actor, *, on: Day) -> ColumnElement[bool]:
    """On Case: a party to it, somebody who has or had a task in it, an overseer, or who presides where it is decided."""
    if actor.kind is ActorKind.OPERATOR or actor.kind is ActorKind.WORKER:
        return true()
    if actor.kind is ActorKind.PARTY:
        return Case.id == actor.case_id
    if actor.person_id is None:
        return false()
    return or_(may_read_case(actor, on=on), oversees(actor, on=on), presides_where_decided(actor, on=on))


@remembered
def may_open_case(actor: Actor, *, on: Day) -> ColumnElement[bool]:
    """On Case: sees it, or was written to in it: then its head and that letter are all there is to see."""
    return or_(may_see_case(actor, on=on), was_written_to(actor))


@remembered
def finds_case(actor: Actor, *, on: Day) -> ColumnElement[bool]:
    """On Case: it has a page for them; and they are its party, or nothing that was declared bars them from it. Whoever
    stepped aside, or is whom it is about, meets it in no search, also where they keep the place."""
    opens = may_open_case(actor, on=on)
    if actor.person_id is None:
        return opens
    own = exists().where(Party.case_id == Case.id, Party.person_id == actor.person_id)
    return and_(opens, or_(own, not_(declared_barred(actor.person_id, Case.id))))


@remembered
def was_written_to(actor: Actor) -> ColumnElement[bool]:
    """On Case: a letter of it is addressed to them in person, and nobody found that they have a conflict in it."""
    if actor.person_id is None:
        return false()
    theirs = exists().where(_SENT.case_id == Case.id, _SENT.person_id == actor.person_id).correlate_except(_SENT)
    return and_(theirs, not_(declared_barred(actor.person_id, Case.id)))


@remembered
def may_read_case(actor: Actor, *, on: Day) -> ColumnElement[bool]:
    """On Case: may read what people wrote in it: its parties, and those who have or had a task in it."""
    if actor.kind is ActorKind.PARTY:
        return Case.id == actor.case_id
    if actor.person_id is None:
        return false()
    own = exists().where(Party.case_id == Case.id, Party.person_id == actor.person_id)
    works = exists().where(_WORKED.case_id == Case.id, holds_task_role(actor, on=on, task=_WORKED))
    return or_(own, works)


@remembered
def works_on_case(actor: Actor, *, on: Day) -> ColumnElement[bool]:
    """On Case: has or had a task in it by a role, not by being its party: reads all that was written in it."""
    if actor.kind is ActorKind.OPERATOR or actor.kind is ActorKind.WORKER:
        return true()
    if actor.person_id is None:
        return false()
    return exists().where(_WORKED.case_id == Case.id, by_role(actor.person_id, on, _WORKED))


@remembered
def oversees(actor: Actor, *, on: Day, roles: tuple[str, ...] = OVERSEERS) -> ColumnElement[bool]:
    if actor.kind is ActorKind.OPERATOR:
        return true()
    if actor.person_id is None:
        return false()
    of_system = and_(RoleHolding.role.in_(roles), RoleHolding.scope == RoleScope.SYSTEM)
    return exists().where(holds(actor.person_id, on=on), of_system)


def presides(
    actor: Actor, body_id: UUID | SQLCoreOperations[UUID], *, on: Day, roles: tuple[str, ...] = PRESIDERS
) -> ColumnElement[bool]:
    """Whether the actor presides over a body: by a role within it, within the body above it, or in the whole system."""
    if actor.kind is ActorKind.OPERATOR:
        return true()
    if actor.person_id is None:
        return false()
    return exists().where(presides_by(actor.person_id, body_id, on=on, roles=roles))


def presides_by(
    person_id: UUID, body_id: UUID | SQLCoreOperations[UUID], *, on: Day, roles: tuple[str, ...] = PRESIDERS
) -> ColumnElement[bool]:
    """On RoleHolding: somebody presides over a body by it."""
    anywhere = or_(_within(body_id), RoleHolding.scope == RoleScope.SYSTEM)
    return and_(holds(person_id, on=on), RoleHolding.role.in_(roles), anywhere)


def chairs(actor: Actor, body_id: UUID | SQLCoreOperations[UUID], *, on: Day) -> ColumnElement[bool]:
    """Whether the actor is a chair of a body, or of the body above it."""
    if actor.person_id is None:
        return false()
    return exists().where(holds(actor.person_id, on=on), RoleHolding.role.in_(CHAIRS), _within(body_id))


def _within(body_id: UUID | SQLCoreOperations[UUID]) -> ColumnElement[bool]:
    """On RoleHolding: held within a body, or within the body above it."""
    above = select(_BODY.parent_id).where(_BODY.id == body_id).correlate_except(_BODY).scalar_subquery()
    place = or_(RoleHolding.scope_id == body_id, RoleHolding.scope_id == above)
    return and_(RoleHolding.scope == RoleScope.BODY, place)


@remembered
def presides_where_decided(actor: Actor, *, on: Day) -> ColumnElement[bool]:
    """On Case: presides over a body that decides or decided in it, and has no conflict: sees its course."""
    if actor.person_id is None:
        return false()
    decides = and_(_ASKED.scope == RoleScope.BODY, _ASKED.impartial.is_(True))
    by_body = exists().where(_ASKED.case_id == Case.id, decides, presides(actor, _ASKED.scope_id, on=on))
    return and_(by_body, not_(has_conflict(actor.person_id, Case.id)))


@remembered
def finds_conflicts(actor: Actor, *, on: Day) -> ColumnElement[bool]:
    """On Case: says who else has a conflict in it: the operators, and whoever presides where it is decided. Nobody in
    their own matter."""
    operates = oversees(actor, on=on, roles=OPERATORS)
    if actor.person_id is not None:
        operates = and_(operates, not_(has_conflict(actor.person_id, Case.id)))
    return or_(operates, presides_where_decided(actor, on=on))


def see_case(session: Session, actor: Actor, case_id: UUID, *, at: datetime) -> None:
    """Raises NotFound when there is no such case or it is not visible: the two look alike."""
    found = session.scalar(select(Case.id).where(Case.id == case_id, may_see_case(actor, on=day_of(at))))
    if found is None:
        raise NotFound()
