"""What is wrong with the calendars: a body that has to meet and does not, a year without the meeting it must have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from babel.dates import get_month_names
from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from ombud.storage.board import Body
from ombud.storage.ledger import Deadline, DeadlineStatus
from ombud.storage.meetings import Meeting, MeetingKind, MeetingStatus
from ombud.workflows.days import day_of
from ombud.workflows.deadlines.calendar import span
from ombud.workflows.procedures.board import BoardToml, CalendarCheck
from ombud.workflows.text import language, ngettext
from ombud.workflows.text import translate as _

NO_MEETING = "no_meeting"
NO_DATE = "no_date"
NO_MONTH = "no_month"
MONTH_MISSED = "month_missed"


@dataclass(frozen=True, slots=True)
class Alarm:
    body_key: str
    body_name: str
    kind: str
    sentence: str
    source: str  # a register row, or "local"


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Cases that wait for meetings of one calendar."""

    cases: int
    undated: int  # of them, those whose date cannot be computed
    source: str


def alarms(session: Session, board: BoardToml, *, at: datetime) -> list[Alarm]:
    """For the operator's and the chairs' pages, by body. Reads only."""
    today = day_of(at)
    bodies = [
        body for body in session.scalars(select(Body).order_by(Body.name)) if not body.ends_on or body.ends_on >= today
    ]
    waiting = _waiting(session, bodies)
    ahead = _with_regular_meetings_ahead(session, at)
    found = [alarm for body in bodies for alarm in _of_body(board, body, waiting.get(body.id), body.id in ahead)]
    by_key = {body.key: body for body in bodies}
    checked = (check for check in board.calendar_checks if check.body in by_key)
    return found + [alarm for check in checked if (alarm := _of_month(session, check, by_key[check.body], at))]


def _of_body(board: BoardToml, body: Body, waiting: _Waiting | None, has_meetings: bool) -> Iterator[Alarm]:
    if not has_meetings and (source := _must_meet(board, body, waiting)):
        sentence = _("No regular meeting of the %(body)s is scheduled.", body=body.name)
        yield Alarm(body.key, body.name, NO_MEETING, sentence, source)
    if waiting and waiting.undated:
        sentence = ngettext(
            "%(num)s case has no date, because the meeting of the %(body)s it waits for is not scheduled.",
            "%(num)s cases have no date, because the meeting of the %(body)s they wait for is not scheduled.",
            waiting.undated,
            body=body.name,
        )
        yield Alarm(body.key, body.name, NO_DATE, sentence, waiting.source)


def _must_meet(board: BoardToml, body: Body, waiting: _Waiting | None) -> str:
    """Where it stands that a body meets; empty for one nobody waits for."""
    if waiting:
        return waiting.source
    if board.cochairs and board.cochairs.body == body.key:
        return board.cochairs.source
    return board.calendar.source if body.recurrence else ""


def _of_month(session: Session, check: CalendarCheck, body: Body, at: datetime) -> Alarm | None:
    """From the month it is noticed in to the end of the year: what was missed is late, not forgotten."""
    today = day_of(at)
    if today.month < check.from_month:
        return None
    begins, ends = span(today.year, check.month)
    there = select(Meeting.id).where(
        Meeting.body_id == (body.calendar_of_id or body.id),
        Meeting.status == MeetingStatus.SCHEDULED,
        Meeting.starts_at >= begins,
        Meeting.starts_at < ends,
    )
    if session.scalar(there.limit(1)) is not None:
        return None
    facts = {"body": body.name, "month": get_month_names(locale=language())[check.month], "year": today.year}
    if ends <= at:
        sentence = _("The %(body)s did not meet in %(month)s %(year)s.", **facts)
        return Alarm(body.key, body.name, MONTH_MISSED, sentence, check.source)
    sentence = _("No meeting of the %(body)s is scheduled in %(month)s %(year)s. A special one would do.", **facts)
    return Alarm(body.key, body.name, NO_MONTH, sentence, check.source)


def _waiting(session: Session, bodies: Iterable[Body]) -> dict[UUID, _Waiting]:
    """By the body whose calendar it is."""
    host = {body.key: body.calendar_of_id or body.id for body in bodies}
    rows = session.execute(
        select(
            Deadline.anchor,
            Deadline.source,
            func.count(Deadline.case_id.distinct()).label("cases"),
            func.count(Deadline.alarm).label("undated"),
        )
        .where(Deadline.status == DeadlineStatus.WAITING, Deadline.anchor.startswith("meeting:"), ~Deadline.timer)
        .group_by(Deadline.anchor, Deadline.source)
        .order_by(Deadline.anchor, Deadline.source)
    )
    found: dict[UUID, _Waiting] = {}
    for row in rows:
        if (host_id := host.get(row.anchor.removeprefix("meeting:").partition("/")[0])) is not None:
            found[host_id] = _added(found.get(host_id), row)
    return found


def _added(so_far: _Waiting | None, row: Row[str, str, int, int]) -> _Waiting:
    if so_far is None:
        return _Waiting(row.cases, row.undated, row.source)
    return _Waiting(so_far.cases + row.cases, so_far.undated + row.undated, so_far.source)


def _with_regular_meetings_ahead(session: Session, at: datetime) -> set[UUID]:
    coming = select(Meeting.body_id).where(
        Meeting.kind == MeetingKind.REGULAR, Meeting.status == MeetingStatus.SCHEDULED, Meeting.starts_at > at
    )
    return set(session.scalars(coming.distinct()))
