"""Minutes: drafted from what was recorded once a meeting is adjourned, frozen as a PDF, approved at a later meeting."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.chain import append_system_event
from ombud.storage.meetings import Meeting, MeetingStatus, Minutes, MinutesStatus
from ombud.workflows.actors import Actor
from ombud.workflows.board import agenda
from ombud.workflows.board.agenda import sight, slots
from ombud.workflows.board.papers import setting
from ombud.workflows.board.papers.proceedings import Proceedings, proceedings_of
from ombud.workflows.casefile.documents import PDF, Download
from ombud.workflows.days import day_of
from ombud.workflows.office import Office
from ombud.workflows.refusals import InvalidCommand, MinutesApproved, NotAdjourned, NotFound
from ombud.workflows.text import in_language
from ombud.workflows.text import translate as _

TEMPLATE: Final = "paper_minutes.html"
LANGUAGE: Final = "en"
"""Minutes are one document for everybody, in the language of the manual."""


@dataclass(frozen=True, slots=True)
class MinutesPage:
    """`status` is None until they are drafted: then `proceedings` is what a draft would say now."""

    meeting: Meeting
    body: str
    status: MinutesStatus | None
    proceedings: Proceedings
    remarks: str
    drafted_at: datetime | None
    sha256: str
    approved_at: datetime | None
    approved_in: Meeting | None
    may_draft: bool
    may_approve_in: tuple[Meeting, ...]  # the later meetings at which they can be approved


def minutes_of(session: Session, office: Office, meeting_id: UUID, actor: Actor, *, at: datetime) -> MinutesPage:
    """Raises NotFound where the meeting's agenda is not the actor's to read.

    Minutes say of a case no more than its number, its procedure and the result, to everybody alike.
    """
    meeting = sight.meeting_for_reader(session, meeting_id, actor, at=at)
    row = session.get(Minutes, meeting_id)
    presides = sight.may_preside(session, meeting.body_id, actor, at=at)
    drafts = presides and meeting.adjourned_at is not None and (row is None or row.status is MinutesStatus.DRAFT)
    approves = presides and row is not None and row.status is MinutesStatus.DRAFT
    return MinutesPage(
        meeting=meeting,
        body=meeting.body.name,
        status=row.status if row else None,
        proceedings=proceedings_of(session, office, meeting, at=at),
        remarks=row.remarks if row else "",
        drafted_at=row.drafted_at if row else None,
        sha256=row.pdf_sha256.hex() if row else "",
        approved_at=row.approved_at if row else None,
        approved_in=session.get(Meeting, row.approved_in_id) if row and row.approved_in_id else None,
        may_draft=drafts,
        may_approve_in=_later(session, meeting) if approves else (),
    )


def draft(
    session: Session,
    office: Office,
    meeting_id: UUID,
    *,
    remarks: str,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Freezes the minutes and puts their approval on the agenda of the next regular meeting. Until they are approved
    they can be drafted again. Raises NotFound, Forbidden, NotAdjourned, MinutesApproved, LettersUnavailable."""
    meeting = slots.lock_meetings(session, meeting_id)[meeting_id]
    sight.require_presider(session, meeting.body_id, by, at=at)
    if meeting.adjourned_at is None:
        raise NotAdjourned()
    row = session.get(Minutes, meeting_id, populate_existing=True)
    if row is not None and row.status is MinutesStatus.APPROVED:
        raise MinutesApproved()
    content = _set(session, office, meeting, remarks.strip(), at=at)
    sha256 = hashlib.sha256(content)
    sealed = office.vault.system_key.seal(content, table="minutes", column="pdf_sealed", row_id=meeting_id)
    if row is None:
        row = Minutes(meeting_id=meeting_id, status=MinutesStatus.DRAFT)
        session.add(row)
    row.remarks, row.pdf_sealed, row.pdf_sha256 = remarks.strip(), sealed, sha256.digest()
    row.drafted_at, row.drafted_by = at, by.person_id
    session.flush()
    facts = {"meeting": str(meeting_id), "sha256": sha256.hexdigest()}
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

    Raises NotFound, Forbidden, MinutesApproved, InvalidCommand for a meeting that could not.
    """
    meeting = slots.lock_meetings(session, meeting_id)[meeting_id]
    sight.require_presider(session, meeting.body_id, by, at=at)
    row = session.get(Minutes, meeting_id, populate_existing=True)
    if row is None:
        raise NotFound()
    if row.status is MinutesStatus.APPROVED:
        raise MinutesApproved()
    if in_meeting_id not in {later.id for later in _later(session, meeting)}:
        raise InvalidCommand(_("Minutes are approved at a later meeting of the same body that was called to order."))
    row.status, row.approved_at, row.approved_in_id = MinutesStatus.APPROVED, at, in_meeting_id
    facts = {"meeting": str(meeting_id), "in": str(in_meeting_id), "sha256": row.pdf_sha256.hex()}
    _note(session, "minutes.approved", facts, by=by, at=at, request_key=request_key)


def pdf_of(session: Session, office: Office, meeting_id: UUID, actor: Actor, *, at: datetime) -> Download:
    """The minutes as they were drafted last. Raises NotFound where there are none, or they are not the actor's."""
    meeting = sight.meeting_for_reader(session, meeting_id, actor, at=at)
    row = session.get(Minutes, meeting_id)
    if row is None:
        raise NotFound()
    place: dict[str, Any] = {"table": "minutes", "column": "pdf_sealed", "row_id": meeting_id}
    content = office.vault.system_key.open(row.pdf_sealed, **place)
    day = day_of(meeting.starts_at).isoformat()
    return Download(f"minutes-{meeting.body.key.replace('_', '-')}-{day}.pdf", PDF, content)


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


def _set(session: Session, office: Office, meeting: Meeting, remarks: str, *, at: datetime) -> bytes:
    with in_language(LANGUAGE):
        words = _words(meeting)
        values = {
            "meeting": meeting,
            "proceedings": proceedings_of(session, office, meeting, at=at),
            "remarks": remarks,
            "drafted_at": at,
            "words": words,
            "issuer": meeting.body.name,
            "about": setting.with_days(words["title"], language=LANGUAGE),
        }
        return setting.pdf(TEMPLATE, values, language=LANGUAGE)


def _words(meeting: Meeting) -> Mapping[str, str]:
    return {
        "title": _("Minutes of the meeting of %(day)s", day=day_of(meeting.starts_at).isoformat()),
        "opened": _("Called to order"),
        "adjourned": _("Adjourned"),
        "where": _("Where"),
        "drafted": _("Drafted"),
        "attendance": _("Attendance"),
        "name": _("Name"),
        "arrived": _("Arrived"),
        "left": _("Left"),
        "nobody": _("Nobody was noted as present."),
        "taken_up": _("Items"),
        "none": _("Nothing was taken up."),
        "by_hand": _("Recorded by hand, without a ballot."),
        "other_ballots": _("Other ballots"),
        "secret": _("Secret ballot"),
        "option": _("Option"),
        "votes": _("Votes"),
        "abstained": _("Abstained"),
        "not_voted": _("Did not vote"),
        "result": _("Result"),
        "resolution": _("Resolution"),
        "aside": _("Stood aside:"),
        "alternate": _("the alternate acted"),
        "input": _("Paid input from people with lived experience was received."),
        "remarks": _("Remarks"),
    }
