"""“The next quarterly meeting”, “the April meeting”: read from the calendar as it stands."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from ombud.storage.meetings import MeetingKind
from ombud.workflows.board import meetings
from ombud.workflows.days import day_of
from ombud.workflows.deadlines.anchors import CaseFacts, compute, meeting_for
from ombud.workflows.procedures.model import DeadlineRule
from ombud.workflows.refusals import (
    InvalidCommand,
)
from tests.integration.board.calendar_world import (
    APRIL,
    JUNE,
    MAY,
    CalendarTown,
    schedule,
    undo,
)


def test_the_next_quarterly_meeting_is_the_flagged_one(town: CalendarTown) -> None:
    rule = DeadlineRule(anchor="meeting:panel/quarterly", source="P102-ah")
    assert point(town, rule) == (None, "no_meeting", None)
    meeting_id, by = town.meeting(MAY), town.presider
    town.do(lambda s: meetings.set_quarterly(s, meeting_id, True, by=by, at=town.at))
    assert point(town, rule) == (MAY, None, meeting_id)
    undo(town, "quarterly")
    assert point(town, rule) == (None, "no_meeting", None)
    special = town.meeting(date(2026, 4, 2))
    with pytest.raises(InvalidCommand):
        schedule(town, JUNE, MeetingKind.SPECIAL, quarterly=True)
    with pytest.raises(InvalidCommand):
        town.do(lambda s: meetings.set_quarterly(s, special, True, by=by, at=town.at))


def test_the_april_meeting_is_the_first_of_any_kind_in_april(town: CalendarTown) -> None:
    rule = DeadlineRule(anchor="meeting:panel/april", source="P113-d")
    special = town.meeting(date(2026, 4, 2))
    assert point(town, rule) == (date(2026, 4, 2), None, special)
    town.cancel(date(2026, 4, 2))
    assert point(town, rule)[0] == APRIL
    town.cancel(APRIL)
    schedule(town, datetime(2027, 4, 7, 14, tzinfo=UTC))
    assert point(town, rule) == (None, "no_meeting", None)


def point(town: CalendarTown, rule: DeadlineRule) -> tuple[date | None, str | None, object]:
    facts = CaseFacts(town.panel, town.at, {}, {})

    def ask(session: Session) -> tuple[date | None, str | None, object]:
        connection = session.connection()
        computed = compute(connection, "review", rule, facts, armed_at=town.at)
        assert meeting_for(connection, rule, facts, armed_at=town.at) == computed.meeting_id
        return day_of(computed.due_at) if computed.due_at else None, computed.alarm, computed.meeting_id

    found: tuple[date | None, str | None, object] = town.see(ask)
    return found
