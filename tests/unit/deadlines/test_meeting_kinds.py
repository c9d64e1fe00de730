"""“The next quarterly meeting”, “the March meeting”: which one a rule points to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.workflows.days import day_of
from ombud.workflows.deadlines.anchors import CaseFacts, by_calendar
from ombud.workflows.deadlines.calendar import MONTHS, MeetingDay
from ombud.workflows.deadlines.compute import Computed, explain
from ombud.workflows.procedures.model import DeadlineRule


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def meeting(day: str, kind: str = "regular", *, quarterly: bool = False) -> MeetingDay:
    return MeetingDay(at(f"{day}T15:00"), "The board", uuid4(), kind, quarterly)


def point(anchor: str, armed: str, meetings: list[MeetingDay], cutoff_days: int = 0) -> Computed:
    rule = DeadlineRule(anchor=f"meeting:board/{anchor}", cutoff_days=cutoff_days, source="P113-d")
    armed_at = at(f"{armed}T12:00")
    facts = CaseFacts(UUID(int=1), armed_at, {}, {})
    found = by_calendar(rule, facts, armed_at=armed_at, meetings=meetings, body="The board")
    assert explain(found.facts)
    return found


def day(found: Computed) -> str:
    assert found.due_at is not None
    return day_of(found.due_at).isoformat()


YEAR = [
    meeting("2026-01-22"),
    meeting("2026-02-26", quarterly=True),
    meeting("2026-04-23", "special"),
    meeting("2026-05-28", quarterly=True),
    meeting("2026-06-25"),
]


def test_a_quarterly_meeting_is_a_regular_one_that_is_flagged() -> None:
    assert day(point("quarterly", "2026-01-01", YEAR)) == "2026-02-26"
    assert day(point("quarterly", "2026-02-27", YEAR)) == "2026-05-28"
    assert point("quarterly", "2026-05-29", YEAR).alarm == "no_meeting"


def test_a_flag_on_a_special_meeting_makes_it_no_quarterly_one() -> None:
    assert point("quarterly", "2026-01-01", [meeting("2026-02-26", "special", quarterly=True)]).alarm == "no_meeting"


def test_the_march_meeting_may_be_a_special_one() -> None:
    special = meeting("2026-03-12", "special")
    found = point("march", "2026-01-05", sorted([*YEAR, special], key=lambda one: one.starts_at))
    assert (day(found), found.meeting_id) == ("2026-03-12", special.id)


def test_a_year_without_a_march_meeting_is_an_alarm_and_never_next_year() -> None:
    found = point("march", "2026-01-05", [*YEAR, meeting("2027-03-11")])
    assert (found.due_at, found.alarm, found.meeting_id) == (None, "no_meeting", None)
    assert "2026-03" in explain(found.facts)[-1]


def test_cancelled_in_march_itself_is_an_alarm_too() -> None:
    assert point("march", "2026-03-05", [meeting("2027-03-11")]).alarm == "no_meeting"


def test_after_this_years_meeting_next_years_counts() -> None:
    both = [meeting("2026-03-12"), meeting("2027-03-11")]
    assert day(point("march", "2026-03-20", both)) == "2027-03-11"
    assert day(point("march", "2026-05-01", both)) == "2027-03-11"
    assert point("march", "2026-03-20", both[:1]).alarm == "no_meeting"


def test_a_second_meeting_in_the_month_still_counts() -> None:
    assert day(point("march", "2026-03-20", [meeting("2026-03-12"), meeting("2026-03-26")])) == "2026-03-26"


def test_a_closed_agenda_sends_it_to_next_years() -> None:
    both = [meeting("2026-03-12"), meeting("2027-03-11")]
    assert day(point("march", "2026-03-01", both, cutoff_days=14)) == "2027-03-11"
    assert day(point("march", "2026-02-26", both, cutoff_days=14)) == "2026-03-12"


def test_december_and_january() -> None:
    turn = [meeting("2026-12-10"), meeting("2027-01-14")]
    assert day(point("december", "2026-12-01", turn)) == "2026-12-10"
    assert day(point("january", "2026-12-01", turn)) == "2027-01-14"


@pytest.mark.parametrize("month", MONTHS)
def test_every_month_has_its_anchor(month: str) -> None:
    number = MONTHS.index(month) + 1
    assert day(point(month, "2026-01-01", [meeting(f"2026-{number:02}-15")])) == f"2026-{number:02}-15"


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001
    st.lists(st.integers(-400, 400), max_size=12, unique=True),
    st.sampled_from(MONTHS),
)
def test_the_meeting_found_is_ahead_in_that_month_and_no_coming_month_is_skipped(
    armed: datetime, gaps: list[int], month: str
) -> None:
    armed_at = armed.replace(tzinfo=UTC)
    meetings = [MeetingDay(armed_at + timedelta(days=gap), "The board", uuid4()) for gap in sorted(gaps)]
    rule = DeadlineRule(anchor=f"meeting:board/{month}", source="P113-d")
    facts = CaseFacts(UUID(int=1), armed_at, {}, {})
    found = by_calendar(rule, facts, armed_at=armed_at, meetings=meetings, body="The board")
    there = [day_of(one.starts_at) for one in meetings if day_of(one.starts_at).month == MONTHS.index(month) + 1]
    if found.due_at is None:
        assert found.alarm == "no_meeting"
        return
    due = day_of(found.due_at)
    assert due in there
    assert due >= day_of(armed_at)
    coming = day_of(armed_at).year + (due.month < day_of(armed_at).month)
    assert due.year == coming or any(one.year == coming for one in there)


def rides(opened: str, armed: str, meetings: list[MeetingDay]) -> Computed:
    """By a rule that counts from the day a case opened, and knows what comes after the March meeting."""
    rule = DeadlineRule(anchor="meeting:board/march", since="opened", then="regular", source="P113-d")
    facts = CaseFacts(UUID(int=1), at(f"{opened}T12:00"), {}, {})
    return by_calendar(rule, facts, armed_at=at(f"{armed}T18:00"), meetings=meetings, body="The board")


def test_what_missed_march_comes_up_at_the_following_meeting_not_next_year() -> None:
    march, next_march = meeting("2026-03-26"), meeting("2027-03-25")
    calendar = [*YEAR[:2], march, *YEAR[2:], next_march]
    assert day(rides("2026-01-25", "2026-02-10", calendar)) == "2026-03-26"
    assert day(rides("2026-01-25", "2026-03-26", calendar)) == "2026-03-26"  # the same day, after it has begun
    assert day(rides("2026-01-25", "2026-03-27", calendar)) == "2026-05-28"  # April's is a special one
    assert day(rides("2026-01-25", "2026-05-29", calendar)) == "2026-06-25"
    assert rides("2026-01-25", "2026-06-26", calendar[:-1]).alarm == "no_meeting"


def test_a_march_without_a_meeting_is_an_alarm_until_it_is_over() -> None:
    assert rides("2026-01-25", "2026-03-31", YEAR).alarm == "no_meeting"
    assert day(rides("2026-01-25", "2026-04-02", YEAR)) == "2026-05-28"
