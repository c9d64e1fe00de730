"""The shipped scenarios: all pass on both databases, and together they reach everything worth reaching."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from ombud.webapp.cli.theatre import theatre
from ombud.workflows import engine
from ombud.workflows.procedures.load import Procedure, load_all
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.scenarios.model import find_scenarios, read_scenario
from ombud.workflows.procedures.scenarios.run import Result, run

pytestmark = [pytest.mark.long, pytest.mark.timeout(1_200)]
"""Whichever of them is the first plays all scenarios; `ombud procedures check` plays them too, in scripts/check."""

SCENARIOS = find_scenarios([BPMN])


@cache
def played(url: str = "") -> tuple[Result, ...]:
    with theatre(url) as stage:
        return tuple(run(SCENARIOS, stage))


def definition(procedure: Procedure) -> engine.Definition:
    return engine.parse(procedure.toml.process, procedure.bpmn, procedure.dmn, digest=procedure.key)


def test_every_scenario_passes_on_sqlite() -> None:
    assert [result.failure for result in played() if not result.passed] == []


@pytest.mark.long
def test_every_scenario_passes_on_postgresql(postgres_server: str) -> None:
    assert [result.failure for result in played(postgres_server) if not result.passed] == []


@pytest.mark.parametrize("procedure", load_all(BPMN).values(), ids=lambda procedure: procedure.key)
def test_every_end_and_every_boundary_timer_is_visited(procedure: Procedure) -> None:
    visited = set().union(*(result.visited.get(procedure.key, set()) for result in played()))
    wanted = {
        element.id
        for element in definition(procedure).elements.values()
        if element.type == "endEvent" or (element.type == "boundaryEvent" and element.event == "timer")
    }
    assert wanted
    assert wanted <= visited


def test_each_scenario_shows_something_that_no_other_does() -> None:
    """An element, or an outcome: a status, a date, a refusal, a letter, an alarm, a setting that makes a difference."""
    shown = {result.path: reached(result) for result in played()}
    assert {path.stem: sorted(what) for path, what in alone(shown).items() if not what} == {}


def reached(result: Result) -> frozenset[str]:
    elements = {f"{key}/{element}" for key, visited in result.visited.items() for element in visited}
    return frozenset(elements | outcomes(result.path))


def outcomes(path: Path) -> set[str]:
    folder, toml = path.parent.parent.name, read_scenario(path).toml
    found = {f"{folder}/{name} set to {value}" for name, value in toml.given.settings.items()}
    for step in toml.step:
        if step.refused:
            found.add(f"{folder}/{step.verb} {step.complete or step.do or step.start or ''} refused {step.refused}")
        for name, value in (step.expect.model_dump(exclude_defaults=True) if step.expect else {}).items():
            found.update(f"{folder}/{name} {part}" for part in (value if isinstance(value, (list, tuple)) else [value]))
    return found


def alone(shown: Mapping[Path, frozenset[str]]) -> dict[Path, frozenset[str]]:
    return {
        path: what - frozenset().union(*(other for place, other in shown.items() if place != path))
        for path, what in shown.items()
    }
