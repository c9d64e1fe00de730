"""SCHEDULE: it may be time for a round of a procedure; or one case of a round that was called is to be opened."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from ombud.storage.jobs import Job
from ombud.workflows.office import Office
from ombud.workflows.scheduling.calling import look
from ombud.workflows.scheduling.opening import open_scheduled


def apply(session: Session, office: Office, job: Job, _prepared: Any, at: datetime) -> None:
    if "scheduled" in job.payload:
        open_scheduled(session, office, UUID(job.payload["scheduled"]), at=at)
    else:
        look(session, office.procedures, job.payload["procedure"], at=at)
