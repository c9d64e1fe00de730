"""MAIL: a row of the outbox is sent, then marked. Killed in between, it is sent again with the same Message-ID."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from ombud.storage.jobs import Job
from ombud.storage.letters import OutboxMail, OutboxStatus
from ombud.storage.session import reading
from ombud.workflows.jobs import queue
from ombud.workflows.letters import deliveries, notes
from ombud.workflows.mail.outbox import key_of, message_of
from ombud.workflows.mail.smtp import MailRefused
from ombud.workflows.office import Office
from ombud.workflows.worker.desk import Desk


@dataclass(frozen=True, slots=True)
class Outcome:
    sent: bool
    why_not: str = ""


def prepare(desk: Desk, job: Job) -> Outcome:
    """Sends it. Raises MailDelayed to be tried again later."""
    with reading(desk.database) as session:
        if not queue.is_mine(session, job.id, desk.worker):
            return Outcome(sent=False)
        mail = session.get_one(OutboxMail, _mail_id(job))
        key = key_of(session, desk.office, mail)
    if mail.status == OutboxStatus.SENT:
        return Outcome(sent=True)
    try:
        desk.mailer.send(message_of(desk.office, key, mail))
    except MailRefused as error:
        return Outcome(sent=False, why_not=notes.of_refusal(error))
    return Outcome(sent=True)


def apply(session: Session, office: Office, job: Job, outcome: Outcome, at: datetime) -> None:
    mail = session.get_one(OutboxMail, _mail_id(job))
    if not outcome.sent:
        _mark_failed(session, office, mail, outcome.why_not, at)
        return
    mail.status, mail.sent_at = OutboxStatus.SENT, at
    if mail.delivery_id is not None:
        deliveries.accepted(session, office, mail.delivery_id, at=at)


def gave_up(session: Session, office: Office, job: Job, at: datetime) -> None:
    _mark_failed(session, office, session.get_one(OutboxMail, _mail_id(job)), notes.kept(notes.GIVEN_UP), at)


def _mark_failed(session: Session, office: Office, mail: OutboxMail, why: str, at: datetime) -> None:
    mail.status = OutboxStatus.FAILED
    if mail.delivery_id is not None:
        deliveries.refused(session, office, mail.delivery_id, why, at=at)


def _mail_id(job: Job) -> UUID:
    return UUID(job.payload["mail"])
