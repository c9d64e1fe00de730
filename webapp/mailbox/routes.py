"""In a demonstration only: the mail that was sent, as its recipients would see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import Case
from ombud.storage.letters import OutboxMail, OutboxStatus
from ombud.storage.sealing import SealBroken
from ombud.webapp.desk import desk, read
from ombud.webapp.guards import demo_only
from ombud.workflows.mail.outbox import recipient_of, text_of
from ombud.workflows.office import Office

blueprint = Blueprint("mailbox", __name__)

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Mail:
    to: str
    address: str
    subject: str
    text: str
    at: datetime
    status: OutboxStatus


@blueprint.get("/mailbox")
@demo_only
def show() -> Any:
    with read() as session:
        mails = sent(session, desk().office)
    return render_template("mailbox/mailbox.html", mails=mails)


def sent(session: Session, office: Office) -> list[Mail]:
    newest = select(OutboxMail, Case.data_key).outerjoin(Case, Case.id == OutboxMail.case_id)
    rows = session.execute(newest.order_by(OutboxMail.created_at.desc(), OutboxMail.id).limit(SHOWN))
    return [_mail(office, mail, wrapped) for mail, wrapped in rows]


def _mail(office: Office, mail: OutboxMail, wrapped: bytes | None) -> Mail:
    try:
        key = office.vault.unwrap(wrapped) if mail.case_id else office.vault.system_key
        to, text = recipient_of(key, mail), text_of(key, mail)
    except SealBroken:
        to, text = {"name": "", "email": ""}, mail.text
    return Mail(to["name"], to["email"], mail.subject, text, mail.sent_at or mail.created_at, mail.status)
