"""Putting an item in its place on a meeting's agenda: the meeting row is the lock, its version what people have seen."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ombud.storage.board import Body
from ombud.storage.chain import append_system_event
from ombud.storage.jobs import JobKind
from ombud.storage.meetings import AgendaItem, Meeting, MeetingKind, MeetingStatus
from ombud.workflows.actors import Actor
from ombud.workflows.board import citing
from ombud.workflows.days import TICK, day_of, end_of
from ombud.workflows.deadlines.calendar import QUARTERLY
from ombud.workflows.jobs import queue
from ombud.workflows.refusals import AgendaChanged, NotFound

REGULAR: Final = str(MeetingKind.REGULAR)


def lock_meetings(session: Session, *ids: UUID | None) -> dict[UUID, Meeting]:
    """Those meetings under their locks, always taken in the same order. Raises NotFound."""
    wanted = {key for key in ids if key is not None}
    rows = select(Meeting).where(Meeting.id.in_(wanted)).order_by(Meeting.id).with_for_update()
    found = {row.id: row for row in session.scalars(rows.execution_options(populate_existing=True))}
    if len(found) != len(wanted):
        raise NotFound()
    return found


def is_coming(meeting: Meeting, *, at: datetime) -> bool:
    """Scheduled and not over: it is adjourned, or its day has passed."""
    if meeting.status is not MeetingStatus.SCHEDULED or meeting.adjourned_at is not None:
        return False
    return day_of(meeting.starts_at) >= day_of(at)


def move_item(
    session: Session,
    item: AgendaItem,
    meeting_id: UUID | None,
    *,
    first: bool = False,
    deferred_from_id: UUID | None = None,
) -> bool:
    """Puts an item last (or first) on another agenda, or on none; both agendas have changed then, and the worker looks
    again when the new meeting is over. False: it is there already.

    Takes the locks of both meetings before the item's; raises AgendaChanged when it was moved meanwhile.
    """
    was = item.meeting_id
    meetings = lock_meetings(session, was, meeting_id)
    session.refresh(item)
    if item.meeting_id != was:
        raise AgendaChanged()
    if deferred_from_id is not None:
        item.deferred_from_id = deferred_from_id
    if was != meeting_id:
        item.position, item.meeting_id = _place(session, meeting_id, first=first), meeting_id
        for meeting in meetings.values():
            meeting.agenda_version += 1
        session.flush()
    if meeting_id is not None:
        _look_again(session, item, meetings[meeting_id])
    return was != meeting_id


def watch(session: Session, meeting: Meeting) -> None:
    """The meeting has another day: the worker looks again at what stands on it when that one is over."""
    session.flush()
    here = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id, AgendaItem.removed_at.is_(None))
    for item in session.scalars(here).all():
        _look_again(session, item, meeting)


def next_meeting(
    session: Session, host_id: UUID, *, after: datetime, like: str = REGULAR, but: Collection[UUID] = ()
) -> UUID | None:
    """The next meeting of a calendar after an instant, of the kind a deadline rule names; regular ones, where a rule
    names a month that is over. `but`: those that are being cancelled."""
    kind = MeetingKind.SPECIAL if like == MeetingKind.SPECIAL else MeetingKind.REGULAR
    coming = select(Meeting.id).where(
        Meeting.body_id == host_id,
        Meeting.kind == kind,
        Meeting.status == MeetingStatus.SCHEDULED,
        Meeting.adjourned_at.is_(None),
        Meeting.starts_at > after,
        Meeting.id.not_in(but),
    )
    if like == QUARTERLY:
        coming = coming.where(Meeting.quarterly.is_(True))
    return session.scalar(coming.order_by(Meeting.starts_at).limit(1))


def host_of(session: Session, body_id: UUID) -> UUID:
    """The body whose calendar a body goes by: its own, or the one it meets with."""
    return session.scalar(select(func.coalesce(Body.calendar_of_id, Body.id)).where(Body.id == body_id)) or body_id


def _look_again(session: Session, item: AgendaItem, meeting: Meeting) -> None:
    """When the day of that meeting is over, the worker sees whether the item was dealt with."""
    over_at = end_of(day_of(meeting.starts_at)) + TICK
    key = f"agenda:{item.id}:{meeting.id}:{over_at.isoformat()}"
    payload = {"item": str(item.id)}
    queue.put(session, [queue.job_row(JobKind.AGENDA, key, item.case_id, payload, over_at)])


def note(
    session: Session,
    kind: str,
    *,
    item: AgendaItem | None = None,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
    **facts: object,
) -> None:
    """A fact of the agenda in the system's chain: ids only, never a title."""
    body: dict[str, Any] = {name: str(value) if value is not None else None for name, value in facts.items()}
    if item is not None:
        body |= {"item": str(item.id), "case": str(item.case_id) if item.case_id else None}
    body |= citing.presiding(session, _body_of(session, item, facts.get("meeting")), by=by, at=at)
    append_system_event(
        session, f"agenda.{kind}", body, actor=str(by), actor_id=by.person_id, at=at, request_key=request_key
    )


def _body_of(session: Session, item: AgendaItem | None, meeting_id: object) -> UUID:
    """Whose agenda it is."""
    meeting = session.get(Meeting, meeting_id) if isinstance(meeting_id, UUID) else None
    if meeting is not None:
        return meeting.body_id
    assert item is not None
    return item.body_id


def _place(session: Session, meeting_id: UUID | None, *, first: bool) -> int:
    """Beyond what was taken off too: nobody gets its number while the meeting is in session."""
    if meeting_id is None:
        return 0
    what = func.min(AgendaItem.position) if first else func.max(AgendaItem.position)
    found = session.scalar(select(what).where(AgendaItem.meeting_id == meeting_id))
    if found is None:
        return 1
    return int(found) - 1 if first else int(found) + 1
