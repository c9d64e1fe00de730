"""Who is at a meeting, from when to when. Presiders note it; a quorum is counted from it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ombud.storage.base import new_id
from ombud.storage.board import Body
from ombud.storage.directory import Person
from ombud.storage.meetings import Attendance, Meeting, MeetingStatus
from ombud.workflows.actors import Actor
from ombud.workflows.board import keeping
from ombud.workflows.refusals import InvalidCommand, MeetingOver, NotFound
from ombud.workflows.text import translate as _


def arrive(
    session: Session, meeting_id: UUID, person_id: UUID, *, by: Actor, at: datetime, request_key: str | None = None
) -> None:
    """Somebody is there from now on; who is there already stays so. Raises NotFound, Forbidden, MeetingOver."""
    meeting, body = _held(session, meeting_id, by=by, at=at)
    if session.scalar(select(Person.id).where(Person.id == person_id, Person.active)) is None:
        raise NotFound()
    if _stay(session, meeting_id, person_id) is None:
        session.add(Attendance(id=new_id(), meeting_id=meeting_id, person_id=person_id, arrived_at=at))
        _tell(session, body, meeting, "attendance.arrived", person_id, by=by, at=at, request_key=request_key)


def leave(
    session: Session, meeting_id: UUID, person_id: UUID, *, by: Actor, at: datetime, request_key: str | None = None
) -> None:
    """Somebody goes. Raises NotFound, Forbidden, MeetingOver, InvalidCommand for somebody who is not there."""
    meeting, body = _held(session, meeting_id, by=by, at=at)
    stay = _stay(session, meeting_id, person_id)
    if stay is None:
        raise InvalidCommand(_("They are not noted as present."))
    stay.left_at = at
    _tell(session, body, meeting, "attendance.left", person_id, by=by, at=at, request_key=request_key)


def present_at(session: Session, meeting_id: UUID, *, at: datetime) -> set[UUID]:
    """The persons who are there at an instant."""
    there = select(Attendance.person_id).where(Attendance.meeting_id == meeting_id, Attendance.arrived_at <= at)
    return set(session.scalars(there.where(or_(Attendance.left_at.is_(None), Attendance.left_at > at))))


def _held(session: Session, meeting_id: UUID, *, by: Actor, at: datetime) -> tuple[Meeting, Body]:
    """Locked: two clicks on the same name are one arrival."""
    meeting, body = keeping.meeting(session, meeting_id, by=by, at=at)
    if meeting.status is not MeetingStatus.SCHEDULED or meeting.adjourned_at is not None:
        raise MeetingOver()
    return meeting, body


def _stay(session: Session, meeting_id: UUID, person_id: UUID) -> Attendance | None:
    """The stay that has not ended."""
    mine = select(Attendance).where(Attendance.meeting_id == meeting_id, Attendance.person_id == person_id)
    return session.scalar(mine.where(Attendance.left_at.is_(None)))


def _tell(
    session: Session,
    body: Body,
    meeting: Meeting,
    kind: str,
    person_id: UUID,
    *,
    by: Actor,
    at: datetime,
    request_key: str | None,
) -> None:
    keeping.tell(session, body, meeting, kind, by=by, at=at, request_key=request_key, person=str(person_id))
