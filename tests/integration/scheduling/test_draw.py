"""Rounds for which agencies are drawn: all that took part, the seed and who was drawn are kept, and nobody comes up again
while others wait."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.directory import Participation
from ombud.storage.events import Event
from ombud.storage.scheduling import ScheduledCase
from ombud.workflows.actors import OPERATOR, WORKER
from ombud.workflows.scheduling import calling, reading
from ombud.workflows.scheduling.rounds import Round
from tests.integration.scheduling.season import agency, day, deploy_visit, opened, outlook
from tests.integration.worker.world import World

DRAWN = """
[schedule]
every = "quarter"
on = "01"
per = "drawn"
draw = { percent = "percent", rest = "rest_rounds" }
source = "T-a"

[settings.percent]
title = "Share"
default = 25
source = "T-a"

[settings.rest_rounds]
title = "Rounds"
default = 3
source = "local"
"""


@pytest.fixture
def drawing(world: World, tmp_path: Path) -> World:
    """Ten agencies take part, one does not any more; a quarter of them is drawn each quarter."""
    for number in range(8):
        agency(world, f"Agency {number}")
    agency(world, "Gone", Participation.ENDED)
    deploy_visit(world, tmp_path, version=2, schedule=DRAWN)
    world.work()
    return world


def quarters(world: World, *days: tuple[int, int]) -> list[set[str]]:
    """The names that were drawn at each of these quarters."""
    found = []
    for year, month in days:
        before = set(opened(world))
        world.clock.at = day(year, month, 1)
        world.work()
        found.append({name for _period, name in set(opened(world)) - before})
    return found


def test_a_quarter_is_drawn_and_comes_after_the_others_for_three_rounds(drawing: World) -> None:
    assert outlook(drawing).drawn
    second, third, fourth, first = quarters(drawing, (2026, 4), (2026, 7), (2026, 10), (2027, 1))
    assert [len(drawn) for drawn in (second, third, fourth, first)] == [3, 3, 3, 3]
    assert len(second | third | fourth) == 9
    assert len(second | third | fourth | first) == 10  # the tenth is drawn, before anybody for the second time
    assert "Gone" not in second | third | fourth | first
    assert set(opened(drawing).values()) == {1}


def test_the_event_holds_the_snapshot_the_seed_and_the_selection(drawing: World) -> None:
    quarters(drawing, (2026, 4), (2026, 7))

    def looked_at(session: Session) -> None:
        kept = reading.lottery_of(session, "visit", "2026-Q3")
        assert kept is not None
        lottery, drawn = kept
        assert lottery.selected == drawn
        assert len(lottery.entered) == 10
        assert sum(one.rests for one in lottery.entered) == 3
        rows = select(ScheduledCase.scope_id).where(ScheduledCase.period == "2026-Q3")
        assert set(session.scalars(rows)) == set(drawn)
        events = session.scalars(select(Event.body).where(Event.kind == calling.CALLED).order_by(Event.seq)).all()
        seeds = [event["draw"]["seed"] for event in events]
        assert len(set(seeds)) == 2
        assert (events[1]["cases"], events[1]["draw"]["percent"], events[1]["draw"]["rounding"]) == (3, 25, "up")
        assert reading.lottery_of(session, "visit", "2026-Q1") is None

    drawing.each(looked_at)


def test_a_round_is_drawn_once_whoever_calls_it(drawing: World) -> None:
    drawing.clock.at = day(2026, 4, 1)
    which = Round(day(2026, 4, 1).date(), "2026-Q2")

    def call(session: Session) -> int:
        known = calling.scheduled(session, drawing.office.procedures, "visit", at=drawing.clock())
        assert known is not None
        return calling.call(session, known, which, by=WORKER, at=drawing.clock())

    assert drawing.each(call) == 3
    assert drawing.each(call) == 0
    drawing.work()
    assert len(opened(drawing)) == 3


@pytest.mark.both_databases
def test_two_at_once_draw_one_selection(drawing: World) -> None:
    drawing.clock.at = day(2026, 4, 1)
    which, ready = Round(day(2026, 4, 1).date(), "2026-Q2"), Barrier(2)

    def call(session: Session) -> int:
        known = calling.scheduled(session, drawing.office.procedures, "visit", at=drawing.clock())
        assert known is not None
        return calling.call(session, known, which, by=WORKER, at=drawing.clock())

    def at_once(_number: int) -> int:
        ready.wait(timeout=30)
        return int(drawing.each(call))

    with ThreadPoolExecutor(2) as two:
        assert sorted(two.map(at_once, range(2))) == [0, 3]
    told = select(Event.seq).where(Event.kind == calling.CALLED)
    assert len(drawing.each(lambda s: s.scalars(told).all())) == 1


def test_a_missed_round_that_is_called_late_spares_whoever_was_drawn_since(drawing: World) -> None:
    drawing.clock.at = day(2026, 10, 1)
    drawing.work()
    assert [one.period for one in outlook(drawing).missed] == ["2026-Q2", "2026-Q3"]
    for period in ("2026-Q2", "2026-Q3"):
        told = {"by": OPERATOR, "at": drawing.clock()}
        drawing.each(lambda s, p=period, t=told: calling.call_older(s, drawing.office.procedures, "visit", p, **t))
    drawing.work()
    names = [name for _period, name in opened(drawing)]
    assert (len(names), len(set(names))) == (9, 9)
