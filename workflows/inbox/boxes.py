"""Which tasks stand in which box, and under which heading: predicates, so that lists, counts and verdicts agree."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, exists, false, func, not_

from ombud.storage.ballots import Ballot, BallotStatus
from ombud.storage.cases import OPEN_TASK, Task
from ombud.storage.directory import RoleScope
from ombud.storage.inbox import FollowUp
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.days import SATURDAY, day_of, start_of


class Box(StrEnum):
    MINE = "mine"
    GROUPS = "groups"
    WAITING = "waiting"
    DONE = "done"


class When(StrEnum):
    """The headings of a list by date, in their order."""

    OVERDUE = "overdue"
    TODAY = "today"
    THIS_WEEK = "this_week"
    LATER = "later"
    UNDATED = "undated"
    PUT_OFF = "put_off"  # by the reader, until a day of their own
    ENDED = "ended"


def stands_in(box: Box, actor: Actor, *, at: datetime) -> ColumnElement[bool]:
    """On Task and Case: the task is in this box of the actor's."""
    on = day_of(at)
    acts = and_(permissions.may_act_on_task(actor, on=on), not_(is_voted_on()))
    own = (Task.assignee_id == actor.person_id) | (Task.scope == RoleScope.CASE)
    match box:
        case Box.MINE:
            return and_(acts, own)
        case Box.GROUPS:
            return and_(acts, not_(func.coalesce(own, False)))
        case Box.WAITING:
            return and_(Task.status.in_(OPEN_TASK), permissions.may_read_case(actor, on=on), not_(acts))
        case Box.DONE:
            return Task.completed_by == actor.person_id


def is_voted_on() -> ColumnElement[bool]:
    """On Task: a ballot on it is open. It waits for votes, which are asked for apart, and for nobody to complete it."""
    return exists().where(Ballot.task_id == Task.id, Ballot.status == BallotStatus.OPEN)


def when_of(actor: Actor, *, at: datetime) -> ColumnElement[str]:
    """On Task: the value of its When. What the reader has put off stands apart until its day, or until it is overdue."""
    today = day_of(at)
    saturday = today + timedelta(days=(SATURDAY - today.weekday()) % 7)
    return case(
        (Task.ended_at.is_not(None), When.ENDED.value),
        (Task.due_at < at, When.OVERDUE.value),
        (_is_put_off(actor, at), When.PUT_OFF.value),
        (Task.due_at.is_(None), When.UNDATED.value),
        (Task.due_at < start_of(today + timedelta(days=1)), When.TODAY.value),
        (Task.due_at < start_of(saturday + timedelta(days=1)), When.THIS_WEEK.value),
        else_=When.LATER.value,
    )


def _is_put_off(actor: Actor, at: datetime) -> ColumnElement[bool]:
    if actor.person_id is None:
        return false()
    theirs = and_(FollowUp.task_id == Task.id, FollowUp.person_id == actor.person_id)
    return exists().where(theirs, FollowUp.again_on > day_of(at)).correlate_except(FollowUp)
