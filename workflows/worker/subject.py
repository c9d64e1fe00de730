"""What a job is about, looked up again when it is done: it may have moved on since."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import OPEN_TASK, Case, CaseStatus, Task
from ombud.storage.jobs import Job
from ombud.storage.ledger import Deadline, DeadlineStatus
from ombud.workflows.engine import ElementKey
from ombud.workflows.jobs.faults import Fault


class NoCase(Fault):
    """This kind of job needs a case, and the job names none."""


def case_id_of(job: Job) -> UUID:
    if job.case_id is None:
        raise NoCase("the job names no case")
    return job.case_id


def lock(session: Session, job: Job) -> Case:
    """The job's case under its lock, so that nobody moves it on while people are told."""
    locked = select(Case).where(Case.id == case_id_of(job)).with_for_update()
    return session.scalars(locked.execution_options(populate_existing=True)).one()


def open_task(session: Session, case: Case, key: ElementKey) -> Task | None:
    """The task of that identity while it waits for somebody in an open case."""
    if case.status != CaseStatus.OPEN:
        return None
    return session.scalar(
        select(Task).where(
            Task.case_id == case.id,
            Task.element == key.element,
            Task.occurrence == key.occurrence,
            Task.item == key.item,
            Task.status.in_(OPEN_TASK),
        )
    )


def late_task(session: Session, job: Job) -> tuple[Case, Deadline, Task] | None:
    """The task a reminder or overdue notice is about; None when its date has moved, or nobody waits for it any more."""
    case = lock(session, job)
    deadline = session.get(Deadline, UUID(job.payload["deadline"]), populate_existing=True)
    if deadline is None or deadline.status != DeadlineStatus.WAITING:
        return None
    if deadline.due_at != datetime.fromisoformat(job.payload["due_at"]):
        return None
    task = open_task(session, case, ElementKey(deadline.element, deadline.occurrence, deadline.item))
    return (case, deadline, task) if task else None
