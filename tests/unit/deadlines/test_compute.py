"""How a date comes about: never early, never a guess, and always explained."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from ombud.workflows.days import ZONE, add_days, day_of, end_of
from ombud.workflows.deadlines.compute import Computed, MeetingDay, by_days, by_meeting, explain, extended
from ombud.workflows.procedures.model import Counting, DeadlineRule

SECONDS = st.integers(0, 40 * 365 * 24 * 3600)
INSTANTS = SECONDS.map(lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))
COUNTS = st.integers(0, 400)
COUNTING = st.sampled_from([Counting.CALENDAR, Counting.BUSINESS])
#: meetings at any hour of any day around an anchor; the calendar gives them in order of time
GAPS = st.lists(st.integers(-60 * 24, 400 * 24), max_size=30, unique=True).map(sorted)


def rule(counting: Counting = Counting.CALENDAR) -> DeadlineRule:
    return DeadlineRule(anchor="opened", counting=counting, source="P211-h")


def computed(anchored_at: datetime, days: int, counting: Counting = Counting.CALENDAR) -> datetime:
    found = by_days(rule(counting), anchored_at=anchored_at, days=days)
    assert found.due_at is not None
    return found.due_at


@given(INSTANTS, COUNTS, COUNTING)
def test_a_date_gives_the_full_days_and_the_whole_of_the_last(at: datetime, days: int, counting: Counting) -> None:
    due_at = computed(at, days, counting)
    assert due_at >= at
    assert due_at == end_of(day_of(due_at))
    assert (day_of(due_at) - day_of(at)).days >= days
    assert day_of(due_at) == add_days(day_of(at), days, business=counting is Counting.BUSINESS)


@given(INSTANTS, INSTANTS, COUNTS, COUNTING)
def test_who_comes_later_is_due_later(one: datetime, other: datetime, days: int, counting: Counting) -> None:
    early, late = sorted((one, other))
    assert computed(early, days, counting) <= computed(late, days, counting)


@given(INSTANTS, COUNTS, COUNTING)
def test_one_day_more_is_due_later(at: datetime, days: int, counting: Counting) -> None:
    assert computed(at, days, counting) < computed(at, days + 1, counting)


@pytest.mark.parametrize(
    ("anchored_at", "days", "due_on"),
    [
        (datetime(2026, 3, 1, 12, tzinfo=ZONE), 7, date(2026, 3, 8)),  # the clocks go forward that night
        (datetime(2026, 10, 25, 12, tzinfo=ZONE), 7, date(2026, 11, 1)),  # and back
        (datetime(2026, 11, 1, 1, 30, tzinfo=ZONE, fold=1), 1, date(2026, 11, 2)),  # the hour that comes twice
        (datetime(2028, 1, 30, 12, tzinfo=ZONE), 30, date(2028, 2, 29)),
        (datetime(2028, 2, 29, 12, tzinfo=ZONE), 365, date(2029, 2, 28)),
        (datetime(2026, 12, 2, 23, 59, tzinfo=ZONE), 45, date(2027, 1, 16)),
        (datetime(2026, 12, 31, 23, 59, tzinfo=ZONE), 1, date(2027, 1, 1)),
        (datetime(2027, 1, 1, 4, 30, tzinfo=UTC), 0, date(2026, 12, 31)),  # still the old year in New York
    ],
)
def test_the_days_that_are_easily_counted_wrong(anchored_at: datetime, days: int, due_on: date) -> None:
    assert computed(anchored_at, days) == end_of(due_on)


@given(INSTANTS, COUNTING)
def test_a_target_that_is_off_or_has_not_begun_has_no_date_and_no_alarm(at: datetime, counting: Counting) -> None:
    for found in (
        by_days(rule(counting), anchored_at=at, days=None),
        by_days(rule(counting), anchored_at=None, days=9),
    ):
        assert (found.due_at, found.alarm) == (None, None)
        assert explain(found.facts)


@given(INSTANTS, COUNTS, st.integers(-30, 500))
def test_an_extension_never_takes_days_away(at: datetime, days: int, more: int) -> None:
    before = by_days(rule(), anchored_at=at, days=days)
    assert before.due_at is not None
    until = day_of(before.due_at) + timedelta(days=more)
    after = extended(before, until=until)
    assert after.due_at == max(before.due_at, end_of(until))
    assert extended(after, until=until).due_at == after.due_at


def hearing(filed_at: datetime, gaps: list[int], cutoff_days: int = 0) -> tuple[Computed, list[MeetingDay]]:
    meetings = [MeetingDay(filed_at + timedelta(hours=hours), "The board") for hours in gaps]
    given_rule = DeadlineRule(anchor="meeting:board/regular", source="P114-l")
    found = by_meeting(given_rule, anchored_at=filed_at, meetings=meetings, cutoff_days=cutoff_days, body="The board")
    return found, meetings


@given(INSTANTS, GAPS, st.integers(0, 30))
@example(datetime(2026, 3, 8, 6, tzinfo=UTC), [24], 1)
def test_heard_at_the_first_meeting_whose_agenda_is_open(filed_at: datetime, gaps: list[int], cutoff_days: int) -> None:
    found, meetings = hearing(filed_at, gaps, cutoff_days)
    open_ones = [
        meeting
        for meeting in meetings
        if meeting.starts_at > filed_at
        and (not cutoff_days or day_of(filed_at) <= day_of(meeting.starts_at) - timedelta(days=cutoff_days))
    ]
    assert found.due_at == (end_of(day_of(open_ones[0].starts_at)) if open_ones else None)
    assert found.alarm == (None if open_ones else "no_meeting")
    assert explain(found.facts)


@given(INSTANTS, GAPS, st.integers(0, 30), st.integers(0, 30))
def test_a_stricter_cut_off_never_hears_earlier(filed_at: datetime, gaps: list[int], one: int, other: int) -> None:
    loose, strict = (hearing(filed_at, gaps, days)[0].due_at for days in sorted((one, other)))
    assume(strict is not None)
    assert loose is not None
    assert strict is not None
    assert loose <= strict


@given(INSTANTS, GAPS, st.integers(1, 400 * 24))
def test_one_meeting_more_never_hears_later(filed_at: datetime, gaps: list[int], added: int) -> None:
    before, after = hearing(filed_at, gaps)[0].due_at, hearing(filed_at, sorted({*gaps, added}))[0].due_at
    assert after is not None
    assert before is None or after <= before


@given(INSTANTS, GAPS)
def test_a_cancelled_meeting_rolls_on_and_the_last_one_is_an_alarm(filed_at: datetime, gaps: list[int]) -> None:
    ahead, due_before = [hours for hours in gaps if hours > 0], None
    while ahead:
        found, _meetings = hearing(filed_at, ahead)
        assert found.due_at is not None
        assert due_before is None or found.due_at >= due_before
        due_before = found.due_at
        ahead.pop(0)
    assert hearing(filed_at, ahead)[0].alarm == "no_meeting"
