"""CALENDAR: a body's rule of regular meetings is carried on; it asks for itself again next month."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from ombud.storage.jobs import Job
from ombud.workflows.board.calendar import carry_on
from ombud.workflows.office import Office


def apply(session: Session, office: Office, job: Job, _prepared: Any, at: datetime) -> None:
    carry_on(session, office, UUID(job.payload["body"]), at=at)
