"""The daily mail of one person: what is still to be said becomes one mail of the outbox, and ends with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.directory import Person
from ombud.storage.notices import DigestItem
from ombud.workflows.digest.standing import Line, left_of
from ombud.workflows.digest.waiting import ask_for_mail, hold
from ombud.workflows.digest.wording import daily
from ombud.workflows.mail import links, outbox
from ombud.workflows.mail.recipients import Recipient
from ombud.workflows.office import Office

NOTICE = "digest"


def send(session: Session, office: Office, person_id: UUID, job_key: str, *, at: datetime) -> None:
    """Nothing where nothing is left to say, or the person is not here any more. What has to wait until a case is resumed
    stays for the mail of another day."""
    account = hold(session, person_id)
    person = session.get_one(Person, person_id)
    items = _waiting(session, person_id)
    if account is None or not person.active:
        _end(items, None, at=at)
        return
    left = left_of(session, office, person, items, at=at)
    mail_id = _post(session, office, person, left.lines, at=at) if left.lines else None
    _end([item for item in items if item.id in left.said], mail_id, at=at)
    _end([item for item in items if item.id not in left.said | left.later], None, at=at)
    if left.later:
        ask_for_mail(session, office, [person_id], at=at, but=job_key)


def _waiting(session: Session, person_id: UUID) -> Sequence[DigestItem]:
    """What came up first comes first."""
    waiting = select(DigestItem).where(DigestItem.person_id == person_id, DigestItem.ended_at.is_(None))
    return session.scalars(waiting.order_by(DigestItem.put_at, DigestItem.id)).all()


def _post(session: Session, office: Office, person: Person, lines: Sequence[Line], *, at: datetime) -> UUID:
    soonest = sorted(lines, key=lambda line: (line.due_at is None, line.due_at or at, line.number))
    to = [Recipient(person.name, person.email, person.language, person_id=person.id)]
    words = daily(soonest, account=links.to_account(office))
    (mail_id,) = outbox.post(session, office, None, to, notice=NOTICE, words=words, at=at, link=links.to_inbox(office))
    return mail_id


def _end(items: Sequence[DigestItem], mail_id: UUID | None, *, at: datetime) -> None:
    for item in items:
        item.ended_at, item.mail_id = at, mail_id
