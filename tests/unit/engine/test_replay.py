"""Running a log again: undo with the dates of then, migration with dates computed anew."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from ombud.workflows import engine, refusals
from tests.unit.engine.diagrams import DAY, NOW, Diagram, Walk, full, timer


def reminded(*, extra: str = "") -> engine.Definition:
    """`answer` has a date; when it has passed, `chase` opens. A newer diagram may hold a further step."""
    diagram = Diagram().start().users("ask answer chase decide").users(extra).end()
    diagram.boundary("late", "answer", timer("answer"), interrupting=False)
    diagram.path(f"begin ask answer {extra} decide done").path("late chase done")
    return diagram.parse()


def walked(definition: engine.Definition) -> Walk:
    case = Walk(definition)
    case.complete("ask")
    case.set_due("late", 2 * DAY)
    case.tick(after=3 * DAY)
    case.now += DAY
    case.complete("answer", x=1)
    return case


def log_of(case: Walk) -> list[engine.Input]:
    return [engine.Input.from_json(step.input.to_json()) for step in case.steps]


def after(days: float) -> engine.DueOf:
    """Dates counted from the step in which the timer arms."""

    def due_of(timer: engine.ArmedTimer, step: engine.Step) -> datetime | None:
        return step.input.now + timedelta(days=days)

    return due_of


def test_undo_runs_the_log_without_its_last_entries_and_with_its_dates() -> None:
    definition = reminded()
    case = walked(definition)
    undone = engine.replay(definition, log_of(case)[:-1], due_of=None)
    assert list(undone.steps) == case.steps[:-1]
    assert [task.key for task in undone.opened] == [full("answer"), full("chase")]
    assert undone.state == case.steps[-2].state


def test_undo_names_the_dates_of_the_timers_that_wait_again() -> None:
    definition = reminded()
    case = Walk(definition)
    case.complete("ask")
    case.set_due("late", 2 * DAY)
    case.tick(after=DAY)
    case.complete("answer")
    undone = engine.replay(definition, log_of(case)[:-1], due_of=None)
    assert undone.due == {full("late"): NOW + 2 * DAY}


def test_migration_fires_timers_at_their_new_dates() -> None:
    definition = reminded()
    moved = engine.replay(definition, log_of(walked(definition)), due_of=after(2))
    ticks = [step for step in moved.steps if step.fired]
    assert [step.input.now for step in ticks] == [NOW + 2 * DAY + timedelta(microseconds=1)]
    assert [task.key for task in moved.opened] == [full("chase"), full("decide")]


def test_migration_with_later_dates_does_not_fire_them() -> None:
    definition = reminded()
    moved = engine.replay(definition, log_of(walked(definition)), due_of=after(30))
    assert [task.key for task in moved.opened] == [full("decide")]
    assert not any(step.fired for step in moved.steps)


def test_a_case_moves_to_a_newer_diagram() -> None:
    moved = engine.replay(reminded(extra="review"), log_of(walked(reminded())), due_of=after(30))
    assert [task.key for task in moved.opened] == [full("review")]
    assert moved.variables == {"x": 1}
    assert full("review") in moved.visited


def test_a_log_that_does_not_fit_is_refused_by_its_entry() -> None:
    newer = Diagram().start().users("ask review answer").end().path("begin ask review answer done").parse()
    with pytest.raises(refusals.NotReplayable, match=r"Entry 4 \(completed answer:1 at 2026-03-06T.*no longer open"):
        engine.replay(newer, log_of(walked(reminded())), due_of=after(30))


def test_a_log_begins_with_its_opening_and_has_one() -> None:
    definition = reminded()
    log = log_of(walked(definition))
    for wrong in ([], log[1:]):
        with pytest.raises(refusals.NotReplayable, match="begin"):
            engine.replay(definition, wrong, due_of=None)
    with pytest.raises(refusals.NotReplayable, match=r"Entry 5 .*opened once"):
        engine.replay(definition, [*log, log[0]], due_of=None)


def test_replaying_leaves_the_log_alone() -> None:
    definition = reminded()
    log = log_of(walked(definition))
    before = [entry.to_json() for entry in log]
    engine.replay(definition, log, due_of=after(1))
    assert [entry.to_json() for entry in log] == before


def test_replaying_a_closed_case_restores_its_end() -> None:
    definition = Diagram().start().users("a b").end().path("begin a b done").parse()
    case = Walk(definition)
    case.complete("a")
    case.complete("b")
    again = engine.replay(definition, log_of(case), due_of=None)
    assert (again.ended, again.opened, again.state) == ("done", (), case.step.state)
