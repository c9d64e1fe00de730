"""What the bodies have taken up and what waits for which of their meetings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from ombud.storage.ballots import Ballot, BallotStatus
from ombud.storage.board import Body
from ombud.storage.meetings import AgendaItem, Meeting, MeetingStatus
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.board.agenda import sight
from ombud.workflows.board.agenda.reading import ItemState, items_of
from ombud.workflows.days import day_of
from ombud.workflows.office import Office
from ombud.workflows.overview.period import Period


class Place(StrEnum):
    """Where a matter is taken up, in the order of the pages."""

    MEETING = "meeting"
    CORRESPONDENCE = "correspondence"
    NONE = "none"  # it waits, and no meeting is scheduled


@dataclass(frozen=True, slots=True)
class Load:
    """One body at one meeting; or by correspondence; or what waits for it without a meeting.

    `heard`: matters of its agenda that were decided. `waiting`: those that are not, nor withdrawn.
    """

    body: str
    place: Place
    meeting_id: UUID | None
    starts_at: datetime | None
    heard: int
    waiting: int
    ballots_open: int
    ballots_closed: int
    ballots_void: int

    @property
    def ballots(self) -> int:
        return self.ballots_open + self.ballots_closed + self.ballots_void


@dataclass(frozen=True, slots=True)
class Workload:
    """`matters`: cases among what is counted, each once. `loads`: by body, then in time."""

    matters: int
    loads: tuple[Load, ...]


_Spot = tuple[UUID, UUID | None, Place]  # body, meeting


@dataclass(slots=True)
class _Count:
    heard: int = 0
    waiting: int = 0
    open: int = 0
    closed: int = 0
    void: int = 0
    cases: set[UUID] = field(default_factory=set)


def workload_of(session: Session, office: Office, actor: Actor, *, period: Period, at: datetime) -> Workload:
    """Meetings of the period, and whatever waits today for a meeting to come, of the bodies the reader presides over or
    oversees; without the matters they are barred from."""
    on = day_of(at)
    mine = or_(permissions.oversees(actor, on=on), permissions.presides(actor, Body.id, on=on))
    bodies = dict(session.execute(select(Body.id, Body.name).where(mine)).all())
    if not bodies:
        return Workload(0, ())
    meetings = _meetings(session, period, at)
    counts: dict[_Spot, _Count] = {
        (meeting.body_id, meeting.id, Place.MEETING): _Count()
        for meeting in meetings.values()
        if meeting.body_id in bodies and day_of(meeting.starts_at) in period and meeting.starts_at <= at
    }
    _count_items(session, office, counts, bodies, meetings, actor, at)
    _count_ballots(session, counts, bodies, meetings, actor, period, at)
    shown = {spot: one for spot, one in counts.items() if one.waiting or one.open or _within(spot, meetings, period)}
    cases = {case_id for one in shown.values() for case_id in one.cases}
    return Workload(len(cases), tuple(_loads(shown, bodies, meetings)))


def _within(spot: _Spot, meetings: dict[UUID, Meeting], period: Period) -> bool:
    return spot[1] is None or day_of(meetings[spot[1]].starts_at) in period


def _meetings(session: Session, period: Period, at: datetime) -> dict[UUID, Meeting]:
    there = or_(period.holds_moment(Meeting.starts_at), Meeting.starts_at >= at)
    rows = session.scalars(select(Meeting).where(Meeting.status == MeetingStatus.SCHEDULED, there))
    return {meeting.id: meeting for meeting in rows}


def _count_items(
    session: Session,
    office: Office,
    counts: dict[_Spot, _Count],
    bodies: dict[UUID, str],
    meetings: dict[UUID, Meeting],
    actor: Actor,
    at: datetime,
) -> None:
    rows = session.scalars(
        select(AgendaItem)
        .where(AgendaItem.removed_at.is_(None), sight.visible(actor, on=day_of(at)))
        .where(or_(AgendaItem.meeting_id.is_(None), AgendaItem.meeting_id.in_(meetings)))
        .where(AgendaItem.body_id.in_(bodies))
        .options(joinedload(AgendaItem.task), joinedload(AgendaItem.case))
    ).all()
    for row, item in zip(rows, items_of(session, office, rows), strict=True):
        unplaced = row.meeting_id is None
        if item.state is ItemState.WITHDRAWN or (unplaced and item.state is ItemState.DECIDED):
            continue
        spot = (row.body_id, row.meeting_id, Place.NONE if unplaced else Place.MEETING)
        count = counts.setdefault(spot, _Count())
        count.heard += item.state is ItemState.DECIDED
        count.waiting += item.state is ItemState.OPEN
        count.cases |= {row.case_id} if row.case_id else set()


def _count_ballots(
    session: Session,
    counts: dict[_Spot, _Count],
    bodies: dict[UUID, str],
    meetings: dict[UUID, Meeting],
    actor: Actor,
    period: Period,
    at: datetime,
) -> None:
    """Those of the meetings that are shown; by correspondence those that are open, or ended within the period."""
    by_mail = Ballot.meeting_id.is_(None) & or_(
        Ballot.status == BallotStatus.OPEN, period.holds_moment(Ballot.closed_at)
    )
    rows = session.execute(
        select(Ballot.body_id, Ballot.meeting_id, Ballot.status, Ballot.case_id)
        .where(or_(by_mail, Ballot.meeting_id.in_(meetings)), Ballot.body_id.in_(bodies))
        .where(sight.sees_ballot(actor, on=day_of(at)))
    ).all()
    for body_id, meeting_id, status, case_id in rows:
        spot = (body_id, meeting_id, Place.MEETING if meeting_id else Place.CORRESPONDENCE)
        count = counts.setdefault(spot, _Count())
        setattr(count, status, getattr(count, status) + 1)
        count.cases |= {case_id} if case_id else set()


def _loads(counts: dict[_Spot, _Count], bodies: dict[UUID, str], meetings: dict[UUID, Meeting]) -> Iterator[Load]:
    def order(spot: _Spot) -> tuple[str, int, str]:
        starts = meetings[spot[1]].starts_at.isoformat() if spot[1] else ""
        return bodies[spot[0]], list(Place).index(spot[2]), starts

    for spot in sorted(counts, key=order):
        body_id, meeting_id, place = spot
        one = counts[spot]
        starts_at = meetings[meeting_id].starts_at if meeting_id else None
        yield Load(
            bodies[body_id], place, meeting_id, starts_at, one.heard, one.waiting, one.open, one.closed, one.void
        )
