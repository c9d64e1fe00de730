"""REMIND: a task is due soon."""

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
        case, _deadline, task = found
        remind_of_task(session, office, case, task, notice="reminder", words=wording.reminder, at=at)
