"""A body's rule of regular meetings, carried into its calendar as far ahead as `bpmn/board.toml` says.

What people did stays: a meeting added by hand, moved or cancelled is neither touched nor made again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from dateutil.relativedelta import relativedelta
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot
from ombud.storage.board import Body
from ombud.storage.chain import append_system_event
from ombud.storage.jobs import JobKind
from ombud.storage.meetings import CalendarChange, CalendarChangeKind, Meeting, MeetingStatus
from ombud.workflows.actors import WORKER, Actor
from ombud.workflows.board import citing, keeping, meetings
from ombud.workflows.board.keeping import Change, stand
from ombud.workflows.board.recurrence import Recurrence, read, stored
from ombud.workflows.days import ZONE, day_of, end_of, start_of
from ombud.workflows.jobs import queue
from ombud.workflows.office import Office
from ombud.workflows.refusals import InvalidCommand, NotARecurrence
from ombud.workflows.text import translate as _

BY_THE_RULE = (CalendarChangeKind.SCHEDULED, CalendarChangeKind.CLOCK)
"""Kinds of change that a rule makes itself."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a rule would change in a calendar."""

    added: tuple[datetime, ...] = ()
    gone: tuple[Meeting, ...] = ()  # made by the rule before and untouched since; the new rule does not name them
    other_time: tuple[tuple[Meeting, datetime], ...] = ()


def set_recurrence(
    session: Session,
    office: Office,
    body_id: UUID,
    *,
    rrule: str,
    meets_at: str,
    place: str,
    by: Actor,
    at: datetime,
    from_on: date | None = None,
    request_key: str | None = None,
) -> None:
    """Gives a body another rule, and its calendar the meetings of it; an empty one only stops carrying on.
    `from_on` is the day the rule begins with, today by default. Raises NotFound, Forbidden, NotARecurrence.
    """
    ours = select(Meeting.id).where(Meeting.body_id == body_id, Meeting.recurring.is_(True), Meeting.starts_at > at)
    meetings.lock_voted_on(session, Ballot.meeting_id.in_(ours))
    body = keeping.body_by_id(session, body_id, by=by, at=at)
    recurrence = proposed(body, rrule=rrule, meets_at=meets_at, from_on=from_on, at=at)
    plan = planned(session, office, body, recurrence, at=at)
    must_name_a_day(office, body, recurrence, at=at)
    body.recurrence, body.meets_at = str(recurrence or ""), meets_at.strip() if recurrence else ""
    _change_place(session, body, place.strip(), at=at)
    _carry_out(session, office, body, plan, by=by, at=at)
    facts = {"body": body.key, "rule": body.recurrence, "meets_at": body.meets_at}
    facts |= citing.presiding(session, body.id, by=by, at=at)
    append_system_event(
        session, "calendar.rule", facts, actor=str(by), actor_id=by.person_id, at=at, request_key=request_key
    )
    if recurrence:
        carry_later(session, body.id, at=at)


def proposed(body: Body, *, rrule: str, meets_at: str, from_on: date | None, at: datetime) -> Recurrence | None:
    """The rule as it would be stored; None for an empty one. Raises NotARecurrence, InvalidCommand."""
    if body.calendar_of_id is not None:
        raise InvalidCommand(_("This body meets when another one does; it has no calendar of its own."))
    if not rrule.strip():
        return None
    before = stored(body.recurrence, body.meets_at) if body.recurrence else None
    recurrence = read(rrule, meets_at=meets_at, from_on=from_on or day_of(at))
    if from_on is None and before and before.rule == recurrence.rule:
        return Recurrence(recurrence.rule, before.from_on, recurrence.clock)
    return recurrence


def must_name_a_day(office: Office, body: Body, recurrence: Recurrence | None, *, at: datetime) -> None:
    """Raises NotARecurrence."""
    if recurrence and not recurrence.instants(after=at, until=_horizon(office, body, at)):
        raise NotARecurrence(_("It names no day in the time the calendar is kept ahead."))


