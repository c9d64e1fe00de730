"""What whoever presides over a body reads of its calendar: its meetings, its changes, and what a change would move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import Body
from ombud.storage.meetings import Meeting, MeetingStatus
from ombud.webapp.board.sight import body_by_key
from ombud.workflows.actors import Actor
from ombud.workflows.board import alarms, changes
from ombud.workflows.board.alarms import Alarm
from ombud.workflows.board.changes import Past, Shift
from ombud.workflows.board.presiding import must_preside
from ombud.workflows.board.recurrence import Recurrence, stored
from ombud.workflows.casefile.people import person_names
from ombud.workflows.office import Office
from ombud.workflows.refusals import NotFound

LISTED = 100
HELD = 24
CHANGES = 50


@dataclass(frozen=True, slots=True)
class CalendarPage:
    body: Body
    coming: tuple[Meeting, ...]
    held: tuple[Meeting, ...]
    changes: tuple[tuple[Past, str], ...]  # with the name of who made it
    alarms: tuple[Alarm, ...]
    pending: int
    recurrence: Recurrence | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What a change would move: dates of cases the reader may see, and how many cases there are beside them."""

    shifts: tuple[Shift, ...]
    more: int  # of the visible ones, not listed
    hidden: int


def body_of(session: Session, key: str, actor: Actor, *, at: datetime) -> Body:
    """Raises NotFound, and Forbidden for a body the actor does not preside over."""
    body = body_by_key(session, key)
    must_preside(session, body.id, by=actor, at=at)
    return body


def meeting_of(session: Session, key: str, meeting_id: UUID, actor: Actor, *, at: datetime) -> Meeting:
    """A meeting of that body. Raises NotFound, Forbidden."""
    body = body_of(session, key, actor, at=at)
    meeting = session.scalar(select(Meeting).where(Meeting.id == meeting_id, Meeting.body_id == body.id))
    if meeting is None:
        raise NotFound()
    return meeting


def page_of(session: Session, office: Office, key: str, actor: Actor, *, at: datetime) -> CalendarPage:
    body = body_of(session, key, actor, at=at)
    known = select(Meeting).where(Meeting.body_id == body.id)
    scheduled = known.where(Meeting.status == MeetingStatus.SCHEDULED)
    coming = scheduled.where(Meeting.starts_at > at).order_by(Meeting.starts_at)
    held = scheduled.where(Meeting.starts_at <= at).order_by(Meeting.starts_at.desc()).limit(HELD)
    past = changes.history(session, body.id, at=at, limit=CHANGES)
    names = person_names(session, (change.by for change in past))
    return CalendarPage(
        body=body,
        coming=tuple(session.scalars(coming)),
        held=tuple(session.scalars(held)),
        changes=tuple((change, names.get(change.by, "") if change.by else "") for change in past),
        alarms=tuple(alarm for alarm in alarms.alarms(session, office.board, at=at) if alarm.body_key == key),
        pending=changes.pending(session, body_id=body.id),
        recurrence=stored(body.recurrence, body.meets_at) if body.recurrence else None,
    )


def difference(session: Session, shifts: list[Shift], actor: Actor, *, at: datetime) -> Difference:
    seen, hidden = changes.visible(session, shifts, actor, at=at)
    by_case = {(shift.number, shift.was, shift.becomes): shift for shift in seen}
    listed = tuple(by_case.values())
    return Difference(listed[:LISTED], len(listed[LISTED:]), hidden)
