"""The outbox: a mail as a row of the transaction that caused it, and the message made of that row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import insert
from sqlalchemy.orm import Session

from ombud.storage.base import new_id
from ombud.storage.cases import Case
from ombud.storage.jobs import JobKind
from ombud.storage.letters import OutboxMail, OutboxStatus
from ombud.storage.sealing import CaseKey
from ombud.workflows.jobs import queue
from ombud.workflows.letters.filters import day
from ombud.workflows.mail import links, wording
from ombud.workflows.mail.onetime import Pass, passes_for
from ombud.workflows.mail.recipients import Recipient
from ombud.workflows.mail.smtp import MailRefused
from ombud.workflows.mail.wording import Wording
from ombud.workflows.office import Office
from ombud.workflows.text import in_language, language

OWN_NOTICES: Final = frozenset(
    {
        "task",
        "reminder",
        "overdue",
        "moved",
        "letter",
        "by_post",
        "undelivered",
        "nobody",
        "duty",
        "progress",
        "digest",
    }
)
"""What mails of ours are called, beside names with a dot; a notice of a procedure has another name."""

_TEXT: Final = {"table": "outbox", "column": "text_sealed"}


def post(
    session: Session,
    office: Office,
    case: Case | None,
    recipients: Sequence[Recipient],
    *,
    notice: str,
    words: Wording,
    at: datetime,
    link: str = "",
    secret: bool = False,
    deliveries: Mapping[str, UUID] | None = None,
) -> list[UUID]:
    """Writes one mail per recipient who has an address, and the jobs that send them; gives the mails' ids.

    `link` is where the mail points, else to the case; `secret` says that it opens something by itself, so that the
    text is sealed too; `deliveries` gives the delivery a mail stands for by address. What is no case's is sealed under
    the system's key. A party without an account gets a link of its own that opens its case once, whatever `link` says.
    """
    passes, delivery_of = passes_for(session, office, recipients, at=at), deliveries or {}
    key = office.vault.unwrap(case.data_key) if case else office.vault.system_key
    mailing = _Mailing(office, case, key, notice, words, link, secret, at)
    rows = [
        mailing.to(one, opens=passes.get(one.party_id), delivery_id=delivery_of.get(one.email))
        for one in recipients
        if one.email
    ]
    if rows:
        session.execute(insert(OutboxMail), rows)
    queue.put(session, [_sending(row, at=at) for row in rows])
    return [row["id"] for row in rows]


@dataclass(frozen=True, slots=True)
class _Mailing:
    """What goes to several people at once, to each in their own language."""

    office: Office
    case: Case | None
    key: CaseKey
    notice: str
    words: Wording
    link: str
    secret: bool
    at: datetime

    def to(self, recipient: Recipient, *, opens: Pass | None, delivery_id: UUID | None) -> dict[str, Any]:
        """The mail to one of them, as a row; one that holds a link that opens something is secret whatever was said."""
        mail_id = new_id()
        with in_language(recipient.language):
            subject, text = self.words(self.case.number if self.case else "")
            whole = f"{text}\n\n{self._closing(recipient, opens)}\n"
        secret = self.secret or opens is not None
        sealed = orjson.dumps({"name": recipient.name, "email": recipient.email, "language": recipient.language})
        return {
            "id": mail_id,
            "case_id": self.case.id if self.case else None,
            "message_id": f"<{mail_id}@{_domain(self.office.sender)}>",
            "notice": self.notice,
            "recipient_sealed": self.key.seal(sealed, table="outbox", column="recipient_sealed", row_id=mail_id),
            "subject": subject,
            "text": "" if secret else whole,
            "text_sealed": self.key.seal(whole.encode(), **_TEXT, row_id=mail_id) if secret else None,
            "status": OutboxStatus.WAITING,
            "created_at": self.at,
            "sent_at": None,
            "delivery_id": delivery_id,
        }

    def _closing(self, recipient: Recipient, opens: Pass | None) -> str:
        office, case = self.office, self.case
        if opens is not None:
            until = day(opens.until, language=language())
            return wording.closing_with_pass(opens.url, until, links.to_tracking(office))
        if recipient.party_id is not None and recipient.person_id is None:
            return wording.closing_with_code(links.to_tracking(office))
        return wording.closing(self.link or (links.to_case(office, case.number) if case else office.base_url))


def _sending(row: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
    """The job that sends a mail."""
    payload = {"mail": str(row["id"])}
    return queue.job_row(kind=JobKind.MAIL, key=f"mail:{row['id']}", case_id=row["case_id"], payload=payload, run_at=at)


def key_of(session: Session, office: Office, mail: OutboxMail) -> CaseKey:
    """The key a mail is sealed under: its case's; the system's for what is no case's."""
    if mail.case_id is None:
        return office.vault.system_key
    return office.vault.unwrap(session.get_one(Case, mail.case_id).data_key)


def recipient_of(key: CaseKey, mail: OutboxMail) -> dict[str, str]:
    """Name, address and language a mail goes to."""
    opened = key.open(mail.recipient_sealed, table="outbox", column="recipient_sealed", row_id=mail.id)
    recipient: dict[str, str] = orjson.loads(opened)
    return recipient


def text_of(key: CaseKey, mail: OutboxMail) -> str:
    """What a mail says, unsealed where it holds a secret link."""
    return mail.text if mail.text_sealed is None else key.open(mail.text_sealed, **_TEXT, row_id=mail.id).decode()


def message_of(office: Office, key: CaseKey, mail: OutboxMail) -> EmailMessage:
    """The message of an outbox row, the same whenever it is made. Raises MailRefused for an address that is none."""
    to = recipient_of(key, mail)
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = Address("Ombud", addr_spec=office.sender)
        message["To"] = Address(" ".join(to["name"].split()), addr_spec=to["email"].strip())
    except (ValueError, IndexError, MessageError) as error:
        raise MailRefused() from error
    message["Subject"] = mail.subject
    message["Date"] = mail.created_at
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text_of(key, mail))
    message["Content-Language"] = to["language"]
    return message


def _domain(sender: str) -> str:
    return sender.rpartition("@")[2]
