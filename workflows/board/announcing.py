"""A meeting was cancelled, moved or put back: those of the body are told by mail, and those of a body that meets with it.

What changed together is one mail. Whoever made the change is not told of it. The reason is what somebody wrote: it
stands on the page of the meeting, in no mail.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ombud.storage.board import Body
from ombud.storage.directory import RoleHolding, RoleScope
from ombud.storage.jobs import Job, JobKind
from ombud.storage.meetings import CalendarChange, CalendarChangeKind, Meeting, MeetingStatus
from ombud.workflows.days import day_of
from ombud.workflows.jobs import queue
from ombud.workflows.letters import filters
from ombud.workflows.mail import links, outbox
from ombud.workflows.mail.recipients import Recipient, resolve
from ombud.workflows.mail.wording import Wording
from ombud.workflows.office import Office
from ombud.workflows.permissions import in_force
from ombud.workflows.text import language
from ombud.workflows.text import translate as _

CHANGED: Final = "meeting.changed"
"""The job and the mail; its dot keeps it apart from the notices of procedures."""

TOLD: Final = (
    CalendarChangeKind.MOVED,
    CalendarChangeKind.CANCELLED,
    CalendarChangeKind.DROPPED,
    CalendarChangeKind.CLOCK,
)
"""A meeting that is added stands in the calendar, until that is taken back; whoever relied on a date hears of another."""


def announce(session: Session, changes: Sequence[CalendarChange], *, at: datetime, undone: bool = False) -> None:
    """Queues one mail to each of those concerned, about all of these changes of one body."""
    told = [one for one in changes if one.kind in TOLD or (undone and one.kind is CalendarChangeKind.SCHEDULED)]
    if not told:
        return
    key = f"{CHANGED}:{told[0].id}" + (":undone" if undone else "")
    payload: dict[str, Any] = {"notice": CHANGED, "changes": [str(change.id) for change in told], "undone": undone}
    queue.put(session, [queue.job_row(JobKind.NOTIFY, key, None, payload, at)])


def tell(session: Session, office: Office, job: Job, *, at: datetime) -> None:
    """Nothing of what was taken back before it was told."""
    ids = [UUID(key) for key in job.payload["changes"]]
    rows = session.scalars(select(CalendarChange).where(CalendarChange.id.in_(ids)).order_by(CalendarChange.id))
    changes = [change for change in rows if (change.undone_at is not None) == job.payload["undone"]]
    if not changes:
        return
    meetings = [session.get_one(Meeting, change.meeting_id) for change in changes]
    body = session.get_one(Body, meetings[0].body_id)
    people = [one for one in _concerned(session, office, body, at=at) if one.person_id != changes[0].by]
    words = _of_one(body, changes[0], meetings[0]) if len(changes) == 1 else _of_several(body)
    link = links.to_meeting(office, meetings[0].id) if len(changes) == 1 else links.to_meetings(office)
    outbox.post(session, office, None, people, notice=CHANGED, words=words, at=at, link=link)


def _concerned(session: Session, office: Office, body: Body, *, at: datetime) -> list[Recipient]:
    """Whoever holds a role in the body, or in one that meets when it does."""
    together = or_(Body.id == body.id, Body.calendar_of_id == body.id)
    held = (
        select(Body.key, RoleHolding.role)
        .join(RoleHolding, RoleHolding.scope_id == Body.id)
        .where(together, RoleHolding.scope == RoleScope.BODY, in_force(day_of(at)))
        .distinct()
    )
    targets = sorted(f"body:{key}/{role}" for key, role in session.execute(held))
    return resolve(session, office, targets, None, at=at)


def _of_one(body: Body, change: CalendarChange, meeting: Meeting) -> Wording:
    was = datetime.fromisoformat(change.was["starts_at"]) if change.was else meeting.starts_at

    def words(_number: str) -> tuple[str, str]:
        named = {"body": body.name, "was": _when(was), "day": _when(meeting.starts_at)}
        why = " " + _("The page of the meeting says why.") if change.reason else ""
        if meeting.status is MeetingStatus.CANCELLED:
            text = _("The meeting of %(body)s on %(day)s was cancelled.", **named)
            return _("%(body)s: a meeting was cancelled", body=body.name), text + why
        if change.undone_at is not None:
            text = _("The meeting of %(body)s is on %(day)s after all: a change was taken back.", **named)
            return _("%(body)s: a meeting is as it was before", body=body.name), text
        text = _("The meeting of %(body)s on %(was)s was moved. It is on %(day)s now.", **named)
        if meeting.place != change.was.get("place", meeting.place):
            text += " " + _("It is at another place too: %(place)s.", place=meeting.place or _("not said yet"))
        return _("%(body)s: a meeting has another date", body=body.name), text + why

    return words


def _of_several(body: Body) -> Wording:
    def words(_number: str) -> tuple[str, str]:
        text = _("Several meetings of %(body)s have other dates now, or were cancelled.", body=body.name)
        return _("%(body)s: meetings have other dates", body=body.name), text

    return words


def _when(instant: datetime) -> str:
    spoken = language()
    day, hour = filters.day(instant, language=spoken), filters.time(instant, language=spoken)
    return _("%(day)s, %(time)s", day=day, time=hour)
