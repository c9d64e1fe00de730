"""Changes of a calendar: what one would move, before it is made; what was changed, by whom and why; taking one back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, not_, select
from sqlalchemy.orm import Session, joinedload

from ombud.storage.ballots import Ballot
from ombud.storage.board import Body
from ombud.storage.cases import Case, CaseStatus
from ombud.storage.jobs import Job, JobKind, JobStatus
from ombud.storage.ledger import Deadline, DeadlineStatus
from ombud.storage.meetings import CalendarChange, CalendarChangeKind, Meeting, MeetingKind, MeetingStatus
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.board import agenda, announcing, keeping, meetings
from ombud.workflows.board.calendar import Plan
from ombud.workflows.days import day_of
from ombud.workflows.deadlines.anchors import CaseFacts, by_calendar
from ombud.workflows.deadlines.calendar import MeetingDay
from ombud.workflows.deadlines.compute import kept
from ombud.workflows.office import Office
from ombud.workflows.refusals import MeetingChanged, NotFound, Refusal
from ombud.workflows.text import translate as _

ANOTHER_TIME = (CalendarChangeKind.MOVED, CalendarChangeKind.CLOCK)


@dataclass(frozen=True, slots=True)
class Shift:
    """A date of a case that would move; None: there would be none, or was none."""

    case_id: UUID
    number: str
    name: str  # of the deadline, in procedure.toml
    was: datetime | None
    becomes: datetime | None


@dataclass(frozen=True, slots=True)
class Past:
    """A change as the calendar's page tells of it."""

    id: UUID
    kind: str
    was: datetime | None
    became: datetime
    quarterly: bool
    reason: str
    at: datetime
    by: UUID | None
    undone_at: datetime | None
    can_be_undone: bool


def preview(session: Session, office: Office, meeting_id: UUID, *, to: datetime | None, at: datetime) -> list[Shift]:
    """What moves when a meeting is moved, or (`to` None) cancelled. Writes nothing. Raises NotFound, MeetingOver."""
    meeting = session.get(Meeting, meeting_id)
    if meeting is None:
        raise NotFound()
    keeping.must_come(meeting, at=at)
    body = session.get_one(Body, meeting.body_id)
    calendar = _calendar(session, body)
    others = [day for day in calendar if day.id != meeting_id]
    moved = [replace(day, starts_at=to) for day in calendar if day.id == meeting_id and to is not None]
    return _shifts(session, office, body, [*others, *moved])


def preview_new(
    session: Session, office: Office, body: Body, *, starts_at: datetime, kind: MeetingKind, quarterly: bool = False
) -> list[Shift]:
    """What a new meeting would move."""
    meeting = MeetingDay(starts_at, body.name, None, kind, quarterly)
    return _shifts(session, office, body, [*_calendar(session, body), meeting])


def preview_plan(session: Session, office: Office, body: Body, plan: Plan) -> list[Shift]:
    """What another rule of regular meetings would move."""
    gone = {meeting.id for meeting in plan.gone}
    other_time = {meeting.id: when for meeting, when in plan.other_time}
    stay = [day for day in _calendar(session, body) if day.id not in gone]
    there = [replace(day, starts_at=other_time.get(day.id, day.starts_at)) if day.id else day for day in stay]
    return _shifts(session, office, body, [*there, *(MeetingDay(when, body.name) for when in plan.added)])


def moved_from(session: Session, meeting: Meeting) -> datetime | None:
    """When a meeting was first to be, where that is another time than it is now."""
    given = (CalendarChange.meeting_id == meeting.id, CalendarChange.kind.in_(ANOTHER_TIME))
    standing = select(CalendarChange.was).where(*given, CalendarChange.undone_at.is_(None))
    first = session.scalar(standing.order_by(CalendarChange.at, CalendarChange.id).limit(1))
    was = _instant(first) if first else None
    return was if was != meeting.starts_at else None


def visible(session: Session, shifts: Sequence[Shift], actor: Actor, *, at: datetime) -> tuple[tuple[Shift, ...], int]:
    """Those of cases the actor may see, and how many cases there are beside them."""
    seen = permissions.may_see_case(actor, on=day_of(at))
    if actor.person_id is not None:
        seen = and_(seen, not_(permissions.has_conflict(actor.person_id, Case.id)))
    every = {shift.case_id for shift in shifts}
    known = set(session.scalars(select(Case.id).where(Case.id.in_(every), seen)))
    return tuple(shift for shift in shifts if shift.case_id in known), len(every - known)


def undo(
    session: Session, office: Office, change_id: UUID, *, by: Actor, at: datetime, request_key: str | None = None
) -> None:
    """Puts a meeting back as it was before a change, and re-times its cases again; an added one is cancelled. What had
    left its agenda with it stands there again.

    A ballot that was void with a cancelled meeting stays void. Raises NotFound, Forbidden, MeetingChanged, DayTaken.
    """
    meeting_id = session.scalar(select(CalendarChange.meeting_id).where(CalendarChange.id == change_id))
    if meeting_id is None:
        raise NotFound()
    meetings.lock_voted_on(session, Ballot.meeting_id == meeting_id)
    body = keeping.body_of(session, meeting_id, by=by, at=at)
    fresh = select(CalendarChange).where(CalendarChange.id == change_id).with_for_update()
    change = session.scalars(fresh.execution_options(populate_existing=True)).one()
    if refusal := _why_not(change, _latest(session, [change.meeting_id]), at=at):
        raise refusal
    meeting = session.get_one(Meeting, change.meeting_id, populate_existing=True)
    if change.was:
        _put_back(session, body, meeting, change, by=by, at=at)
    else:
        meetings.call_off(session, office, [meeting], reason="", by=by, at=at)
    change.undone_at = at
    keeping.tell(session, body, meeting, "meeting.undone", by=by, at=at, request_key=request_key, change=str(change.id))
    keeping.retime(session, body, f"retime:{change.id}:undone", change.id, at=at)
    announcing.announce(session, [change], at=at, undone=True)


