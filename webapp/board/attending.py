"""Who is at a meeting, and whether that makes a quorum by the body's rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ombud.storage.meetings import Attendance, Meeting
from ombud.webapp.board.body_page import share_words
from ombud.workflows.board import rules, seats
from ombud.workflows.board.rules import Base
from ombud.workflows.board.seats import SeatOn
from ombud.workflows.days import day_of
from ombud.workflows.text import translate as _


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who could come, or came: `seat` is empty for a guest."""

    person_id: UUID
    name: str
    seat: str
    alternate: bool
    voting: bool
    here: bool
    stays: tuple[tuple[datetime, datetime | None], ...]


@dataclass(frozen=True, slots=True)
class Attending:
    people: tuple[Attendee, ...]
    here: int
    seats_here: int
    seats_filled: int
    seats: int
    quorum: str  # the rule in words; empty: not configured
    met: bool | None  # None: not configured

    @property
    def came(self) -> int:
        """How many people were noted at any time."""
        return sum(bool(one.stays) for one in self.people)


def attending_of(session: Session, meeting: Meeting, values: dict[str, Any]) -> Attending:
    """The body's seats as they are on the meeting's day, and everybody who was noted. `values` are the body's rules."""
    roster = seats.roster(session, meeting.body_id, on=day_of(meeting.starts_at))
    stays = _stays(session, meeting.id)
    here = {person_id for person_id, their in stays.items() if their[-1].left_at is None}
    voting = [seat for seat in roster if seat.voting]
    filled = [seat for seat in voting if seat.holder is not None]
    seats_here = sum(_is_here(seat, here, alternates=bool(values.get("alternates"))) for seat in voting)
    quorum, met = _quorum(values, here=seats_here, filled=len(filled), every=len(voting))
    return Attending(
        people=tuple(_people(roster, stays)),
        here=len(here),
        seats_here=seats_here,
        seats_filled=len(filled),
        seats=len(voting),
        quorum=quorum,
        met=met,
    )


def _people(roster: list[SeatOn], stays: dict[UUID, list[Attendance]]) -> Iterator[Attendee]:
    seen: set[UUID] = set()
    for seat in roster:
        for sitting, alternate in ((seat.holder, False), (seat.alternate, True)):
            if sitting is not None and sitting.person_id not in seen:
                seen.add(sitting.person_id)
                their = stays.get(sitting.person_id, [])
                yield _attendee(sitting.person_id, sitting.name, their, seat=seat, alternate=alternate)
    for person_id, their in stays.items():
        if person_id not in seen:
            yield _attendee(person_id, their[0].person.name, their)


def _attendee(
    person_id: UUID, name: str, stays: list[Attendance], *, seat: SeatOn | None = None, alternate: bool = False
) -> Attendee:
    return Attendee(
        person_id=person_id,
        name=name,
        seat=seat.label if seat else "",
        alternate=alternate,
        voting=bool(seat and seat.voting),
        here=bool(stays) and stays[-1].left_at is None,
        stays=tuple((stay.arrived_at, stay.left_at) for stay in stays),
    )


def _stays(session: Session, meeting_id: UUID) -> dict[UUID, list[Attendance]]:
    noted = select(Attendance).where(Attendance.meeting_id == meeting_id).order_by(Attendance.arrived_at)
    stays: dict[UUID, list[Attendance]] = {}
    for stay in session.scalars(noted.options(joinedload(Attendance.person))):
        stays.setdefault(stay.person_id, []).append(stay)
    return stays


def _is_here(seat: SeatOn, here: set[UUID], *, alternates: bool) -> bool:
    sitting = [seat.holder, seat.alternate if alternates else None]
    return any(one is not None and one.person_id in here for one in sitting)


def _quorum(values: dict[str, Any], *, here: int, filled: int, every: int) -> tuple[str, bool | None]:
    if values.get("quorum") is None or values.get("quorum_of") is None:
        return "", None
    share, of = rules.share(values["quorum"]), Base(values["quorum_of"])
    whole = filled if of is Base.FILLED_SEATS else every
    if share.number is not None:
        return _("%(number)s voting seats", number=share.number), share.met(here, whole)
    words = {
        Base.FILLED_SEATS: _(
            "%(share)s of the %(whole)s voting seats that are filled", share=share_words(values["quorum"]), whole=whole
        ),
        Base.ALL_SEATS: _("%(share)s of all %(whole)s voting seats", share=share_words(values["quorum"]), whole=whole),
    }
    return words[of], share.met(here, whole)
