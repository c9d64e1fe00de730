"""What everybody may know of the bodies' meetings: when, where, of what kind. Nothing of any case, nothing personal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Row, exists, func, or_, select
from sqlalchemy.orm import Session

from ombud.storage.board import Body
from ombud.storage.meetings import CalendarChange, Meeting, MeetingKind, MeetingStatus
from ombud.webapp.board.sight import body_by_key
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.board.ics import Entry
from ombud.workflows.days import day_of, start_of
from ombud.workflows.text import translate as _

LISTED = 200
FED = 500
"""A feed holds the newest meetings: calendars that read it drop what it no longer names."""


@dataclass(frozen=True, slots=True)
class Upcoming:
    body_key: str
    body: str
    starts_at: datetime
    kind: MeetingKind
    quarterly: bool
    place: str
    cancelled: bool


def upcoming(session: Session, *, at: datetime) -> tuple[Upcoming, ...]:
    """From today on, cancelled ones too."""
    cancelled = exists().where(
        CalendarChange.meeting_id == Meeting.id,
        CalendarChange.kind == "cancelled",
        CalendarChange.undone_at.is_(None),
    )
    rows = session.execute(
        select(Meeting, Body.key, Body.name)
        .join(Body, Body.id == Meeting.body_id)
        .where(Meeting.starts_at >= start_of(day_of(at)), or_(Meeting.status == MeetingStatus.SCHEDULED, cancelled))
        .order_by(Meeting.starts_at, Body.name)
        .limit(LISTED)
    )
    return tuple(
        Upcoming(key, name, m.starts_at, m.kind, m.quarterly, m.place, m.status is MeetingStatus.CANCELLED)
        for m, key, name in rows
    )


def bodies(session: Session, *, at: datetime) -> list[tuple[str, str]]:
    """Key and name of each body with a calendar of its own."""
    return _named(session, at=at)


def kept_by(session: Session, actor: Actor, *, at: datetime) -> list[tuple[str, str]]:
    """Of them those whose calendar the actor keeps."""
    return _named(session, permissions.presides(actor, Body.id, on=day_of(at)), at=at)


def _named(session: Session, *which: ColumnElement[bool], at: datetime) -> list[tuple[str, str]]:
    stands = or_(Body.ends_on.is_(None), Body.ends_on >= day_of(at))
    named = select(Body.key, Body.name).where(Body.calendar_of_id.is_(None), stands, *which).order_by(Body.name)
    return [(key, name) for key, name in session.execute(named)]


def entries_of_all(session: Session) -> list[Entry]:
    """The meetings of every body for a feed."""
    return entries_where(session, Meeting.id.is_not(None))


def entries_of(session: Session, key: str) -> tuple[str, list[Entry]]:
    """A body's name and its meetings, or those of the body it meets with. Raises NotFound."""
    body = body_by_key(session, key)
    return body.name, entries_where(session, Meeting.body_id == (body.calendar_of_id or body.id))


def entries_where(session: Session, which: ColumnElement[bool]) -> list[Entry]:
    """The newest meetings of which something is so, the earliest of them first."""
    changes = (
        select(
            CalendarChange.meeting_id,
            func.count(CalendarChange.id).label("changes"),
            func.count(CalendarChange.undone_at).label("undone"),
            func.max(CalendarChange.at).label("changed_at"),
            func.max(CalendarChange.undone_at).label("undone_at"),
        )
        .group_by(CalendarChange.meeting_id)
        .subquery()
    )
    rows = session.execute(
        select(Meeting, Body.name, changes)
        .join(Body, Body.id == Meeting.body_id)
        .outerjoin(changes, changes.c.meeting_id == Meeting.id)
        .where(which)
        .order_by(Meeting.starts_at.desc(), Meeting.id)
        .limit(FED)
    ).all()
    return [_entry(row) for row in reversed(rows)]


def _entry(row: Row[Meeting, str, UUID, int, int, datetime, datetime]) -> Entry:
    meeting = row.Meeting
    instants: Sequence[datetime] = [at for at in (row.changed_at, row.undone_at) if at is not None]
    return Entry(
        id=meeting.id,
        starts_at=meeting.starts_at,
        summary=_summary(meeting, row.name),
        place=meeting.place,
        cancelled=meeting.status is MeetingStatus.CANCELLED,
        changes=(row.changes or 0) + (row.undone or 0),
        changed_at=max(instants, default=None),
    )


def _summary(meeting: Meeting, body: str) -> str:
    if meeting.quarterly:
        return _("%(body)s: quarterly meeting", body=body)
    if meeting.kind is MeetingKind.SPECIAL:
        return _("%(body)s: special meeting", body=body)
    return _("%(body)s: regular meeting", body=body)
