"""Who sees an agenda, and which of its items: nothing of a matter reaches somebody who is barred from it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, exists, false, not_, or_, select, true, type_coerce
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import SQLCoreOperations

from ombud.storage.ballots import Ballot
from ombud.storage.board import Body, ConflictKind
from ombud.storage.cases import Case, Task
from ombud.storage.directory import RoleHolding, RoleScope
from ombud.storage.meetings import AgendaItem, Meeting
from ombud.workflows import permissions
from ombud.workflows.actors import Actor, ActorKind
from ombud.workflows.days import day_of
from ombud.workflows.permissions import Day
from ombud.workflows.refusals import NotFound


def meeting_for_reader(session: Session, meeting_id: UUID, actor: Actor, *, at: datetime) -> Meeting:
    """The meeting with its body. Raises NotFound where its agenda is not the actor's to read."""
    found = select(Meeting).where(Meeting.id == meeting_id, reads(actor, on=day_of(at)))
    meeting = session.scalar(found)
    if meeting is None:
        raise NotFound()
    return meeting


def visible(actor: Actor, *, on: Day) -> ColumnElement[bool]:
    """On AgendaItem: not barred from its case, and of a body the actor belongs to or presides over, or of a case they
    may see. Items without a case are everybody's who reads the agenda."""
    if actor.kind in (ActorKind.OPERATOR, ActorKind.WORKER):
        return true()
    if actor.person_id is None:
        return false()
    concerns = or_(
        _belongs(actor.person_id, AgendaItem.body_id, on=on),
        permissions.presides(actor, AgendaItem.body_id, on=on),
        exists().where(Case.id == AgendaItem.case_id, permissions.may_see_case(actor, on=on)),
    )
    return or_(AgendaItem.case_id.is_(None), and_(concerns, not_(barred(actor))))


def barred(actor: Actor) -> ColumnElement[bool]:
    """On AgendaItem: it is of a case in which the actor may not decide."""
    if actor.person_id is None:
        return false()
    case_id = type_coerce(AgendaItem.case_id, Uuid())
    return permissions.barred_from(actor.person_id, case_id, element=_element(AgendaItem.task_id))


def stepped_aside(actor: Actor) -> ColumnElement[bool]:
    """On AgendaItem: it is of a case from which the actor has stepped aside."""
    if actor.person_id is None:
        return false()
    case_id = type_coerce(AgendaItem.case_id, Uuid())
    return permissions.declared_barred(actor.person_id, case_id, ConflictKind.RECUSED)


def sees_ballot(actor: Actor, *, on: Day) -> ColumnElement[bool]:
    """On Ballot, by the same measure: of a body the actor belongs to or presides over, or of a case they may see, and
    not barred from that."""
    if actor.kind in (ActorKind.OPERATOR, ActorKind.WORKER):
        return true()
    if actor.person_id is None:
        return false()
    concerns = or_(
        _belongs(actor.person_id, Ballot.body_id, on=on),
        permissions.presides(actor, Ballot.body_id, on=on),
        permissions.oversees(actor, on=on),
        exists().where(Case.id == Ballot.case_id, permissions.may_see_case(actor, on=on)),
    )
    return and_(concerns, not_(barred_from_ballot(actor.person_id)))


def barred_from_ballot(person_id: UUID) -> ColumnElement[bool]:
    """On Ballot: it is a case's, and somebody may not decide in that."""
    barred = permissions.barred_from(person_id, type_coerce(Ballot.case_id, Uuid()), element=_element(Ballot.task_id))
    return and_(Ballot.case_id.is_not(None), barred)


def reads(actor: Actor, *, on: Day) -> ColumnElement[bool]:
    """On Meeting: whoever belongs to its body, to one that meets in its calendar or has an item on it, presides or
    oversees."""
    if actor.kind in (ActorKind.OPERATOR, ActorKind.WORKER):
        return true()
    if actor.person_id is None:
        return false()
    guest, item = aliased(Body), aliased(AgendaItem)
    return or_(
        _belongs(actor.person_id, Meeting.body_id, on=on),
        permissions.presides(actor, Meeting.body_id, on=on),
        permissions.oversees(actor, on=on),
        exists().where(guest.calendar_of_id == Meeting.body_id, _belongs(actor.person_id, guest.id, on=on)),
        exists().where(item.meeting_id == Meeting.id, _belongs(actor.person_id, item.body_id, on=on)),
    )


def _belongs(person_id: UUID, body_id: ColumnElement[UUID] | object, *, on: Day) -> ColumnElement[bool]:
    """Holds any role within that body: member, alternate, chair."""
    holding = aliased(RoleHolding)
    own = select(RoleHolding.id).where(permissions.holds(person_id, on=on), RoleHolding.scope == RoleScope.BODY)
    return exists().where(holding.id.in_(own), holding.scope_id == body_id)


def _element(task_id: SQLCoreOperations[UUID | None]) -> ColumnElement[str]:
    """Which element the task is of: it does not count as having decided before."""
    task = aliased(Task)
    return select(task.element).where(task.id == task_id).correlate_except(task).scalar_subquery()
