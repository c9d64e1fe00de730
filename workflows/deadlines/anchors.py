"""What a deadline is counted from: looks the anchor up in storage and computes the date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from ombud.storage.board import Body
from ombud.storage.cases import Task, TaskStatus
from ombud.storage.letters import Delivery, DeliveryStatus, Letter
from ombud.storage.meetings import Closure, Meeting, MeetingKind, MeetingStatus
from ombud.workflows.days import instant, start_of
from ombud.workflows.deadlines.calendar import MONTHS, QUARTERLY, MeetingDay, coming_year, is_wanted, last_day, span
from ombud.workflows.deadlines.compute import Computed, by_days, by_meeting, by_month
from ombud.workflows.procedures.model import Counting, DeadlineRule

MEETINGS_AHEAD = 24
"""How many meetings are read: two years of a monthly calendar is further than any agenda closes ahead."""


Coming = Select[str, str, UUID, datetime, MeetingKind, bool]
"""Of a body's calendar: its name, its host's, and a meeting."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the anchors of a case can refer to."""

    id: UUID
    opened_at: datetime
    variables: dict[str, Any]
    settings: dict[str, Any]  # the case's snapshot, short names


def compute(connection: Connection, name: str, rule: DeadlineRule, case: CaseFacts, *, armed_at: datetime) -> Computed:
    """The date of deadline `name` for a case whose task or timer began to wait at `armed_at`."""
    kind, _, reference = rule.anchor.partition(":")
    if kind == "meeting":
        return _meeting(connection, rule, reference, case, armed_at=armed_at)
    days, closed = case.settings.get(name, rule.days), closed_days(connection, rule)
    anchored_at = _anchor(connection, kind, reference, case, armed_at=armed_at)
    return by_days(rule, anchored_at=anchored_at, days=days, closed=closed)


def closed_days(reader: Connection | Session, rule: DeadlineRule) -> frozenset[date]:
    """The days on which the office is closed, for a rule that heeds them; asks nothing for one that does not (A77)."""
    return frozenset(reader.scalars(select(Closure.on))) if rule.counting is Counting.BUSINESS else frozenset()


def _anchor(
    connection: Connection, kind: str, reference: str, case: CaseFacts, *, armed_at: datetime
) -> datetime | None:
    match kind:
        case "armed":
            return armed_at
        case "opened":
            return case.opened_at
        case "period":
            period = case.variables.get("period")
            return start_of(last_day(period)) if period else None
        case "answer":
            return _answered(case.variables.get(reference))
        case "completed":
            return _completed_at(connection, case.id, reference)
        case "delivered":
            return _delivered_at(connection, case.id, reference)
    raise ValueError(f"unknown anchor {kind}")


def _answered(given: str | None) -> datetime | None:
    """The beginning of a day that a form asked for; the very moment where it asked for the time of day."""
    if not given:
        return None
    return instant(given) if "T" in given else start_of(date.fromisoformat(given))


def happened_at(connection: Connection, anchor: str, case: CaseFacts) -> datetime | None:
    """The instant of an anchor that is no meeting; None while it has not happened."""
    kind, _, reference = anchor.partition(":")
    return _anchor(connection, kind, reference, case, armed_at=case.opened_at)


def _completed_at(connection: Connection, case_id: UUID, element: str) -> datetime | None:
    done = (Task.case_id == case_id, Task.element == element, Task.status == TaskStatus.COMPLETED)
    return connection.scalar(select(func.max(Task.ended_at)).where(*done))


def _delivered_at(connection: Connection, case_id: UUID, letter: str) -> datetime | None:
    """When the last required recipient of the newest letter of that name had it; None until all have."""
    newest = select(Letter.id).where(Letter.case_id == case_id, Letter.name == letter)
    letter_id = connection.scalar(newest.order_by(Letter.issued_at.desc()).limit(1))
    rows = connection.execute(
        select(Delivery.status, Delivery.delivered_at).where(Delivery.letter_id == letter_id, Delivery.required)
    ).all()
    arrived = [at for status, at in rows if status == DeliveryStatus.DELIVERED and at is not None]
    return max(arrived) if rows and len(arrived) == len(rows) else None


def meeting_for(connection: Connection, rule: DeadlineRule, case: CaseFacts, *, armed_at: datetime) -> UUID | None:
    """The meeting a case comes before by a rule; None for a rule that names none, or while none is scheduled.

    An extension of the date moves no meeting.
    """
    kind, _, reference = rule.anchor.partition(":")
    return _meeting(connection, rule, reference, case, armed_at=armed_at).meeting_id if kind == "meeting" else None


