"""The second half of issuing a letter, done by the worker: the file is kept, and a delivery begins per recipient."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from ombud.storage.base import new_id
from ombud.storage.cases import Case
from ombud.storage.letters import Channel, Delivery, DeliveryStatus, Letter, LetterStatus
from ombud.storage.sealing import CaseKey
from ombud.workflows.actors import WORKER
from ombud.workflows.engine import ElementKey
from ombud.workflows.held import lock_case
from ombud.workflows.letters import notes
from ombud.workflows.letters.context import Manuscript
from ombud.workflows.letters.deliveries import tell_operators
from ombud.workflows.mail import outbox, wording
from ombud.workflows.mail.recipients import Recipient
from ombud.workflows.office import Office
from ombud.workflows.writing import write


def issue(
    session: Session, office: Office, letter_id: UUID, manuscript: Manuscript, pdf: bytes, *, at: datetime
) -> None:
    """Keeps the rendered file sealed with its hash in the case's chain, and begins to deliver it. Once only."""
    letter = session.get_one(Letter, letter_id)
    held = lock_case(session, office, letter.case_id, by=WORKER, at=at)
    session.refresh(letter)
    if letter.status == LetterStatus.RENDERED:
        return
    sha256 = hashlib.sha256(pdf)
    letter.pdf_sealed = held.key.seal(pdf, table="letters", column="pdf_sealed", row_id=letter.id)
    letter.pdf_sha256, letter.rendered_at, letter.status = sha256.digest(), at, LetterStatus.RENDERED
    session.flush()
    body = {"letter": letter.name, "sha256": sha256.hexdigest(), "template": letter.template_digest}
    held.event("letter.rendered", body, element=ElementKey.parse(letter.element))
    write(held)
    _deliver(session, office, session.get_one(Case, letter.case_id), letter, manuscript, at=at)


def read_pdf(key: CaseKey, letter: Letter) -> bytes | None:
    """The letter as it was rendered; None while the worker has not come to it. Raises SealBroken."""
    if letter.pdf_sealed is None:
        return None
    return key.open(letter.pdf_sealed, table="letters", column="pdf_sealed", row_id=letter.id)


def _deliver(
    session: Session, office: Office, case: Case, letter: Letter, manuscript: Manuscript, *, at: datetime
) -> None:
    required, recipients = manuscript.required, manuscript.recipients
    rows = [_row(letter, recipient, required=required) for recipient in recipients]
    if not rows:
        rows = [
            _row(letter, None, required=required) | {"status": DeliveryStatus.FAILED, "note": notes.kept(notes.NOBODY)}
        ]
    session.execute(insert(Delivery), rows)
    if required:
        _tell_operators(session, office, case, rows, at=at)
    by_address = {
        recipient.email: row["id"] for recipient, row in zip(recipients, rows, strict=False) if recipient.email
    }
    words = wording.letter
    outbox.post(session, office, case, recipients, notice="letter", words=words, at=at, deliveries=by_address)


def _tell_operators(session: Session, office: Office, case: Case, rows: list[dict[str, Any]], *, at: datetime) -> None:
    """Of what no mail will deliver: somebody has to do it, or find out who the letter is for."""
    if any(row["status"] == DeliveryStatus.FAILED for row in rows):
        tell_operators(session, office, case, notice="undelivered", words=wording.undelivered, at=at)
    elif any(row["channel"] == Channel.POST for row in rows):
        tell_operators(session, office, case, notice="by_post", words=wording.by_post, at=at)


def _row(letter: Letter, recipient: Recipient | None, *, required: bool) -> dict[str, Any]:
    """Waiting for the mail server, or, without an address, for somebody to record that it was posted or handed over."""
    return {
        "id": new_id(),
        "letter_id": letter.id,
        "case_id": letter.case_id,
        "person_id": recipient.person_id if recipient else None,
        "party_id": recipient.party_id if recipient else None,
        "channel": Channel.MAIL if recipient and recipient.email else Channel.POST,
        "required": required,
        "status": DeliveryStatus.WAITING,
        "delivered_at": None,
        "recorded_by": None,
        "note": "",
    }
