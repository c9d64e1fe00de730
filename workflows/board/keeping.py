"""What every change of a calendar shares: who may make it, which days are free, and the rows it leaves behind.

A change is committed with one job per case that hangs on the calendar; the jobs re-time those cases afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from ombud.storage.base import new_id
from ombud.storage.board import Body
from ombud.storage.chain import append_system_event
from ombud.storage.jobs import JobKind
from ombud.storage.ledger import Deadline, DeadlineStatus
from ombud.storage.meetings import CalendarChange, CalendarChangeKind, Meeting, MeetingStatus
from ombud.workflows.actors import Actor
from ombud.workflows.board import announcing, citing
from ombud.workflows.board.presiding import locked_body
from ombud.workflows.days import day_of
from ombud.workflows.jobs import queue
from ombud.workflows.refusals import DayTaken, InvalidCommand, MeetingOver, NotFound
from ombud.workflows.text import translate as _


@dataclass(frozen=True, slots=True)
class Change:
    """One meeting as it was (empty: it is new) and what was done to it."""

    meeting: Meeting
    kind: CalendarChangeKind
    was: dict[str, Any]


def body_by_key(session: Session, key: str, *, by: Actor, at: datetime) -> Body:
    """The body, its calendar locked for the one who presides over it. Raises NotFound, Forbidden."""
    return locked_body(session, Body.key == key, by=by, at=at)


def body_by_id(session: Session, body_id: UUID, *, by: Actor, at: datetime) -> Body:
    """The same by id."""
    return locked_body(session, Body.id == body_id, by=by, at=at)


def body_of(session: Session, meeting_id: UUID, *, by: Actor, at: datetime) -> Body:
    """The body of a meeting, its calendar locked: nobody else changes it meanwhile. Raises NotFound, Forbidden."""
    body_id = session.scalar(select(Meeting.body_id).where(Meeting.id == meeting_id))
    if body_id is None:
        raise NotFound()
    return body_by_id(session, body_id, by=by, at=at)


def meeting(session: Session, meeting_id: UUID, *, by: Actor, at: datetime) -> tuple[Meeting, Body]:
    """A meeting and its body, both locked. Raises NotFound, Forbidden."""
    body = body_of(session, meeting_id, by=by, at=at)
    locked = select(Meeting).where(Meeting.id == meeting_id).with_for_update()
    return session.scalars(locked.execution_options(populate_existing=True)).one(), body


def coming_meeting(session: Session, meeting_id: UUID, *, by: Actor, at: datetime) -> tuple[Meeting, Body]:
    """The same for one that can still be changed. Raises MeetingOver too."""
    found, body = meeting(session, meeting_id, by=by, at=at)
    must_come(found, at=at)
    return found, body


def must_come(meeting: Meeting, *, at: datetime) -> None:
    """Raises MeetingOver unless the meeting can still be changed."""
    if meeting.status is not MeetingStatus.SCHEDULED or meeting.starts_at <= at or meeting.opened_at is not None:
        raise MeetingOver()


def on_day(session: Session, body_id: UUID, at: datetime, *, beside: UUID | None = None) -> Meeting | None:
    """The scheduled meeting of a body on the day of an instant, leaving one out."""
    scheduled = select(Meeting).where(Meeting.body_id == body_id, Meeting.status == MeetingStatus.SCHEDULED)
    found = (m for m in session.scalars(scheduled) if day_of(m.starts_at) == day_of(at) and m.id != beside)
    return next(found, None)


def must_be_free(session: Session, body: Body, starts_at: datetime, *, beside: UUID | None = None) -> None:
    """Raises DayTaken, InvalidCommand for a day on which the body no longer exists."""
    day = day_of(starts_at)
    if on_day(session, body.id, starts_at, beside=beside) is not None:
        raise DayTaken(_("%(body)s, %(day)s.", body=body.name, day=day.isoformat()))
    if body.ends_on is not None and day > body.ends_on:
        raise InvalidCommand(_("%(body)s ends on %(day)s.", body=body.name, day=body.ends_on.isoformat()))


def stand(meeting: Meeting) -> dict[str, Any]:
    """A meeting as a change remembers it."""
    return {
        "starts_at": meeting.starts_at.astimezone(UTC).isoformat(),
        "status": str(meeting.status),
        "quarterly": bool(meeting.quarterly),
    }


def record(
    session: Session,
    body: Body,
    changes: Sequence[Change],
    *,
    reason: str,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """The rows of changes made together: each with its event, one re-timing of every case that may be moved, and a mail to
    those of the body."""
    if not changes:
        return
    made = [_row(change, reason=reason, by=by, at=at) for change in changes]
    session.add_all(made)
    for number, change in enumerate(changes):
        once = request_key if number == 0 else None
        tell(session, body, change.meeting, f"meeting.{change.kind}", by=by, at=at, request_key=once)
    retime(session, body, f"retime:{made[0].id}", made[0].id, at=at)
    announcing.announce(session, made, at=at)


def _row(change: Change, *, reason: str, by: Actor, at: datetime) -> CalendarChange:
    return CalendarChange(
        id=new_id(),
        meeting_id=change.meeting.id,
        kind=change.kind,
        was=change.was,
        became=stand(change.meeting),
        reason=reason,
        at=at,
        by=by.person_id,
    )


def tell(
    session: Session,
    body: Body,
    meeting: Meeting,
    kind: str,
    *,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
    **more: str,
) -> None:
    """The system's event of something done to a meeting."""
    facts = {"body": body.key, "meeting": str(meeting.id), "starts_at": meeting.starts_at.isoformat()} | more
    facts |= citing.presiding(session, body.id, by=by, at=at)
    append_system_event(
        session, kind=kind, body=facts, actor=str(by), actor_id=by.person_id, at=at, request_key=request_key
    )


def retime(session: Session, body: Body, prefix: str, change_id: UUID, *, at: datetime) -> None:
    """One job per case that hangs on this calendar."""
    payload = {"change": str(change_id)}
    rows = [
        queue.job_row(JobKind.RETIME, f"{prefix}:{case_id}", case_id, payload, at)
        for case_id in affected_cases(session, body)
    ]
    queue.put(session, rows)


def affected_cases(session: Session, body: Body) -> list[UUID]:
    """The cases with a date that is counted to a meeting of this calendar."""
    waiting = select(Deadline.case_id).where(Deadline.status == DeadlineStatus.WAITING, hangs_on(session, body))
    return list(session.scalars(waiting.distinct().order_by(Deadline.case_id)))


def hangs_on(session: Session, body: Body) -> ColumnElement[bool]:
    """On Deadline: it is counted to a meeting of the body, or of one that meets when this one does."""
    sharing = session.scalars(select(Body.key).where(or_(Body.id == body.id, Body.calendar_of_id == body.id)))
    return or_(*(Deadline.anchor.startswith(f"meeting:{key}/", autoescape=True) for key in sharing))
