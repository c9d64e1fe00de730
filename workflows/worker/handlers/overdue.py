"""OVERDUE: a task was due and is still open. Of one date people are told once, also when its step was taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ombud.storage.jobs import Job
from ombud.workflows.mail import wording
from ombud.workflows.office import Office
from ombud.workflows.worker.subject import late_task
from ombud.workflows.worker.telling import remind_of_task


def apply(session: Session, office: Office, job: Job, _prepared: Any, at: datetime) -> None:
    if found := late_task(session, job):
        case, deadline, task = found
        if deadline.overdue_told_at and deadline.due_at and deadline.overdue_told_at > deadline.due_at:
            return
        remind_of_task(session, office, case, task, notice="overdue", words=wording.overdue, at=at)
        deadline.overdue_told_at = at
