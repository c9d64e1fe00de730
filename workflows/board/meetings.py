"""A body's meetings: scheduled, cancelled, moved, flagged quarterly, called to order and adjourned."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot, BallotStatus
from ombud.storage.base import new_id
from ombud.storage.board import Body
from ombud.storage.cases import Case
from ombud.storage.meetings import Attendance, CalendarChangeKind, Meeting, MeetingKind, MeetingStatus
from ombud.workflows.actors import Actor
from ombud.workflows.board import agenda, keeping
from ombud.workflows.board.ballots.voiding import void_of_meeting
from ombud.workflows.board.keeping import Change, stand
from ombud.workflows.days import day_of
from ombud.workflows.office import Office
from ombud.workflows.refusals import BallotStillOpen, InvalidCommand, MeetingOver, NotFound
from ombud.workflows.text import in_language, lazy
from ombud.workflows.text import translate as _

TAKEN_OFF: Final = lazy("The meeting was taken off the calendar.")
"""Why its ballots are void, where nobody gave a reason."""


def schedule(
    session: Session,
    body_key: str,
    *,
    starts_at: datetime,
    kind: MeetingKind,
    quarterly: bool = False,
    place: str = "",
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> UUID:
    """Adds a meeting. Raises NotFound, Forbidden, InvalidCommand for one in the past, DayTaken."""
    body = keeping.body_by_key(session, body_key, by=by, at=at)
    must_fit(session, body, starts_at, at=at)
    _may_be_quarterly(kind, quarterly)
    meeting = new(body, starts_at, kind=kind, quarterly=quarterly, place=place.strip())
    session.add(meeting)
    keeping.record(
        session,
        body,
        [Change(meeting, CalendarChangeKind.SCHEDULED, {})],
        reason="",
        by=by,
        at=at,
        request_key=request_key,
    )
    return meeting.id


def must_fit(session: Session, body: Body, starts_at: datetime, *, beside: UUID | None = None, at: datetime) -> None:
    """Whether a meeting can be at that instant. Raises InvalidCommand for one that has passed, DayTaken."""
    if starts_at <= at:
        raise InvalidCommand(_("A meeting lies ahead: this date has passed."))
    keeping.must_be_free(session, body, starts_at, beside=beside)


def _may_be_quarterly(kind: MeetingKind, quarterly: bool) -> None:
    if quarterly and kind is not MeetingKind.REGULAR:
        raise InvalidCommand(_("Only a regular meeting is a quarterly one."))


def new(
    body: Body,
    starts_at: datetime,
    *,
    kind: MeetingKind = MeetingKind.REGULAR,
    quarterly: bool = False,
    recurring: bool = False,
    place: str = "",
) -> Meeting:
    return Meeting(
        id=new_id(),
        body_id=body.id,
        starts_at=starts_at,
        kind=kind,
        status=MeetingStatus.SCHEDULED,
        reason="",
        quarterly=quarterly,
        recurring=recurring,
        place=place or body.place,
    )


def cancel(
    session: Session,
    meeting_id: UUID,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    office: Office,
    request_key: str | None = None,
) -> None:
    """Takes a meeting off the calendar; what hung on it rolls on to the next one, its open ballots are void.

    Raises NotFound, Forbidden, MeetingOver.
    """
    lock_voted_on(session, Ballot.meeting_id == meeting_id)
    body = keeping.body_of(session, meeting_id, by=by, at=at)
    meeting = session.get_one(Meeting, meeting_id, populate_existing=True)
    keeping.must_come(meeting, at=at)
    was = stand(meeting)
    left = call_off(session, office, [meeting], reason=reason.strip(), by=by, at=at)
    change = Change(meeting, CalendarChangeKind.CANCELLED, was | left[meeting_id])
    keeping.record(session, body, [change], reason=meeting.reason, by=by, at=at, request_key=request_key)


def call_off(
    session: Session, office: Office, gone: Collection[Meeting], *, reason: str, by: Actor, at: datetime
) -> dict[UUID, dict[str, object]]:
    """What it means for meetings of one body to be cancelled, whoever or whatever does it: their open ballots are void,
    and what stood on their agendas goes on to the next one.

    The body's calendar is locked by the caller, and before it the cases voted on. Gives by meeting what the change
    remembers of its agenda, for when it is undone.
    """
    agenda.lock_to_clear(session, gone, at=at)
    for meeting in gone:
        meeting.status, meeting.reason = MeetingStatus.CANCELLED, reason
    session.flush()
    with in_language("en"):
        why = reason or str(TAKEN_OFF)
    for meeting in gone:
        void_of_meeting(session, office, meeting.id, reason=why, by=by, at=at)
    left = agenda.clear(session, gone, at=at)
    return {meeting_id: {"items": items} for meeting_id, items in left.items()}


def lock_voted_on(session: Session, where: ColumnElement[bool]) -> None:
    """On Ballot: locks the cases of those that are open. Everybody locks cases, then a calendar, then its meetings, and
    the system's chain last."""
    voted_on = select(Ballot.case_id).where(where, Ballot.status == BallotStatus.OPEN)
    session.execute(select(Case.id).where(Case.id.in_(voted_on)).order_by(Case.id).with_for_update()).all()