def by_calendar(
    rule: DeadlineRule, case: CaseFacts, *, armed_at: datetime, meetings: Sequence[MeetingDay], body: str
) -> Computed:
    """The date of a meeting rule by a calendar at hand, the real one or a supposed one: scheduled meetings in order."""
    wanted, since = rule.anchor.rpartition("/")[2], _since(rule, case, armed_at)
    cutoff = case.settings.get(rule.cutoff_days, 0) if isinstance(rule.cutoff_days, str) else rule.cutoff_days
    suiting = [meeting for meeting in meetings if is_wanted(meeting, wanted)]
    days = int(cutoff or 0)
    if wanted not in MONTHS:
        return by_meeting(rule, anchored_at=since, meetings=suiting, cutoff_days=days, body=body)
    found = by_month(rule, month=wanted, anchored_at=since, meetings=suiting, cutoff_days=days, body=body)
    if _is_over(rule, found, wanted, since=since, armed_at=armed_at):
        return by_calendar(rule.afterwards, case, armed_at=armed_at, meetings=meetings, body=body)
    return found


def _is_over(rule: DeadlineRule, found: Computed, month: str, *, since: datetime, armed_at: datetime) -> bool:
    """Whether a rule that knows what comes after its month's meeting has come to that."""
    number = MONTHS.index(month) + 1
    end = found.due_at or span(coming_year(number, since), number)[1]
    return bool(rule.then) and end < armed_at


def _meeting(
    connection: Connection, rule: DeadlineRule, reference: str, case: CaseFacts, *, armed_at: datetime
) -> Computed:
    body_key, _, wanted = reference.partition("/")
    since = _since(rule, case, armed_at)
    rows = connection.execute(*_asked(body_key, wanted, since)).all()
    if not rows:
        facts = {"rule": "meeting", "anchor": rule.anchor, "body": body_key}
        return Computed(None, armed_at, alarm="no_body", facts=facts)
    meetings = [_day(row) for row in rows if row.starts_at is not None]
    if rule.then:
        following = rule.afterwards.anchor.partition(":")[2]
        later = connection.execute(*_asked(body_key, following.partition("/")[2], armed_at)).all()
        meetings += [_day(row) for row in later if row.starts_at is not None and _day(row) not in meetings]
        meetings.sort(key=lambda meeting: meeting.starts_at)
    return by_calendar(rule, case, armed_at=armed_at, meetings=meetings, body=rows[0].body)


def _since(rule: DeadlineRule, case: CaseFacts, armed_at: datetime) -> datetime:
    """From when on a meeting counts: with `since = "opened"`, all tasks of a case mean the same one."""
    return case.opened_at if rule.since == "opened" else armed_at


def _day(row: Row[Any]) -> MeetingDay:
    return MeetingDay(row.starts_at, row.host, row.id, row.kind, row.quarterly)


def _asked(body_key: str, wanted: str, armed_at: datetime) -> tuple[Coming, dict[str, Any]]:
    """The statement that reads what a rule looks at, with its values."""
    if wanted not in MONTHS:
        kind = MeetingKind.REGULAR if wanted == QUARTERLY else wanted
        return _coming(wanted == QUARTERLY), {"body": body_key, "kind": kind, "after": armed_at}
    month = MONTHS.index(wanted) + 1
    year = coming_year(month, armed_at)
    (from_at, to_at), (from_next, to_next) = span(year, month), span(year + 1, month)
    values = {"body": body_key, "from_at": from_at, "to_at": to_at, "from_next": from_next, "to_next": to_next}
    return _in_months(), values


@cache
def _coming(quarterly: bool) -> Coming:
    """The coming meetings of a kind; built once."""
    which = and_(Meeting.kind == bindparam("kind"), Meeting.starts_at > bindparam("after"))
    return _calendar(and_(which, Meeting.quarterly) if quarterly else which)


@cache
def _in_months() -> Coming:
    """The meetings of a month of two years, of whatever kind; built once."""
    begins, ends = Meeting.starts_at >= bindparam("from_at"), Meeting.starts_at < bindparam("to_at")
    again, ends_again = Meeting.starts_at >= bindparam("from_next"), Meeting.starts_at < bindparam("to_next")
    return _calendar(or_(and_(begins, ends), and_(again, ends_again)))


def _calendar(which: ColumnElement[bool]) -> Coming:
    """Scheduled meetings in the calendar a body goes by, with the names of both."""
    own, host = aliased(Body), aliased(Body)
    there = and_(Meeting.body_id == host.id, Meeting.status == MeetingStatus.SCHEDULED, which)
    return (
        select(
            own.name.label("body"),
            host.name.label("host"),
            Meeting.id,
            Meeting.starts_at,
            Meeting.kind,
            Meeting.quarterly,
        )
        .join(host, host.id == func.coalesce(own.calendar_of_id, own.id))
        .outerjoin(Meeting, there)
        .where(own.key == bindparam("body"))
        .order_by(Meeting.starts_at)
        .limit(MEETINGS_AHEAD)
    )
