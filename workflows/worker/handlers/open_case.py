"""OPEN: a case of another procedure is opened from a step of this one, once for each pass."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from ombud.storage.jobs import Job
from ombud.workflows.engine import ElementKey
from ombud.workflows.office import Office
from ombud.workflows.related import open_from
from ombud.workflows.worker import subject


def apply(session: Session, office: Office, job: Job, _prepared: Any, at: datetime) -> None:
    asked = job.payload
    open_from(
        session,
        office,
        subject.case_id_of(job),
        name=asked["opening"],
        key=ElementKey.parse(asked["element"]),
        asked_at_seq=asked["seq"],
        by=UUID(asked["by"]) if asked["by"] else None,
        at=at,
    )
