"""TICK: a case's timers fire."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ombud.storage.jobs import Job
from ombud.workflows import cases
from ombud.workflows.office import Office
from ombud.workflows.worker.subject import case_id_of


def apply(session: Session, office: Office, job: Job, _prepared: Any, at: datetime) -> None:
    cases.tick(session, office, case_id_of(job), at=at)
