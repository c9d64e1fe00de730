"""Clocks that jump: the worker fires a timer after its instant, once, whatever the machine's clock shows meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ombud.storage.events import Event
from ombud.storage.ledger import Deadline, DeadlineStatus
from ombud.storage.session import reading
from ombud.workflows.days import TICK, ZONE, end_of
from ombud.workflows.opening import Opened
from tests.support.permit import Town

HOUR = timedelta(hours=1)


def firings(town: Town, opened: Opened) -> list[datetime]:
    """The instants at which the case's timer fired, from its history."""
    with reading(town.database) as session:
        ticks = select(Event.at, Event.body).where(Event.chain == opened.case_id, Event.kind == "ticked")
        return [at for at, body in session.execute(ticks.order_by(Event.seq)) if body["fired"]]


def timer(town: Town, opened: Opened) -> Deadline:
    with reading(town.database) as session:
        return session.scalars(select(Deadline).where(Deadline.case_id == opened.case_id, Deadline.timer)).one()


@pytest.mark.parametrize(
    "opened_at",
    [
        datetime(2026, 2, 6, 12, tzinfo=ZONE),  # due on 8 March: the day has 23 hours
        datetime(2026, 10, 2, 12, tzinfo=ZONE),  # due on 1 November: it has 25
        datetime(2028, 1, 30, 12, tzinfo=ZONE),  # due on 29 February
        datetime(2026, 12, 1, 12, tzinfo=ZONE),  # due on 31 December
    ],
    ids=["clocks forward", "clocks back", "29 February", "year end"],
)
def test_a_timer_fires_once_when_its_day_is_over(town: Town, opened_at: datetime) -> None:
    town.at = opened_at.astimezone(UTC)
    asked = town.ask()
    due_at = timer(town, asked).due_at
    assert due_at == end_of(opened_at.date() + timedelta(days=30))
    seen = []
    for at in (due_at - HOUR, due_at, due_at + TICK, due_at, due_at - HOUR, due_at + HOUR, due_at + 3 * HOUR):
        town.at = at
        town.work()
        seen.append(len(firings(town, asked)))
    assert seen == [0, 0, 1, 1, 1, 1, 1]
    assert timer(town, asked).status is DeadlineStatus.FIRED


def test_three_days_away_the_worker_fires_once_as_of_the_original_instant(town: Town) -> None:
    asked = town.ask()
    due_at = timer(town, asked).due_at
    assert due_at is not None
    town.at = due_at + timedelta(days=3)
    for _look in range(3):
        town.work()
    assert firings(town, asked) == [due_at + TICK]


@settings(
    max_examples=max(10, settings.default.max_examples // 3),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(jumps=st.lists(st.integers(-90, 240), min_size=1, max_size=12))
def test_no_timer_early_and_none_twice_under_a_clock_that_jumps(town: Town, jumps: list[int]) -> None:
    """Minutes forward and back around the due instant; the worker looks after each jump."""
    asked = town.ask()
    due_at = timer(town, asked).due_at
    assert due_at is not None
    opened_at, passed = town.at, False
    town.at = due_at - 2 * HOUR
    for minutes in jumps:
        town.at += timedelta(minutes=minutes)
        town.work()
        passed = passed or town.at > due_at
        assert firings(town, asked) == ([due_at + TICK] if passed else [])
    town.at = opened_at