def planned(session: Session, office: Office, body: Body, recurrence: Recurrence | None, *, at: datetime) -> Plan:
    """What the rule would add to the calendar and take from it; reads only."""
    if recurrence is None:
        return Plan()
    by_day = {day_of(when): when for when in recurrence.instants(after=at, until=_horizon(office, body, at))}
    known = list(session.scalars(select(Meeting).where(Meeting.body_id == body.id).order_by(Meeting.starts_at)))
    changes = list(_changes(session, body))
    dropped = {change.meeting_id for change in changes if change.kind is CalendarChangeKind.DROPPED}
    taken = _days(known, changes, but=dropped)
    ours = _untouched(known, changes, at=at)
    return Plan(
        added=tuple(when for day, when in by_day.items() if day not in taken),
        gone=tuple(meeting for meeting in ours if day_of(meeting.starts_at) not in by_day),
        other_time=tuple(
            (meeting, when)
            for meeting in ours
            if (when := by_day.get(day_of(meeting.starts_at))) and when != meeting.starts_at
        ),
    )


def carry_on(session: Session, office: Office, body_id: UUID, *, at: datetime) -> int:
    """Adds the regular meetings that have come within the horizon; returns how many. Nothing for a body without rule."""
    body = session.scalar(select(Body).where(Body.id == body_id).with_for_update(of=Body, key_share=True))
    recurrence = stored(body.recurrence, body.meets_at) if body and body.recurrence else None
    if body is None or recurrence is None:
        return 0
    plan = Plan(added=planned(session, office, body, recurrence, at=at).added)
    _carry_out(session, office, body, plan, by=WORKER, at=at)
    carry_later(session, body_id, at=at)
    return len(plan.added)


def carry_later(session: Session, body_id: UUID, *, at: datetime) -> None:
    """The job that carries the rule on, on the first day of the next month: one per body and month."""
    first = day_of(at).replace(day=1) + relativedelta(months=1)
    key = f"calendar:{body_id}:{first:%Y-%m}"
    queue.put(session, [queue.job_row(JobKind.CALENDAR, key, None, {"body": str(body_id)}, start_of(first))])


def _carry_out(session: Session, office: Office, body: Body, plan: Plan, *, by: Actor, at: datetime) -> None:
    changes = []
    for when in plan.added:
        meeting = meetings.new(body, when, recurring=True)
        session.add(meeting)
        changes.append(Change(meeting, CalendarChangeKind.SCHEDULED, {}))
    were = {meeting.id: stand(meeting) for meeting in plan.gone}
    left = meetings.call_off(session, office, plan.gone, reason="", by=by, at=at) if plan.gone else {}
    changes += [
        Change(meeting, CalendarChangeKind.DROPPED, were[meeting.id] | left[meeting.id]) for meeting in plan.gone
    ]
    for meeting, when in plan.other_time:
        was, meeting.starts_at = stand(meeting), when
        changes.append(Change(meeting, CalendarChangeKind.CLOCK, was))
    keeping.record(session, body, changes, reason="", by=by, at=at)


def _change_place(session: Session, body: Body, place: str, *, at: datetime) -> None:
    """Coming meetings that were to be at the old place are at the new one."""
    coming = select(Meeting).where(Meeting.body_id == body.id, Meeting.starts_at > at, Meeting.place == body.place)
    for meeting in session.scalars(coming):
        meeting.place = place
    body.place = place


def _changes(session: Session, body: Body) -> Iterable[CalendarChange]:
    """Those of the body's meetings that were not undone."""
    stands = select(CalendarChange).join(Meeting, Meeting.id == CalendarChange.meeting_id)
    return session.scalars(stands.where(Meeting.body_id == body.id, CalendarChange.undone_at.is_(None)))


def _days(known: list[Meeting], changes: list[CalendarChange], *, but: set[UUID]) -> set[date]:
    """The days on which there is a meeting, was one, or was to be one before it was moved."""
    days = {day_of(meeting.starts_at) for meeting in known if meeting.id not in but}
    for change in changes:
        for state in (change.was, change.became):
            if state and change.meeting_id not in but:
                days.add(day_of(datetime.fromisoformat(state["starts_at"])))
    return days


def _untouched(known: list[Meeting], changes: list[CalendarChange], *, at: datetime) -> list[Meeting]:
    """Coming meetings that a rule made and nobody has changed."""
    touched = {change.meeting_id for change in changes if change.kind not in BY_THE_RULE}
    return [
        meeting
        for meeting in known
        if meeting.recurring
        and meeting.status is MeetingStatus.SCHEDULED
        and meeting.starts_at > at
        and meeting.opened_at is None
        and meeting.id not in touched
    ]


def _horizon(office: Office, body: Body, at: datetime) -> datetime:
    """The last instant the calendar is kept to: the horizon, or the body's own end."""
    until = at.astimezone(ZONE) + relativedelta(months=office.board.calendar.horizon_months)
    return min(until, end_of(body.ends_on)) if body.ends_on else until
