"""BALLOT: a ballot by correspondence opened, is about to end, or has ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from ombud.storage.jobs import Job
from ombud.workflows import cases
from ombud.workflows.board.ballots import closing
from ombud.workflows.board.ballots.reminding import Moment, tell_voters
from ombud.workflows.office import Office


def apply(session: Session, office: Office, job: Job, _prepared: Any, at: datetime) -> None:
    """A timer of its case that was due before fires first: it may have taken the matter off."""
    ballot_id, moment = UUID(job.payload["ballot"]), Moment(job.payload["moment"])
    if moment is not Moment.END:
        tell_voters(session, office, ballot_id, moment, at=at)
        return
    if job.case_id is not None:
        cases.tick(session, office, job.case_id, at=at)
    closing.at_its_end(session, office, ballot_id, at=at)
