"""What is due at once is due at the very moment, and what came later is said by how much."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ombud.workflows.days import ZONE, instant, passed
from ombud.workflows.deadlines.anchors import _answered
from ombud.workflows.deadlines.compute import by_days, explain
from ombud.workflows.letters.filters import in_language
from ombud.workflows.procedures.model import Counting, DeadlineRule

AT_ONCE = DeadlineRule(anchor="answer:discovered_at", days=0, counting=Counting.MOMENT, source="P106-s")


def test_it_is_due_at_the_moment_itself_and_not_at_the_end_of_the_day() -> None:
    discovered = datetime(2026, 3, 2, 9, 40, tzinfo=ZONE)
    found = by_days(AT_ONCE, anchored_at=discovered, days=0)
    assert found.due_at == discovered
    assert explain(found.facts)[-1] == "0 calendar days later, at the same time of day."


def test_a_day_later_is_the_same_time_on_the_wall() -> None:
    before_the_clocks_go_forward = datetime(2026, 3, 7, 9, 40, tzinfo=ZONE)
    found = by_days(AT_ONCE, anchored_at=before_the_clocks_go_forward, days=1)
    assert found.due_at == datetime(2026, 3, 8, 9, 40, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("given", "at"),
    [
        ("2026-03-02T09:40", datetime(2026, 3, 2, 14, 40, tzinfo=UTC)),
        ("2026-07-02T09:40", datetime(2026, 7, 2, 13, 40, tzinfo=UTC)),
        ("2026-03-02", datetime(2026, 3, 2, 5, 0, tzinfo=UTC)),
        ("", None),
        (None, None),
    ],
)
def test_a_time_that_a_form_asked_for_is_a_time_on_the_wall(given: str | None, at: datetime | None) -> None:
    assert _answered(given) == at


def test_an_instant_with_an_offset_is_taken_as_it_is() -> None:
    assert instant("2026-03-02T14:40:00+00:00") == instant("2026-03-02T09:40")


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(), "0 minutes"),
        (timedelta(seconds=59), "0 minutes"),
        (timedelta(minutes=-5), "0 minutes"),
        (timedelta(hours=1, minutes=25), "1 hour 25 minutes"),
        (timedelta(days=2, minutes=1), "2 days 1 minute"),
    ],
)
def test_what_passed_is_said_to_the_minute(time: timedelta, words: str) -> None:
    assert passed(time, language="en") == words


def test_a_letter_says_how_much_later_something_was() -> None:
    after = in_language("en")["after"]
    assert after("2026-03-02T11:05", "2026-03-02T09:40") == "1 hour 25 minutes"
    assert after(datetime(2026, 3, 2, 15, 0, tzinfo=UTC), "2026-03-02T09:40") == "20 minutes"
    assert in_language("es")["after"]("2026-03-02T11:05", "2026-03-02T09:40") == "1 hora 25 minutos"
