"""A case's proof: its chain of events, what the sealed texts commit to, and the letters' hashes; and its export."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import Attachment, Case, Submission
from ombud.storage.chain import COLUMNS, verify_chain
from ombud.storage.events import Event
from ombud.storage.letters import Letter
from ombud.storage.sealing import CaseKey, KeyDestroyed, SealBroken, keeps_commitment
from ombud.workflows.board.ballots import proving as ballots
from ombud.workflows.office import Office
from ombud.workflows.submissions import ATTACHMENT, attached, content_of, read, reveal


def verify(session: Session, office: Office, case: Case) -> list[str]:
    """A sentence for everything that is not as it was written; empty when the case is proven.

    Once a case's key is destroyed only the chain can be checked; that is no fault.
    """
    verdict = verify_chain(session, case.id)
    faults = [] if verdict.ok else [verdict.reason]
    try:
        key = office.vault.unwrap(case.data_key)
    except KeyDestroyed:
        return faults
    except SealBroken as broken:
        return [*faults, str(broken)]
    faults += ballots.faults(session, office.vault, case.id, case.id)
    return [
        *faults,
        *_submissions(session, key, case.id),
        *_attachments(session, key, case.id),
        *_letters(session, key, case.id),
    ]


def _submissions(session: Session, key: CaseKey, case_id: UUID) -> Iterator[str]:
    said = (Event.chain == case_id, Event.kind.not_in(ballots.VOTED))
    events = session.scalars(select(Event.commitment).where(*said))
    committed = {commitment for commitment in events if commitment is not None}
    kept = set()
    for submission in session.scalars(select(Submission).where(Submission.case_id == case_id)):
        try:
            salt, plain = reveal(key, submission)
        except SealBroken as broken:
            yield str(broken)
            continue
        mine = {c for c in committed if keeps_commitment(plain, salt=salt, commitment=c)}
        if not mine:
            yield f"Submission {submission.id} ({submission.element}) is not the one its event committed to."
        kept |= mine
    missing = len(committed - kept)
    if missing:
        yield f"{missing} of the submissions that events committed to are missing or changed."


def _attachments(session: Session, key: CaseKey, case_id: UUID) -> Iterator[str]:
    """Each file against the SHA-256 that its submission holds, which the event committed to."""
    rows = session.scalars(select(Attachment).where(Attachment.case_id == case_id))
    kept = {str(attachment.id): attachment for attachment in rows}
    for submission in session.scalars(select(Submission).where(Submission.case_id == case_id)):
        try:
            values, _labels = read(key, submission)
        except SealBroken:
            continue  # reported with the submissions
        for said in attached(values):
            attachment = kept.pop(said[ATTACHMENT], None)
            if attachment is None:
                yield f"Attachment {said[ATTACHMENT]}, sent with {submission.element}, is missing."
                continue
            try:
                content = content_of(key, attachment)
            except SealBroken as broken:
                yield str(broken)
                continue
            if hashlib.sha256(content).hexdigest() != said["sha256"]:
                yield f"Attachment {attachment.id} is not the file that was sent with {submission.element}."
    for left in kept.values():
        yield f"Attachment {left.id} belongs to no submission: nobody sent it."


def _letters(session: Session, key: CaseKey, case_id: UUID) -> Iterator[str]:
    for letter in session.scalars(select(Letter).where(Letter.case_id == case_id, Letter.pdf_sealed.is_not(None))):
        try:
            pdf = key.open(letter.pdf_sealed or b"", table="letters", column="pdf_sealed", row_id=letter.id)
        except SealBroken as broken:
            yield str(broken)
            continue
        if hashlib.sha256(pdf).digest() != letter.pdf_sha256:
            yield f"Letter {letter.id} ({letter.name}) is not the PDF that was recorded."


def export(session: Session, office: Office, case: Case) -> dict[str, Any]:
    """The whole case as plain JSON: facts, events with their hashes, submissions with their salts, letters as PDF.

    It holds personal text, and who brought a case whose identity is sealed to everybody else: it is for whoever holds
    the master key, and kept as carefully as the database.
    """
    key = office.vault.unwrap(case.data_key)
    deployed = office.procedures.get(session, case.version_id)
    rows = session.execute(select(*Event.__table__.columns).where(Event.chain == case.id).order_by(Event.seq))
    submissions = session.scalars(select(Submission).where(Submission.case_id == case.id).order_by(Submission.sent_at))
    letters = session.scalars(select(Letter).where(Letter.case_id == case.id).order_by(Letter.issued_at))
    attachments = session.scalars(select(Attachment).where(Attachment.case_id == case.id).order_by(Attachment.added_at))
    return {
        "format": "ombud case 1",
        "number": case.number,
        "procedure": {"key": deployed.toml.key, "version": deployed.version, "digest": deployed.digest},
        "status": str(case.status),
        "outcome": case.outcome,
        "opened_at": _plain(case.opened_at),
        "closed_at": _plain(case.closed_at),
        "settings": case.settings,
        "head": {"seq": case.head_seq, "hash": case.head_hash.hex()},
        "events": [{name: _plain(row._mapping[name]) for name in (*COLUMNS, "hash")} for row in rows],
        "submissions": [_submission(key, submission) for submission in submissions],
        "attachments": [_attachment(key, attachment) for attachment in attachments],
        "letters": [_letter(key, letter) for letter in letters],
    }


def _submission(key: CaseKey, submission: Submission) -> dict[str, Any]:
    salt, _plain_bytes = reveal(key, submission)
    values, labels = read(key, submission)
    return {
        "element": submission.element,
        "form": submission.form,
        "sent_at": _plain(submission.sent_at),
        "values": values,
        "labels": labels,
        "salt": salt.hex(),
    }


def _attachment(key: CaseKey, attachment: Attachment) -> dict[str, Any]:
    content = content_of(key, attachment)
    return {
        "attachment": str(attachment.id),
        "media_type": attachment.media_type,
        "sha256": hashlib.sha256(content).hexdigest(),
        "content": base64.b64encode(content).decode(),
    }


def _letter(key: CaseKey, letter: Letter) -> dict[str, Any]:
    pdf = letter.pdf_sealed and key.open(letter.pdf_sealed, table="letters", column="pdf_sealed", row_id=letter.id)
    return {
        "name": letter.name,
        "issued_at": _plain(letter.issued_at),
        "sha256": _plain(letter.pdf_sha256),
        "pdf": base64.b64encode(pdf).decode() if pdf else None,
    }


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case bytes():
            return value.hex()
        case UUID() | Enum():
            return str(value)
    return value
