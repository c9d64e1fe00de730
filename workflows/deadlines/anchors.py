"""What a deadline is counted from: looks the anchor up in storage and computes the date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from ombud.storage.board import Body
from ombud.storage.cases import Task, TaskStatus
from ombud.storage.letters import Delivery, DeliveryStatus, Letter
from ombud.storage.meetings import Meeting, MeetingStatus
from ombud.workflows.days import start_of
from ombud.workflows.deadlines.compute import Computed, MeetingDay, by_days, by_meeting
from ombud.workflows.procedures.model import DeadlineRule

MEETINGS_AHEAD = 24
"""How many meetings are read: two years of a monthly calendar is further than any agenda closes ahead."""


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
    days = case.settings.get(name, rule.days)
    return by_days(rule, anchored_at=_anchor(connection, kind, reference, case, armed_at=armed_at), days=days)


def _anchor(
    connection: Connection, kind: str, reference: str, case: CaseFacts, *, armed_at: datetime
) -> datetime | None:
    match kind:
        case "armed":
            return armed_at
        case "opened":
            return case.opened_at
        case "answer":
            day = case.variables.get(reference)
            return start_of(date.fromisoformat(day)) if day else None
        case "completed":
            return _completed_at(connection, case.id, reference)
        case "delivered":
            return _delivered_at(connection, case.id, reference)
    raise ValueError(f"unknown anchor {kind}")


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


def _meeting(
    connection: Connection, rule: DeadlineRule, reference: str, case: CaseFacts, *, armed_at: datetime
) -> Computed:
    body_key, _, kind = reference.partition("/")
    cutoff = case.settings.get(rule.cutoff_days, 0) if isinstance(rule.cutoff_days, str) else rule.cutoff_days
    rows = connection.execute(_calendar(), {"body": body_key, "kind": kind, "after": armed_at}).all()
    if not rows:
        facts = {"rule": "meeting", "anchor": rule.anchor, "body": body_key}
        return Computed(None, armed_at, alarm="no_body", facts=facts)
    meetings = [MeetingDay(row.starts_at, row.host) for row in rows if row.starts_at is not None]
    return by_meeting(rule, anchored_at=armed_at, meetings=meetings, cutoff_days=int(cutoff or 0), body=rows[0].body)


@cache
def _calendar() -> Select[str, str, datetime]:
    """The coming meetings of a kind in the calendar a body goes by, with the names of both; built once."""
    own, host = aliased(Body), aliased(Body)
    coming = and_(
        Meeting.body_id == host.id,
        Meeting.kind == bindparam("kind"),
        Meeting.status == MeetingStatus.SCHEDULED,
        Meeting.starts_at > bindparam("after"),
    )
    return (
        select(own.name.label("body"), host.name.label("host"), Meeting.starts_at)
        .join(host, host.id == func.coalesce(own.calendar_of_id, own.id))
        .outerjoin(Meeting, coming)
        .where(own.key == bindparam("body"))
        .order_by(Meeting.starts_at)
        .limit(MEETINGS_AHEAD)
    )
