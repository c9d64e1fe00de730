"""What is wrong with a calendar, and who was at a meeting."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ombud.storage.meetings import MeetingKind
from ombud.workflows.board import alarms, attendance, meetings
from ombud.workflows.procedures.board import CalendarCheck, read_board
from ombud.workflows.refusals import (
    Forbidden,
    InvalidCommand,
    MeetingOver,
)
from tests.integration.board.calendar_world import (
    APRIL,
    JUNE,
    MAY,
    CalendarTown,
    schedule,
)


def kinds(town: CalendarTown, *, checks: tuple[CalendarCheck, ...] = ()) -> list[tuple[str, str, str]]:
    board = read_board().model_copy(update={"calendar_checks": checks})
    found = town.see(lambda s: alarms.alarms(s, board, at=town.at))
    assert all(one.sentence.endswith(".") for one in found)
    return [(one.body_key, one.kind, one.source) for one in found]


def test_a_body_nobody_waits_for_need_not_meet(town: CalendarTown) -> None:
    town.cancel(APRIL)
    town.cancel(MAY)
    assert kinds(town) == []


def test_a_body_whose_cases_wait_has_to_meet(town: CalendarTown) -> None:
    town.appeal()
    assert kinds(town) == []
    town.cancel(APRIL)
    town.cancel(MAY)
    town.settle()
    assert kinds(town) == [("panel", "no_meeting", "T-2"), ("panel", "no_date", "T-2")]
    (*_others, undated) = town.see(lambda s: alarms.alarms(s, read_board(), at=town.at))
    assert undated.sentence.startswith("1 case has no date, because the meeting of the ")
    schedule(town, JUNE)
    town.settle()
    assert kinds(town) == []


def test_a_year_without_its_march_meeting_is_noticed_from_january_on(town: CalendarTown) -> None:
    check = CalendarCheck(body="panel", month=3, from_month=1, source="P113-d")
    town.at = datetime(2025, 12, 20, 15, tzinfo=UTC)
    assert kinds(town, checks=(check,)) == [("panel", "month_missed", "P113-d")]  # 2025's
    town.at = datetime(2026, 1, 5, 15, tzinfo=UTC)
    assert kinds(town, checks=(check,)) == [("panel", "no_month", "P113-d")]
    schedule(town, datetime(2026, 3, 31, 22, tzinfo=UTC), MeetingKind.SPECIAL)
    assert kinds(town, checks=(check,)) == []
    later = check.model_copy(update={"month": 9, "from_month": 7})
    assert kinds(town, checks=(later,)) == []


def test_who_is_there_from_when_to_when(town: CalendarTown) -> None:
    meeting_id, by, clerk = town.meeting(APRIL), town.presider, town.who("clerk").person_id
    assert clerk is not None
    with pytest.raises(InvalidCommand):
        town.do(lambda s: meetings.open_(s, meeting_id, by=by, at=town.at))
    town.at = datetime(2026, 4, 8, 14, tzinfo=UTC)
    town.do(lambda s: meetings.open_(s, meeting_id, by=by, at=town.at))
    for hour in (14, 15):
        town.at = town.at.replace(hour=hour)
        town.do(lambda s: attendance.arrive(s, meeting_id, clerk, by=by, at=town.at))
    town.at = town.at.replace(hour=16)
    town.do(lambda s: attendance.leave(s, meeting_id, clerk, by=by, at=town.at))
    with pytest.raises(InvalidCommand):
        town.do(lambda s: attendance.leave(s, meeting_id, clerk, by=by, at=town.at))
    town.at = town.at.replace(hour=17)
    town.do(lambda s: attendance.arrive(s, meeting_id, clerk, by=by, at=town.at))
    town.do(lambda s: meetings.adjourn(s, meeting_id, by=by, at=town.at.replace(hour=18)))
    there = [
        town.see(lambda s, hour=hour: attendance.present_at(s, meeting_id, at=town.at.replace(hour=hour)))
        for hour in (13, 14, 15, 16, 17, 18)
    ]
    assert there == [set(), {clerk}, {clerk}, set(), {clerk}, set()]
    with pytest.raises(MeetingOver):
        town.do(lambda s: attendance.arrive(s, meeting_id, clerk, by=by, at=town.at))
    with pytest.raises(InvalidCommand):
        town.do(lambda s: meetings.adjourn(s, meeting_id, by=by, at=town.at))
    with pytest.raises(Forbidden):
        town.do(lambda s: attendance.arrive(s, town.meeting(MAY), clerk, by=town.who("clerk"), at=town.at))
