"""DIGEST: what could wait goes to one person, in one mail."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from ombud.storage.jobs import Job
from ombud.workflows.digest.sending import send
from ombud.workflows.office import Office


def apply(session: Session, office: Office, job: Job, _prepared: Any, at: datetime) -> None:
    send(session, office, UUID(job.payload["person"]), job.key, at=at)
