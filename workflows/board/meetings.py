"""A body's calendar: meetings scheduled, cancelled, moved.

The calendar is committed with one job per case that hangs on it; the jobs re-time those cases afterwards.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, or_, select
from sqlalchemy.orm import Session

from ombud.storage.base import new_id
from ombud.storage.board import Body
from ombud.storage.chain import append_system_event
from ombud.storage.jobs import Job, JobKind
from ombud.storage.ledger import Deadline, DeadlineStatus
from ombud.storage.meetings import Meeting, MeetingKind, MeetingStatus
from ombud.workflows import permissions
from ombud.workflows.actors import Actor, ActorKind
from ombud.workflows.days import day_of
from ombud.workflows.jobs.queue import job_row
from ombud.workflows.refusals import Forbidden, InvalidCommand, NotFound
from ombud.workflows.text import translate as _


def schedule(
    session: Session, body_key: str, *, starts_at: datetime, kind: MeetingKind, by: Actor, at: datetime
) -> UUID:
    """Adds a meeting. Raises NotFound for an unknown body, InvalidCommand for one in the past or there already."""
    body = _body(session, body_key, by=by, at=at)
    if starts_at <= at:
        raise InvalidCommand(_("A meeting is scheduled ahead: this date has passed."))
    if _on(session, body, starts_at) is not None:
        raise InvalidCommand(_("%(body)s meets on %(day)s already.", body=body.name, day=day_of(starts_at).isoformat()))
    meeting = Meeting(
        id=new_id(), body_id=body.id, starts_at=starts_at, kind=kind, status=MeetingStatus.SCHEDULED, reason=""
    )
    session.add(meeting)
    _committed(session, body, "meeting.scheduled", starts_at, by=by, at=at)
    return meeting.id


def cancel(session: Session, meeting_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Takes a meeting off the calendar; what hung on it rolls on to the next one."""
    meeting = _coming(session, meeting_id, at=at)
    body = _body(session, meeting.body.key, by=by, at=at)
    meeting.status, meeting.reason = MeetingStatus.CANCELLED, reason.strip()
    _committed(session, body, "meeting.cancelled", meeting.starts_at, by=by, at=at)


def move(session: Session, meeting_id: UUID, *, starts_at: datetime, reason: str, by: Actor, at: datetime) -> None:
    """Gives a coming meeting another date."""
    meeting = _coming(session, meeting_id, at=at)
    body = _body(session, meeting.body.key, by=by, at=at)
    if starts_at <= at:
        raise InvalidCommand(_("A meeting is moved to a date ahead: this one has passed."))
    meeting.starts_at, meeting.reason = starts_at, reason.strip()
    _committed(session, body, "meeting.moved", starts_at, by=by, at=at)


def find(session: Session, body_key: str, day: datetime) -> UUID:
    """The scheduled meeting of a body on the day of an instant. Raises NotFound."""
    body = session.scalar(select(Body).where(Body.key == body_key))
    meeting = _on(session, body, day) if body else None
    if meeting is None:
        raise NotFound(_("%(body)s has no scheduled meeting on %(day)s.", body=body_key, day=day_of(day).isoformat()))
    return meeting.id


def affected_cases(session: Session, body: Body) -> list[UUID]:
    """The cases with a date that is counted to a meeting of this calendar."""
    sharing = session.scalars(select(Body.key).where(or_(Body.id == body.id, Body.calendar_of_id == body.id)))
    anchors = [Deadline.anchor.startswith(f"meeting:{key}/", autoescape=True) for key in sharing]
    waiting = select(Deadline.case_id).where(Deadline.status == DeadlineStatus.WAITING, or_(*anchors))
    return list(session.scalars(waiting.distinct().order_by(Deadline.case_id)))


def _body(session: Session, key: str, *, by: Actor, at: datetime) -> Body:
    if by.kind is not ActorKind.OPERATOR and not permissions.has_role(session, by, permissions.CALENDAR_KEEPERS, at=at):
        raise Forbidden(_("The chairs, the board's staff and the operator keep the calendar."))
    body = session.scalar(select(Body).where(Body.key == key))
    if body is None:
        raise NotFound(_("There is no body %(key)s.", key=key))
    return body


def _coming(session: Session, meeting_id: UUID, *, at: datetime) -> Meeting:
    meeting = session.get(Meeting, meeting_id)
    if meeting is None:
        raise NotFound()
    if meeting.status is not MeetingStatus.SCHEDULED or meeting.starts_at <= at:
        raise InvalidCommand(_("This meeting is over or cancelled."))
    return meeting


def _on(session: Session, body: Body, at: datetime) -> Meeting | None:
    scheduled = select(Meeting).where(Meeting.body_id == body.id, Meeting.status == MeetingStatus.SCHEDULED)
    return next((m for m in session.scalars(scheduled) if day_of(m.starts_at) == day_of(at)), None)


def _committed(session: Session, body: Body, kind: str, starts_at: datetime, *, by: Actor, at: datetime) -> None:
    facts = {"body": body.key, "starts_at": starts_at.isoformat()}
    append_system_event(session, kind=kind, body=facts, actor=str(by), actor_id=by.person_id, at=at)
    change = new_id()
    rows = [
        job_row(kind=JobKind.RETIME, key=f"retime:{case_id}:{change}", case_id=case_id, payload={}, run_at=at)
        for case_id in affected_cases(session, body)
    ]
    if rows:
        session.connection().execute(insert(Job), rows)
