"""Minutes: drafted from what was recorded once a meeting is adjourned, frozen as a PDF, approved at a later meeting."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.chain import append_system_event
from ombud.storage.meetings import Meeting, MeetingStatus, Minutes, MinutesStatus
from ombud.workflows.actors import Actor
from ombud.workflows.board import agenda, citing
from ombud.workflows.board.agenda import sight, slots
from ombud.workflows.board.papers import copies
from ombud.workflows.board.papers.manuscript import LANGUAGE, text_of
from ombud.workflows.board.presiding import must_preside, presides
from ombud.workflows.casefile.documents import PDF, Download
from ombud.workflows.days import day_of
from ombud.workflows.letters.render import pdf_of_html
from ombud.workflows.office import Office
from ombud.workflows.refusals import (
    DraftedLater,
    Forbidden,
    InvalidCommand,
    MinutesApproved,
    MinutesChanged,
    NotAdjourned,
    NotFound,
)
from ombud.workflows.text import in_language
from ombud.workflows.text import translate as _


@dataclass(frozen=True, slots=True)
class MinutesPage:
    """`status` is None until they are drafted."""

    meeting: Meeting
    body: str
    status: MinutesStatus | None
    remarks: str  # empty for who is barred from something in them: they may be about it
    drafted_at: datetime | None
    sha256: str
    left_out: bool  # the reader's copy lacks what they are barred from
    approved_at: datetime | None
    approved_in: Meeting | None
    may_draft: bool
    may_approve_in: tuple[Meeting, ...]  # the later meetings at which they can be approved


@dataclass(frozen=True, slots=True)
class Manuscript:
    """Minutes as they were read from what is recorded; `text` is one HTML document."""

    meeting_id: UUID
    remarks: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Typeset:
    manuscript: Manuscript
    content: bytes


@dataclass(frozen=True, slots=True)
class Paper:
    """The minutes for one reader: as they were frozen, or, where `frozen` is empty, a copy that is yet to be set."""

    name: str
    frozen: bytes
    text: str


def minutes_of(session: Session, office: Office, meeting_id: UUID, actor: Actor, *, at: datetime) -> MinutesPage:
    """Raises NotFound where the meeting's agenda is not the actor's to read."""
    meeting = sight.meeting_for_reader(session, meeting_id, actor, at=at)
    row = session.get(Minutes, meeting_id)
    left_out = row is not None and bool(copies.barred_in(session, _kept_text(session, office, meeting, row), actor))
    may_preside = presides(session, meeting.body_id, actor, at=at)
    drafts = may_preside and meeting.adjourned_at is not None and (row is None or row.status is MinutesStatus.DRAFT)
    approves = may_preside and row is not None and row.status is MinutesStatus.DRAFT
    return MinutesPage(
        meeting=meeting,
        body=meeting.body.name,
        status=row.status if row else None,
        remarks=row.remarks if row and not left_out else "",
        drafted_at=row.drafted_at if row else None,
        sha256=row.pdf_sha256.hex() if row else "",
        left_out=left_out,
        approved_at=row.approved_at if row else None,
        approved_in=session.get(Meeting, row.approved_in_id) if row and row.approved_in_id else None,
        may_draft=drafts and not (left_out and row and row.remarks),
        may_approve_in=_can_approve(session, meeting, row) if approves and row else (),
    )


def manuscript_of(
    session: Session, office: Office, meeting_id: UUID, *, remarks: str, by: Actor, at: datetime
) -> Manuscript:
    """What the minutes would say, for whoever drafts them; reads only. Raises NotFound, Forbidden, NotAdjourned,
    MinutesApproved."""
    meeting = session.get(Meeting, meeting_id)
    if meeting is None:
        raise NotFound()
    _must_draft(session, office, meeting, by=by, at=at)
    return Manuscript(meeting_id, remarks.strip(), at, text_of(session, office, meeting, remarks.strip(), at=at))


def typeset(manuscript: Manuscript) -> Typeset:
    """Sets them, which takes a second or two; asks the database nothing. Raises LettersUnavailable."""
    return Typeset(manuscript, pdf_of_html(manuscript.text))


def draft(
    session: Session,
    office: Office,
    made: Typeset,
    *,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Freezes the minutes and puts their approval on the agenda of the next regular meeting. Until they are approved
    they can be drafted again. Raises as `manuscript_of`, and MinutesChanged where that would read another text now."""
    manuscript, meeting_id = made.manuscript, made.manuscript.meeting_id
    meeting = agenda.lock_for_minutes(session, meeting_id, at=at)
    row = _must_draft(session, office, meeting, by=by, at=at)
    if text_of(session, office, meeting, manuscript.remarks, at=manuscript.at) != manuscript.text:
        raise MinutesChanged()
    if row is None:
        row = Minutes(meeting_id=meeting_id, status=MinutesStatus.DRAFT)
        session.add(row)
    sha256, key = hashlib.sha256(made.content), office.vault.system_key
    row.remarks, row.pdf_sha256 = manuscript.remarks, sha256.digest()
    row.pdf_sealed = key.seal(made.content, table="minutes", column="pdf_sealed", row_id=meeting_id)
    text = manuscript.text.encode()
    row.manuscript_sealed = key.seal(text, table="minutes", column="manuscript_sealed", row_id=meeting_id)
    row.drafted_at, row.drafted_by = manuscript.at, by.person_id
    session.flush()
    facts = {"meeting": str(meeting_id), "sha256": sha256.hexdigest()}
    facts |= citing.presiding(session, meeting.body_id, by=by, at=at)
    _note(session, "minutes.drafted", facts, by=by, at=at, request_key=request_key)
    agenda.add_minutes(session, meeting, by=by, at=at)


