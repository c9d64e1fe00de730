"""The quotas of a year, recomputed: out of the table of events alone, beside what the procedures have recorded.

`cases` only says of which procedure and organisation a chain of events is.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import Connection, text

from ombud.storage.session import Database

NEW_YORK = ZoneInfo("America/New_York")

Review = tuple[str, UUID]
"""A quarter and an agency."""


@dataclass(frozen=True)
class Event:
    chain: UUID
    kind: str
    at: datetime
    element: str
    body: dict[str, Any]
    procedure: str  # "" of a chain that is no case's
    organisation: UUID | None


@dataclass(frozen=True)
class Monitoring:
    active: frozenset[UUID]
    by_lot: frozenset[UUID]  # the quarter of them, rounded up, whose lots are the lowest
    opened: Counter[UUID]  # cases of the round


@dataclass(frozen=True)
class DisasterPlan:
    opened_on: list[date]
    march_meeting: date
    called_off: bool
    copy_in_time: bool
    told_late: bool  # whether the procedure has noted that the copy was late


@dataclass(frozen=True)
class Quotas:
    monitoring: Monitoring
    reviews: Counter[Review]
    disaster_plan: DisasterPlan


@dataclass(frozen=True)
class Recorded:
    """The rows of the schedules, and the dates of the ledger."""

    active: frozenset[UUID]
    monitored: frozenset[UUID]
    reviews: frozenset[Review]
    march_meeting: date | None


def recomputed(database: Database, year: int) -> Quotas:
    with database.reader.connect() as connection:
        events = _events(connection)
    opened = [event for event in events if event.kind == "opened" and "period" in event.body]
    return Quotas(_monitoring(events, opened, year), _reviews(opened, year), _disaster_plan(events, opened, year))


def _monitoring(events: Sequence[Event], opened: Sequence[Event], year: int) -> Monitoring:
    calls = [event.body for event in events if event.kind == "schedule.called"]
    (draw,) = (
        body["draw"] for body in calls if (body["procedure"], body["period"]) == ("compliance_monitoring", str(year))
    )
    active = {UUID(one["id"]) for one in draw["snapshot"]}
    lots = sorted(active, key=lambda one: hashlib.sha256(f"{draw['seed']}:{one}".encode()).hexdigest())
    cases = Counter(
        _whose(event) for event in _of(opened, "compliance_monitoring") if event.body["period"] == str(year)
    )
    return Monitoring(frozenset(active), frozenset(lots[: math.ceil(len(active) / 4)]), cases)


def _reviews(opened: Sequence[Event], year: int) -> Counter[Review]:
    reviews = Counter((event.body["period"], _whose(event)) for event in _of(opened, "user_access_review"))
    return Counter({review: count for review, count in reviews.items() if review[0].startswith(f"{year}-")})


def _disaster_plan(events: Sequence[Event], opened: Sequence[Event], year: int) -> DisasterPlan:
    cases = [event for event in _of(opened, "disaster_plan_review") if event.body["period"] == str(year)]
    whole = [event for event in _of(events, "disaster_plan_review") if event.chain in {case.chain for case in cases}]
    # one that was taken back is handed in again: the last counts
    copies = [_day(event.at) for event in whole if event.kind == "completed" and event.element == "send_plan:1"]
    board = [event for event in events if event.kind.startswith("meeting.") and event.body.get("body") == "dsb"]
    days = {_day(datetime.fromisoformat(event.body["starts_at"])): event.kind for event in board}
    march = min(day for day in days if (day.year, day.month) == (year, 3))
    late = any("copy_late:1" in event.body.get("fired", ()) for event in whole)
    return DisasterPlan(
        [_day(case.at) for case in cases], march, days[march] == "meeting.cancelled", max(copies) <= march, late
    )


def recorded(database: Database, year: int) -> Recorded:
    with database.reader.connect() as connection:
        agencies = connection.execute(
            text("SELECT id FROM organisations WHERE kind = 'agency' AND participation = 'participating'")
        ).scalars()
        active = frozenset(map(UUID, agencies))
        rows = connection.execute(text("SELECT procedure, period, scope_id FROM scheduled_cases")).all()
        due = connection.execute(
            text(
                "SELECT d.due_at FROM deadlines d JOIN scheduled_cases s ON s.case_id = d.case_id "
                "WHERE s.procedure = 'disaster_plan_review' AND s.period = :year AND d.name = 'march_meeting'"
            ),
            {"year": str(year)},
        ).scalars()
        dates = [_day(_instant(when)) for when in due if when]
    drawn = {UUID(scope) for key, period, scope in rows if (key, period) == ("compliance_monitoring", str(year))}
    reviews = {(period, UUID(scope)) for key, period, scope in rows if key == "user_access_review"}
    of_the_year = frozenset(review for review in reviews if review[0].startswith(f"{year}-"))
    return Recorded(active, frozenset(drawn), of_the_year, dates[0] if dates else None)


def _events(connection: Connection) -> list[Event]:
    cases = connection.execute(
        text("SELECT c.id, v.key, c.organisation_id FROM cases c JOIN procedure_versions v ON v.id = c.version_id")
    )
    whose = {key: (procedure, UUID(agency) if agency else None) for key, procedure, agency in cases}
    rows = connection.execute(text("SELECT chain, kind, at, element, body FROM events ORDER BY chain, seq"))
    return [
        Event(UUID(chain), kind, _instant(at), element or "", orjson.loads(body), *whose.get(chain, ("", None)))
        for chain, kind, at, element, body in rows
    ]


def _of(events: Sequence[Event], procedure: str) -> list[Event]:
    return [event for event in events if event.procedure == procedure]


def _whose(event: Event) -> UUID:
    assert event.organisation is not None
    return event.organisation


def _instant(stored: str) -> datetime:
    """As SQLite keeps it: UTC without saying so."""
    return datetime.fromisoformat(f"{stored}+00:00")


def _day(at: datetime) -> date:
    return at.astimezone(NEW_YORK).date()
