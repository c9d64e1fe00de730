"""DRAFT: what somebody began long ago in order to open a case, and left, is deleted."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from ombud.storage.jobs import Job
from ombud.workflows import drafts
from ombud.workflows.office import Office


def apply(session: Session, office: Office, job: Job, _prepared: Any, at: datetime) -> None:
    drafts.end(session, office, UUID(job.payload["draft"]), at=at)
