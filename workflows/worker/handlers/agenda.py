"""AGENDA: a task is put on the agenda of the right meeting; what a meeting left undone goes on to the next one."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from ombud.storage.jobs import Job
from ombud.workflows.board import agenda
from ombud.workflows.office import Office
from ombud.workflows.worker import subject


def apply(session: Session, office: Office, job: Job, _prepared: Any, at: datetime) -> None:
    case = subject.lock(session, job) if job.case_id else None
    if "item" in job.payload:
        agenda.carry_on(session, office, UUID(job.payload["item"]), at=at)
    elif case is not None:
        agenda.place_task(session, office, case, job.payload["task"], at=at)
