"""Who may act on a task, and whose claim of one counts."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, not_, or_

from ombud.storage.cases import OPEN_TASK, Party, Task, TaskStatus
from ombud.storage.directory import Person, RoleHolding, RoleScope
from ombud.workflows.actors import Actor, ActorKind
from ombud.workflows.permissions.conflicts import Who, barred_from
from ombud.workflows.permissions.remembered import remembered
from ombud.workflows.permissions.roles import Day, holds_role_of
from ombud.workflows.refusals import AlreadyClaimed, NotFound, NotYourTask, TaskGone


@remembered
def holds_task_role(actor: Actor, *, on: Day, task: type[Task] = Task) -> ColumnElement[bool]:
    """On Task (or an alias of it): the actor holds the task's role within the task's scope."""
    if actor.kind is ActorKind.PARTY:
        return exists().where(Party.id == actor.party_id, _in_case(task))
    if actor.kind is not ActorKind.PERSON or actor.person_id is None:
        return false()
    in_case = exists().where(Party.person_id == actor.person_id, _in_case(task))
    return or_(by_role(actor.person_id, on, task), in_case)


def by_role(person_id: UUID, on: Day, task: type[Task]) -> ColumnElement[bool]:
    """On Task: by a role holding; from a task that decides, a conflict bars: one's own, and that of whom one acts for."""
    return exists().where(holds_role_of(person_id, on, task), _may_decide((person_id, RoleHolding.on_behalf_of), task))


@remembered
def claim_stands(*, on: Day) -> ColumnElement[bool]:
    """On Task: who has claimed it could still act on it. A claim ends with the role it was made by, whoever notices."""
    theirs = and_(RoleHolding.person_id == Task.assignee_id, holds_role_of(RoleHolding.person_id, on, Task))
    by_their_role = exists().where(theirs, _may_decide((RoleHolding.person_id, RoleHolding.on_behalf_of), Task))
    active = exists().where(Person.id == Party.person_id, Person.active.is_(True))
    as_party = exists().where(Party.person_id == Task.assignee_id, _in_case(Task), active)
    return or_(by_their_role, as_party)


@remembered
def somebody_can(*, on: Day) -> ColumnElement[bool]:
    """On Task: somebody active holds its role and is not barred from it."""
    may = _may_decide((RoleHolding.person_id, RoleHolding.on_behalf_of), Task)
    return exists().where(holds_role_of(RoleHolding.person_id, on, Task), may)


@remembered
def may_act_on_task(actor: Actor, *, on: Day) -> ColumnElement[bool]:
    """On Task: it is open, its role is the actor's, and no claim of somebody else's stands."""
    free: ColumnElement[bool] = Task.assignee_id.is_(None)
    if actor.person_id is not None:
        free = or_(free, Task.assignee_id == actor.person_id)
    free = or_(free, not_(claim_stands(on=on)))
    return and_(Task.status.in_(OPEN_TASK), holds_task_role(actor, on=on), free)


def judge_task(
    *, status: str, assignee_id: UUID | None, visible: bool, role_held: bool, claim_stands: bool, actor: Actor
) -> None:
    """The verdict on acting on one task. Raises NotFound, NotYourTask, TaskGone or AlreadyClaimed, in that order."""
    if not visible:
        raise NotFound()
    if not role_held:
        raise NotYourTask()
    if status not in OPEN_TASK:
        raise TaskGone()
    if status == TaskStatus.CLAIMED and claim_stands and assignee_id != actor.person_id:
        raise AlreadyClaimed()


def _in_case(task: type[Task]) -> ColumnElement[bool]:
    """On Party: of the task's case and role, where the task is a party's."""
    return and_(Party.case_id == task.case_id, Party.role == task.role, task.scope == RoleScope.CASE)


def _may_decide(who: Who, task: type[Task]) -> ColumnElement[bool]:
    """On Task: it decides nothing, or none of them is barred from it."""
    return or_(task.impartial.is_(False), not_(barred_from(who, task.case_id, element=task.element)))
