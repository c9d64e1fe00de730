"""Finding a body or a meeting, and how much of it a reader may see: bodies, seats and the days of meetings are
everybody's who has an account; an agenda is its members' and presiders'."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ombud.storage.board import Body
from ombud.storage.meetings import Meeting
from ombud.workflows.actors import Actor
from ombud.workflows.board.agenda import Agenda, agenda_of
from ombud.workflows.office import Office
from ombud.workflows.refusals import NotFound


def body_by_key(session: Session, key: str) -> Body:
    """Raises NotFound."""
    body = session.scalar(select(Body).where(Body.key == key))
    if body is None:
        raise NotFound()
    return body


def meeting_by_id(session: Session, meeting_id: UUID) -> Meeting:
    """Raises NotFound."""
    meeting = session.scalar(select(Meeting).where(Meeting.id == meeting_id).options(joinedload(Meeting.body)))
    if meeting is None:
        raise NotFound()
    return meeting


def agenda_for(session: Session, office: Office, meeting_id: UUID, actor: Actor, *, at: datetime) -> Agenda | None:
    """None where the agenda is not the reader's."""
    try:
        return agenda_of(session, office, meeting_id, actor, at=at)
    except NotFound:
        return None