def approve(
    session: Session,
    _office: Office,
    meeting_id: UUID,
    *,
    in_meeting_id: UUID,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Records that a later meeting of the same body approved the minutes as they were drafted.

    Raises NotFound, Forbidden, MinutesApproved, DraftedLater where they were drafted after that meeting,
    InvalidCommand for one that could not.
    """
    meeting = slots.lock_meetings(session, meeting_id)[meeting_id]
    must_preside(session, meeting.body_id, by=by, at=at)
    row = session.get(Minutes, meeting_id, populate_existing=True)
    if row is None:
        raise NotFound()
    if row.status is MinutesStatus.APPROVED:
        raise MinutesApproved()
    later = next((one for one in _later(session, meeting) if one.id == in_meeting_id), None)
    if later is None:
        raise InvalidCommand(_("Minutes are approved at a later meeting of the same body that was called to order."))
    if not _lay_before(row, later):
        raise DraftedLater()
    row.status, row.approved_at, row.approved_in_id = MinutesStatus.APPROVED, at, in_meeting_id
    facts = {"meeting": str(meeting_id), "in": str(in_meeting_id), "sha256": row.pdf_sha256.hex()}
    facts |= citing.presiding(session, meeting.body_id, by=by, at=at)
    _note(session, "minutes.approved", facts, by=by, at=at, request_key=request_key)


def paper_of(session: Session, office: Office, meeting_id: UUID, actor: Actor, *, at: datetime) -> Paper:
    """The minutes as they were drafted last, for one reader: nothing of an item from which they are barred is in it.

    Raises NotFound where there are none, or they are not the actor's.
    """
    meeting = sight.meeting_for_reader(session, meeting_id, actor, at=at)
    row = session.get(Minutes, meeting_id)
    if row is None:
        raise NotFound()
    text = _kept_text(session, office, meeting, row)
    name = f"minutes-{meeting.body.key.replace('_', '-')}-{day_of(meeting.starts_at).isoformat()}.pdf"
    if barred := copies.barred_in(session, text, actor):
        with in_language(LANGUAGE):
            return Paper(name, b"", copies.without(text, barred, sha256=row.pdf_sha256.hex()))
    place: dict[str, Any] = {"table": "minutes", "column": "pdf_sealed", "row_id": meeting_id}
    return Paper(name, office.vault.system_key.open(row.pdf_sealed, **place), text)


def printed(paper: Paper) -> Download:
    """Sets a copy, which takes a second; what was frozen is given as it is. Asks the database nothing."""
    return Download(paper.name, PDF, paper.frozen or pdf_of_html(paper.text))


def _must_draft(session: Session, office: Office, meeting: Meeting, *, by: Actor, at: datetime) -> Minutes | None:
    """The minutes there are. Raises Forbidden, NotAdjourned, MinutesApproved."""
    must_preside(session, meeting.body_id, by=by, at=at)
    if meeting.adjourned_at is None:
        raise NotAdjourned()
    row = session.get(Minutes, meeting.id, populate_existing=True)
    if row is not None and row.status is MinutesStatus.APPROVED:
        raise MinutesApproved()
    if row is not None and row.remarks and copies.barred_in(session, _kept_text(session, office, meeting, row), by):
        raise Forbidden(_("Their remarks may be about a matter that you are barred from: somebody else drafts again."))
    return row


def _kept_text(session: Session, office: Office, meeting: Meeting, row: Minutes) -> str:
    """What the frozen PDF was set from; of minutes that were drafted before this was kept, what they would say now."""
    if row.manuscript_sealed is None:
        return text_of(session, office, meeting, row.remarks, at=row.drafted_at)
    place: dict[str, Any] = {"table": "minutes", "column": "manuscript_sealed", "row_id": row.meeting_id}
    return office.vault.system_key.open(row.manuscript_sealed, **place).decode()


def _can_approve(session: Session, meeting: Meeting, row: Minutes) -> tuple[Meeting, ...]:
    return tuple(later for later in _later(session, meeting) if _lay_before(row, later))


def _lay_before(row: Minutes, later: Meeting) -> bool:
    """Whether the minutes as they are now had been drafted when that meeting ended."""
    return later.adjourned_at is None or row.drafted_at <= later.adjourned_at


def _later(session: Session, meeting: Meeting) -> tuple[Meeting, ...]:
    later = select(Meeting).where(
        Meeting.body_id == meeting.body_id,
        Meeting.starts_at > meeting.starts_at,
        Meeting.status == MeetingStatus.SCHEDULED,
        Meeting.opened_at.is_not(None),
    )
    return tuple(session.scalars(later.order_by(Meeting.starts_at)))


def _note(
    session: Session, kind: str, facts: Mapping[str, str], *, by: Actor, at: datetime, request_key: str | None
) -> None:
    append_system_event(session, kind, facts, actor=str(by), actor_id=by.person_id, at=at, request_key=request_key)
