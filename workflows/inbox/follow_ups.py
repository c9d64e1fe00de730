"""Looking at a task again on a day: the reader's own reminder, which moves no deadline and tells nobody."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.inbox import FollowUp
from ombud.workflows import requests
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.finding import task_by_id
from ombud.workflows.days import day_of
from ombud.workflows.office import Office
from ombud.workflows.permissions import judge_task
from ombud.workflows.refusals import InvalidCommand
from ombud.workflows.text import translate as _


def again_on(session: Session, task_id: UUID, actor: Actor) -> date | None:
    """The day on which the actor looks at a task again; None where they set none."""
    return session.scalar(
        select(FollowUp.again_on).where(FollowUp.task_id == task_id, FollowUp.person_id == actor.person_id)
    )


def look_again(session: Session, office: Office, task_id: UUID, on: date, *, by: Actor, at: datetime) -> None:
    """Sets the day, or changes it. Raises the verdict's refusals: only who may act on a task puts it off; and
    InvalidCommand for a day that is not to come."""
    _judge(session, office, task_id, by, at)
    if on <= day_of(at):
        raise InvalidCommand(_("Choose a day after today: until then the task stands with those you put off."))
    requests.hold(session, f"{by.person_id} {task_id}")  # else both of a double click would find no row
    session.merge(FollowUp(person_id=by.person_id, task_id=task_id, again_on=on, set_at=at))


def look_now(session: Session, office: Office, task_id: UUID, *, by: Actor, at: datetime) -> None:
    """Takes the day away; where there is none, nothing changes. Raises the verdict's refusals."""
    _judge(session, office, task_id, by, at)
    row = session.get(FollowUp, (by.person_id, task_id))
    if row is not None:
        session.delete(row)


def _judge(session: Session, office: Office, task_id: UUID, by: Actor, at: datetime) -> None:
    it = task_by_id(session, office, by, task_id, at=at)
    judge_task(
        status=it.task.status,
        assignee_id=it.task.assignee_id,
        visible=True,  # else it would not have been found
        role_held=it.role_held,
        claim_stands=it.claim_stands,
        actor=by,
    )