def move(
    session: Session,
    meeting_id: UUID,
    *,
    starts_at: datetime,
    reason: str,
    place: str | None = None,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Gives a coming meeting another date, and another place where one is said. Raises NotFound, Forbidden, MeetingOver, InvalidCommand, DayTaken."""
    meeting, body = keeping.coming_meeting(session, meeting_id, by=by, at=at)
    must_fit(session, body, starts_at, beside=meeting.id, at=at)
    was = stand(meeting) | {"place": meeting.place}
    meeting.starts_at, meeting.reason = starts_at, reason.strip()
    if place is not None:
        meeting.place = place.strip()
    agenda.watch(session, meeting)
    change = Change(meeting, CalendarChangeKind.MOVED, was)
    keeping.record(session, body, [change], reason=meeting.reason, by=by, at=at, request_key=request_key)


def set_quarterly(
    session: Session,
    meeting_id: UUID,
    quarterly: bool,
    *,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Says whether a coming meeting is one of the quarterly ones (A66). Raises NotFound, Forbidden, MeetingOver."""
    meeting, body = keeping.coming_meeting(session, meeting_id, by=by, at=at)
    if meeting.quarterly == quarterly:
        return
    _may_be_quarterly(meeting.kind, quarterly)
    was = stand(meeting)
    meeting.quarterly = quarterly
    keeping.record(
        session,
        body,
        [Change(meeting, CalendarChangeKind.QUARTERLY, was)],
        reason="",
        by=by,
        at=at,
        request_key=request_key,
    )


def open_(session: Session, meeting_id: UUID, *, by: Actor, at: datetime, request_key: str | None = None) -> None:
    """Calls a meeting to order, on its day or noted later. Raises NotFound, Forbidden, MeetingOver, InvalidCommand."""
    meeting, body = keeping.meeting(session, meeting_id, by=by, at=at)
    if meeting.status is not MeetingStatus.SCHEDULED or meeting.opened_at is not None:
        raise MeetingOver(_("It has been called to order already.") if meeting.opened_at else "")
    if day_of(at) < day_of(meeting.starts_at):
        raise InvalidCommand(_("This meeting is on %(day)s.", day=day_of(meeting.starts_at).isoformat()))
    agenda.number(session, meeting, at=at)
    meeting.opened_at = at
    keeping.tell(session, body, meeting, "meeting.opened", by=by, at=at, request_key=request_key)


def adjourn(session: Session, meeting_id: UUID, *, by: Actor, at: datetime, request_key: str | None = None) -> None:
    """Ends a meeting; whoever is still there leaves with it, so no ballot stays open that counts those who are there.

    Raises NotFound, Forbidden, InvalidCommand, BallotStillOpen.
    """
    meeting, body = keeping.meeting(session, meeting_id, by=by, at=at)
    if meeting.opened_at is None or meeting.adjourned_at is not None:
        raise InvalidCommand(_("Only a meeting that was called to order, and is not over, is adjourned."))
    still_open = select(Ballot.id).where(Ballot.meeting_id == meeting.id, Ballot.status == BallotStatus.OPEN)
    if session.scalar(still_open.limit(1)) is not None:  # whoever opens one holds the meeting
        raise BallotStillOpen()
    meeting.adjourned_at = at
    staying = update(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.left_at.is_(None))
    session.execute(staying.values(left_at=at))
    keeping.tell(session, body, meeting, "meeting.adjourned", by=by, at=at, request_key=request_key)


def find(session: Session, body_key: str, day: datetime) -> UUID:
    """The scheduled meeting of a body on the day of an instant. Raises NotFound."""
    body_id = session.scalar(select(Body.id).where(Body.key == body_key))
    meeting = keeping.on_day(session, body_id, day) if body_id else None
    if meeting is None:
        raise NotFound(_("%(body)s has no scheduled meeting on %(day)s.", body=body_key, day=day_of(day).isoformat()))
    return meeting.id
