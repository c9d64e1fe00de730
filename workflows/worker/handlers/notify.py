"""NOTIFY: the diagram asks that people be told, or something reached or ended a case from outside of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from ombud.storage.cases import Case, CaseStatus
from ombud.storage.jobs import Job
from ombud.workflows import tracking
from ombud.workflows.assigning import CLAIMS
from ombud.workflows.board import announcing
from ombud.workflows.log import TERMINATED
from ombud.workflows.mail import wording
from ombud.workflows.mail.recipients import everybody_in, resolve
from ombud.workflows.messages import SENT
from ombud.workflows.office import Office
from ombud.workflows.opening import RECEIPT
from ombud.workflows.people import leaving
from ombud.workflows.worker import subject
from ombud.workflows.worker.messages import send_receipt, tell_of_message
from ombud.workflows.worker.telling import tell


def apply(session: Session, office: Office, job: Job, _prepared: Any, at: datetime) -> None:
    if job.payload["notice"] == tracking.ASKED:
        tracking.answer_lost(session, office, job, at=at)
        return
    if job.payload["notice"] == CLAIMS:
        leaving.answer_claims(session, office, job, at=at)
        return
    if job.payload["notice"] == announcing.CHANGED:
        announcing.tell(session, office, job, at=at)
        return
    case, name = subject.lock(session, job), job.payload["notice"]
    if name == TERMINATED:
        _tell_of_end(session, office, case, job, at)
        return
    if name == SENT:
        tell_of_message(session, office, case, job, at=at)
        return
    if name == RECEIPT:
        send_receipt(session, office, case, at=at)
        return
    notice = office.procedures.get(session, case.version_id).toml.notices[name]
    recipients = resolve(session, office, notice.to, case, at=at)
    tell(session, office, case, recipients, notice=name, words=wording.of_notice(notice), at=at)


def _tell_of_end(session: Session, office: Office, case: Case, job: Job, at: datetime) -> None:
    """Nothing where the termination was taken back meanwhile."""
    if case.status is CaseStatus.CLOSED:
        people = everybody_in(session, office, case, map(UUID, job.payload["tasks"]), at=at)
        tell(session, office, case, people, notice=TERMINATED, words=wording.terminated, at=at)