def pending(
    session: Session, meeting_id: UUID | None = None, *, case_id: UUID | None = None, body_id: UUID | None = None
) -> int:
    """How many cases are still being re-timed after changes of a meeting, of a body's calendar, or that case's dates."""
    waiting = select(Job.key, Job.case_id).where(Job.kind == JobKind.RETIME, Job.status != JobStatus.DONE)
    if case_id is not None:
        return len(session.execute(waiting.where(Job.case_id == case_id)).all())
    rows = session.execute(waiting).all()
    by_change = [(key.split(":")[1], case) for key, case in rows]
    which = Meeting.id == meeting_id if meeting_id is not None else Meeting.body_id == body_id
    known = {str(key) for key in session.scalars(select(CalendarChange.id).join(Meeting).where(which))}
    return len({case for change, case in by_change if change in known})


def history(session: Session, body_id: UUID, *, at: datetime, limit: int) -> list[Past]:
    """The latest changes of a body's calendar, the newest first."""
    newest = (
        select(CalendarChange)
        .join(Meeting)
        .where(Meeting.body_id == body_id)
        .options(joinedload(CalendarChange.meeting))
        .order_by(CalendarChange.at.desc(), CalendarChange.id)
        .limit(limit)
    )
    changes = list(session.scalars(newest))
    latest = _latest(session, {change.meeting_id for change in changes})
    return [_past(change, latest, at=at) for change in changes]


def _past(change: CalendarChange, latest: dict[UUID, UUID], *, at: datetime) -> Past:
    return Past(
        id=change.id,
        kind=change.kind,
        was=_instant(change.was) if change.was else None,
        became=_instant(change.became),
        quarterly=bool(change.became.get("quarterly")),
        reason=change.reason,
        at=change.at,
        by=change.by,
        undone_at=change.undone_at,
        can_be_undone=_why_not(change, latest, at=at) is None,
    )


def _latest(session: Session, meeting_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The last change of each meeting that stands."""
    stands = select(CalendarChange.meeting_id, CalendarChange.id, CalendarChange.became, Meeting).join(Meeting)
    rows = session.execute(
        stands.where(CalendarChange.meeting_id.in_(meeting_ids), CalendarChange.undone_at.is_(None)).order_by(
            CalendarChange.at
        )
    )
    return {row.meeting_id: row.id for row in rows if row.became == keeping.stand(row.Meeting)}


def _why_not(change: CalendarChange, latest: dict[UUID, UUID], *, at: datetime) -> Refusal | None:
    """Why a change cannot be undone; None: it can."""
    if change.undone_at is not None:
        return MeetingChanged(_("It was undone already."))
    meeting = change.meeting
    if latest.get(change.meeting_id) != change.id or meeting.opened_at is not None:
        return MeetingChanged()
    days = [_instant(change.became), _instant(change.was or change.became)]
    return MeetingChanged() if min(days) <= at else None


def _put_back(
    session: Session, body: Body, meeting: Meeting, change: CalendarChange, *, by: Actor, at: datetime
) -> None:
    starts_at, status = _instant(change.was), MeetingStatus(change.was["status"])
    if status is MeetingStatus.SCHEDULED:
        keeping.must_be_free(session, body, starts_at, beside=meeting.id)
    agenda.come_back(session, meeting, change.was.get("items", {}), by=by, at=at)
    meeting.starts_at, meeting.status, meeting.quarterly = starts_at, status, bool(change.was["quarterly"])
    meeting.reason, meeting.place = "", change.was.get("place", meeting.place)
    agenda.watch(session, meeting)


def _instant(state: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(state["starts_at"])


def _calendar(session: Session, body: Body) -> list[MeetingDay]:
    scheduled = select(Meeting).where(Meeting.body_id == body.id, Meeting.status == MeetingStatus.SCHEDULED)
    return [MeetingDay(m.starts_at, body.name, m.id, m.kind, m.quarterly) for m in session.scalars(scheduled)]


def _shifts(session: Session, office: Office, body: Body, supposed: Sequence[MeetingDay]) -> list[Shift]:
    """Every waiting date that the supposed calendar gives another day. A task and the timer on it have one."""
    calendar = sorted(supposed, key=lambda day: day.starts_at)
    waiting = (
        select(Deadline, Case)
        .join(Case, Case.id == Deadline.case_id)
        .where(Deadline.status == DeadlineStatus.WAITING, Case.status != CaseStatus.CLOSED)
        .where(keeping.hangs_on(session, body))
        .order_by(Case.number)
    )
    found: dict[Shift, None] = {}
    for row, case in session.execute(waiting):
        rule = office.procedures.get(session, case.version_id).toml.deadlines[row.name]
        facts = CaseFacts(case.id, case.opened_at, {}, case.settings)
        computed = by_calendar(rule, facts, armed_at=row.armed_at, meetings=calendar, body=body.name)
        becomes = kept(computed, row.computed).due_at
        if becomes != row.due_at:
            found[Shift(case.id, case.number, row.name, row.due_at, becomes)] = None
    return list(found)
