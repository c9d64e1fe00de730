"""The jobs of a schedule: to look whether it is time, and to open one case."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ombud.storage.jobs import JobKind
from ombud.workflows.jobs.queue import job_row


def look_job(key: str, why: str, at: datetime) -> dict[str, Any]:
    """One for each procedure and `why`: a day on which it may be time, or a version that was deployed."""
    return job_row(JobKind.SCHEDULE, f"schedule:{key}:{why}", None, {"procedure": key}, at)


def open_job(scheduled_id: UUID, at: datetime) -> dict[str, Any]:
    """One for each row of a round, however often its round is called."""
    return job_row(JobKind.SCHEDULE, f"schedule:{scheduled_id}", None, {"scheduled": str(scheduled_id)}, at)
