"""TASK: a task waits for somebody: it opened, was handed over, or was given back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ombud.storage.jobs import Job
from ombud.workflows.engine import ElementKey
from ombud.workflows.mail import wording
from ombud.workflows.office import Office
from ombud.workflows.worker import subject
from ombud.workflows.worker.progress import tell_of_progress
from ombud.workflows.worker.telling import tell_of_task


def apply(session: Session, office: Office, job: Job, _prepared: Any, at: datetime) -> None:
    case = subject.lock(session, job)
    if task := subject.open_task(session, case, ElementKey.parse(job.payload["element"])):
        tell_of_task(session, office, case, task, notice="task", words=wording.task, at=at)
        if job.run_at == task.opened_at:  # later it has only changed hands
            tell_of_progress(session, office, case, task, at=at)
