"""What people did to a date stands when the date is computed anew, in the order in which they did it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ombud.workflows.days import day_of, end_of
from ombud.workflows.deadlines.compute import Computed, explain, extension_of, kept, pause_of

BASE = date(2026, 5, 1)
OFFSETS = st.integers(-60, 60)
#: a number of days of a pause, or the day an extension goes to
CHANGES = st.lists(st.tuples(st.sampled_from(("pause", "extend")), st.integers(0, 60)), max_size=6)


def computed(day: date | None) -> Computed:
    return Computed(end_of(day) if day else None, datetime(2026, 3, 2, 14, tzinfo=UTC), facts={"rule": "days"})


def anew(day: date | None, *changes: dict[str, Any]) -> date | None:
    due_at = kept(computed(day), {"changes": list(changes)}).due_at
    return day_of(due_at) if due_at else None


def pause(days: int, *, start: date = BASE) -> dict[str, Any]:
    return pause_of(start, start + timedelta(days=days))


def given_by_people(changes: list[tuple[str, int]]) -> list[dict[str, Any]]:
    return [pause(n) if kind == "pause" else extension_of(BASE + timedelta(days=n)) for kind, n in changes]


def test_an_extended_date_keeps_the_days_it_stood_still_afterwards() -> None:
    assert anew(BASE, extension_of(date(2026, 6, 1)), pause(10)) == date(2026, 6, 11)


def test_an_extension_after_a_pause_names_the_day() -> None:
    assert anew(BASE, pause(10), extension_of(date(2026, 6, 1))) == date(2026, 6, 1)


def test_a_date_that_moves_beyond_the_extension_keeps_the_pause() -> None:
    assert anew(date(2026, 7, 1), extension_of(date(2026, 6, 1)), pause(10)) == date(2026, 7, 11)


def test_a_date_that_was_not_known_then_gets_the_pause_once_it_is() -> None:
    assert anew(None, pause(10)) is None
    assert anew(BASE, pause(10)) == date(2026, 5, 11)


@given(OFFSETS, CHANGES)
def test_computing_again_changes_nothing(moved: int, changes: list[tuple[str, int]]) -> None:
    base = computed(BASE + timedelta(days=moved))
    once = kept(base, {"changes": given_by_people(changes)})
    assert kept(base, once.facts).due_at == once.due_at


@given(OFFSETS, CHANGES, st.integers(0, 60))
def test_a_pause_adds_its_days_whatever_came_before(moved: int, changes: list[tuple[str, int]], days: int) -> None:
    base, before = BASE + timedelta(days=moved), given_by_people(changes)
    was, now = anew(base, *before), anew(base, *before, pause(days))
    assert was is not None
    assert now == was + timedelta(days=days)


@given(OFFSETS, CHANGES, st.integers(1, 60))
def test_nothing_people_gave_makes_a_date_earlier(moved: int, changes: list[tuple[str, int]], later: int) -> None:
    """Nor is a date earlier for being counted from a later day."""
    base, given_changes = BASE + timedelta(days=moved), given_by_people(changes)
    now, then = anew(base, *given_changes), anew(base + timedelta(days=later), *given_changes)
    assert now is not None
    assert then is not None
    assert base <= now <= then


def test_the_explanation_tells_them_in_their_order() -> None:
    facts = {"rule": "days", "anchor": "opened", "changes": [extension_of(date(2026, 6, 1)), pause(10)]}
    assert explain(facts)[-2:] == [
        "Extended to 2026-06-01.",
        "Paused from 2026-05-01 to 2026-05-11: 10 days added.",
    ]
