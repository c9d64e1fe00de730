"""A body's rule of regular meetings: what is one, and which meetings it names."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.workflows.board.recurrence import Recurrence, read, stored
from ombud.workflows.days import ZONE, day_of, start_of
from ombud.workflows.refusals import NotARecurrence

JANUARY = date(2026, 1, 1)


def days(rule: str, *, from_on: date = JANUARY, months: int = 12, meets_at: str = "10:00") -> list[date]:
    found = read(rule, meets_at=meets_at, from_on=from_on)
    until = start_of(from_on) + timedelta(days=30 * months)
    return [day_of(when) for when in found.instants(after=start_of(from_on), until=until)]


def test_the_fourth_thursday_of_every_second_month() -> None:
    found = days("FREQ=MONTHLY;INTERVAL=2;BYDAY=4TH")
    assert found[:4] == [date(2026, 1, 22), date(2026, 3, 26), date(2026, 5, 28), date(2026, 7, 23)]


def test_every_second_month_is_counted_from_the_first_day() -> None:
    assert days("FREQ=MONTHLY;INTERVAL=2;BYDAY=4TH", from_on=date(2026, 2, 1))[0] == date(2026, 2, 26)


def test_people_may_write_small_letters_and_the_name_of_the_property() -> None:
    assert read(" rrule:freq=monthly;byday=2we ", meets_at="9:30", from_on=JANUARY).rule == "FREQ=MONTHLY;BYDAY=2WE"


def test_a_rule_may_end() -> None:
    assert len(days("FREQ=MONTHLY;BYDAY=2WE;COUNT=3")) == 3
    assert days("FREQ=MONTHLY;BYDAY=2WE;UNTIL=20260401")[-1] == date(2026, 3, 11)


def test_the_clocks_change_and_the_meeting_stays_at_ten() -> None:
    found = read("FREQ=WEEKLY;BYDAY=TU", meets_at="10:00", from_on=JANUARY)
    every = found.instants(after=start_of(JANUARY), until=start_of(date(2027, 1, 1)))
    assert {when.astimezone(ZONE).time() for when in every} == {time(10)}
    assert {when.hour for when in every} == {14, 15}
    assert all(when.tzinfo is UTC for when in every)


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("every fourth Thursday", "not written as one"),
        ("FREQ=MONTHLY;BYDAY", "not written as one"),
        ("FREQ=MONTHLY;BYHOUR=10", "not written as one"),
        ("DTSTART:20260101\nRRULE:FREQ=MONTHLY", "not written as one"),
        ("FREQ=MONTHLY;" + "BYDAY=" + ",".join(["1MO"] * 100), "not written as one"),
        ("BYDAY=4TH", "how often"),
        ("FREQ=DAILY", "how often"),
        ("FREQ=SECONDLY", "how often"),
        ("FREQ=MONTHLY;INTERVAL=0", "INTERVAL is a number"),
        ("FREQ=MONTHLY;COUNT=-3", "COUNT is a number"),
        ("FREQ=MONTHLY;BYDAY=XX", "cannot be computed"),
        ("FREQ=MONTHLY;BYDAY=9TH", "cannot be computed"),
        ("FREQ=MONTHLY;BYSETPOS=0;BYDAY=MO", "cannot be computed"),
        ("FREQ=MONTHLY;UNTIL=20261231T000000Z", "cannot be computed"),
    ],
)
def test_what_is_no_rule_is_refused_in_a_sentence(rule: str, says: str) -> None:
    with pytest.raises(NotARecurrence, match=says):
        read(rule, meets_at="10:00", from_on=JANUARY)


@pytest.mark.parametrize("clock", ["", "25:00", "10", "10:60", "ten"])
def test_a_time_of_day_is_one(clock: str) -> None:
    with pytest.raises(NotARecurrence, match="no time of day"):
        read("FREQ=MONTHLY", meets_at=clock, from_on=JANUARY)


def test_as_it_is_stored_it_comes_back() -> None:
    rule = Recurrence("FREQ=MONTHLY;BYDAY=4TH", JANUARY, time(10))
    assert str(rule) == "DTSTART:20260101\nRRULE:FREQ=MONTHLY;BYDAY=4TH"
    assert stored(str(rule), "10:00") == rule
    assert stored("", "") is None


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_rule_or_refused(typed: str) -> None:
    refused = None
    try:
        read(f"FREQ=MONTHLY;{typed}", meets_at="10:00", from_on=JANUARY)
    except NotARecurrence as refusal:
        refused = refusal.detail
    assert refused is None or refused


@given(
    st.sampled_from(["FREQ=MONTHLY;BYDAY=4TH", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "FREQ=YEARLY;BYMONTH=3;BYDAY=2WE"]),
    st.integers(0, 700),
    st.integers(1, 700),
)
def test_a_rule_carried_on_in_steps_names_the_same_meetings(rule: str, first: int, more: int) -> None:
    found = read(rule, meets_at="18:30", from_on=JANUARY)
    start = datetime(2026, 1, 1, 5, tzinfo=UTC)
    middle, end = start + timedelta(days=first), start + timedelta(days=first + more)
    in_steps = found.instants(after=start, until=middle) + found.instants(after=middle, until=end)
    assert in_steps == found.instants(after=start, until=end)
