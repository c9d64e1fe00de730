"""RETIME: a case's dates are counted again after what they hang on has changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ombud.storage.jobs import Job
from ombud.workflows.deadlines.commands import retime
from ombud.workflows.office import Office
from ombud.workflows.worker.subject import case_id_of


def apply(session: Session, office: Office, job: Job, _prepared: Any, at: datetime) -> None:
    retime(session, office, case_id_of(job), at=at)
