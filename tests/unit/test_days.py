"""Days in New York, whatever the clocks, the calendar and the year do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ombud.workflows.days import (
    SATURDAY,
    TICK,
    ZONE,
    add_days,
    day_of,
    days_in,
    end_of,
    is_business,
    later_on_the_wall,
    start_of,
)

DAYS = st.dates(date(2000, 1, 2), date(2100, 12, 30))
SECONDS = st.integers(0, 100 * 365 * 24 * 3600)
INSTANTS = SECONDS.map(lambda seconds: datetime(2000, 1, 2, tzinfo=UTC) + timedelta(seconds=seconds))
SPRING, AUTUMN, LEAP, NEW_YEAR = date(2026, 3, 8), date(2026, 11, 1), date(2028, 2, 29), date(2026, 12, 31)


@given(DAYS)
@example(SPRING)
@example(AUTUMN)
@example(LEAP)
@example(NEW_YEAR)
def test_a_day_ends_with_its_last_instant(day: date) -> None:
    last = end_of(day)
    assert day_of(last) == day
    assert day_of(last + TICK) == day + timedelta(days=1)
    assert last.astimezone(ZONE).time().isoformat() == "23:59:59.999999"
    assert last + TICK == start_of(day + timedelta(days=1))


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (LEAP, 24), (NEW_YEAR, 24)])
def test_a_day_is_as_long_as_the_clocks_make_it(day: date, hours: int) -> None:
    assert end_of(day) + TICK - start_of(day) == timedelta(hours=hours)


@given(INSTANTS)
def test_every_instant_lies_within_its_day(at: datetime) -> None:
    assert start_of(day_of(at)) <= at <= end_of(day_of(at))


@given(INSTANTS, INSTANTS)
def test_a_later_instant_never_falls_on_an_earlier_day(one: datetime, other: datetime) -> None:
    early, late = sorted((one, other))
    assert day_of(early) <= day_of(late)
    assert end_of(day_of(early)) <= end_of(day_of(late))


@given(DAYS, st.integers(-400, 400))
def test_calendar_days_are_counted_one_by_one(day: date, count: int) -> None:
    assert (add_days(day, count) - day).days == count
    assert add_days(add_days(day, count), -count) == day


@given(DAYS, st.integers(1, 100))
def test_business_days_skip_the_weekends_and_nothing_else(day: date, count: int) -> None:
    due = add_days(day, count, business=True)
    between = [day + timedelta(days=passed) for passed in range(1, (due - day).days + 1)]
    assert due.weekday() < SATURDAY
    assert sum(one.weekday() < SATURDAY for one in between) == count
    assert add_days(day, count + 1, business=True) > due >= add_days(day, count)


@given(DAYS, st.integers(1, 100))
def test_business_days_back_skip_the_weekends_too(day: date, count: int) -> None:
    closes = add_days(day, -count, business=True)
    between = [closes + timedelta(days=passed) for passed in range((day - closes).days)]
    assert sum(one.weekday() < SATURDAY for one in between) == count


NEAR = st.sets(st.integers(-60, 200), max_size=40)
"""Days on which an office is closed, as distances from the day that is counted from."""


@given(DAYS, st.integers(1, 60), NEAR)
def test_business_days_skip_closures_and_weekends_and_nothing_else(day: date, count: int, near: set[int]) -> None:
    closed = frozenset(day + timedelta(days=away) for away in near)
    due = add_days(day, count, business=True, closed=closed)
    between = [day + timedelta(days=passed) for passed in range(1, (due - day).days + 1)]
    assert is_business(due, closed)
    assert sum(one.weekday() < SATURDAY and one not in closed for one in between) == count
    assert due >= add_days(day, count, business=True)
    assert add_days(due, -count, business=True, closed=closed) <= day


@given(DAYS, st.integers(1, 60), NEAR, st.integers(1, 200))
def test_one_more_closure_never_brings_a_day_forward(day: date, count: int, near: set[int], away: int) -> None:
    closed, another = frozenset(day + timedelta(days=each) for each in near), day + timedelta(days=away)
    before = add_days(day, count, business=True, closed=closed)
    after = add_days(day, count, business=True, closed=closed | {another})
    assert after >= before
    assert (after > before) == (day < another <= before and is_business(another, closed))


@given(DAYS, st.integers(-400, 400), NEAR)
def test_calendar_days_heed_no_closure(day: date, count: int, near: set[int]) -> None:
    closed = frozenset(day + timedelta(days=away) for away in near)
    assert add_days(day, count, closed=closed) == add_days(day, count)


def test_no_days_later_is_the_same_day() -> None:
    saturday = date(2026, 3, 7)
    assert add_days(saturday, 0) == add_days(saturday, 0, business=True) == saturday


@given(INSTANTS, st.integers(0, 800))
def test_days_pass_on_the_wall(at: datetime, days: int) -> None:
    later = later_on_the_wall(at, days)
    assert day_of(later) == add_days(day_of(at), days)
    assert abs(later - at - timedelta(days=days)) <= timedelta(hours=1)


def test_nine_in_the_morning_stays_nine_across_a_change_of_the_clocks() -> None:
    saturday = datetime(2026, 3, 7, 9, tzinfo=ZONE)
    assert later_on_the_wall(saturday, 1).astimezone(ZONE).hour == 9


@pytest.mark.parametrize("period", ["30", "P30", "P1M", "PT5H", "-P1D", "P1D ", "p1d", ""])
def test_a_period_is_a_number_of_days(period: str) -> None:
    assert days_in("P30D") == 30
    with pytest.raises(ValueError, match="is not a number of days"):
        days_in(period)
