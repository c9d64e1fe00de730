"""The shipped scenarios: all pass on both databases, and together they reach everything worth reaching."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from ombud.webapp.cli.theatre import theatre
from ombud.workflows.procedures.ambiguities import Ambiguity, read_ambiguities
from ombud.workflows.procedures.load import Procedure, load_all
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.scenarios.model import find_scenarios, read_scenario
from ombud.workflows.procedures.scenarios.run import Result, run
from tests.procedures.shown import Play, definition, shows
from tests.support.once import Once

pytestmark = [pytest.mark.long, pytest.mark.timeout(1_200)]
"""Whichever of them is the first plays all scenarios, for the others too; `ombud procedures check` plays them too, in scripts/check."""

Played = tuple[Result, ...]
SCENARIOS = find_scenarios([BPMN])


def play(url: str = "") -> tuple[Result, ...]:
    with theatre(url, typeset=str.encode if url else None) as stage:  # letters are typeset once
        return tuple(run(SCENARIOS, stage, jobs=os.cpu_count() or 1))


@pytest.fixture(scope="session")
def played(once: Once) -> tuple[Result, ...]:
    return once("scenarios", play)


def test_every_scenario_passes_on_sqlite(played: Played) -> None:
    assert [result.failure for result in played if not result.passed] == []


def test_every_scenario_passes_on_postgresql(postgres_server: str) -> None:
    assert [result.failure for result in play(postgres_server) if not result.passed] == []


@pytest.mark.parametrize("procedure", load_all(BPMN).values(), ids=lambda procedure: procedure.key)
def test_every_end_and_every_boundary_timer_is_visited(played: Played, procedure: Procedure) -> None:
    visited = set().union(*(result.visited.get(procedure.key, set()) for result in played))
    wanted = {
        element.id
        for element in definition(procedure.key).elements.values()
        if element.type == "endEvent" or (element.type == "boundaryEvent" and element.event == "timer")
    }
    assert wanted
    assert wanted <= visited


def test_each_scenario_shows_something_that_no_other_does(played: Played) -> None:
    """An element, or an outcome: a status, a date, a refusal, a letter, an alarm, a setting that makes a difference."""
    shown = {result.path: reached(result) for result in played}
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


UNPLAYED = {
    "breach_notification/procedure.toml#settings.citation",  # what a letter quotes; tests of letters read it
    "breach_notification/procedure.toml#settings.verified_on",  # likewise
    "compliance_monitoring/procedure.toml#settings.rest_rounds",  # who rests is drawn by lot: a unit test draws
}
"""Settings that a scenario cannot set so that it shows."""


def plays_of(played: Played, ambiguity: Ambiguity) -> list[Play]:
    shown_by = {BPMN / place for place in ambiguity.shown_by}
    return [Play(result) for result in played if result.path in shown_by]


def test_the_scenarios_of_an_ambiguity_show_each_place_that_handles_it(played: Played) -> None:
    """Which scenarios would fail if it were handled otherwise, somebody has read; here: none of them is beside it."""
    unseen, beside = set(), []
    for key, ambiguity in read_ambiguities(BPMN).items():
        plays = plays_of(played, ambiguity)
        assert len(plays) == len(ambiguity.shown_by), key
        seen = {place: {shows(play, place) for play in plays} for place in ambiguity.where}
        unseen |= {place for place, found in seen.items() if found == {False}}
        beside += [f"{key}: {play.result.path.stem}" for play in plays if not any(shows(play, place) for place in seen)]
    assert unseen == UNPLAYED
    assert beside == []


def test_every_ambiguity_is_handled_somewhere_that_a_scenario_can_show(played: Played) -> None:
    outside = {key for key, each in read_ambiguities(BPMN).items() if each.reason}
    shown = {key for key, each in read_ambiguities(BPMN).items() if any(anything(played, each))}
    assert shown | outside == {f"A{number:02}" for number in range(1, 81)}


def anything(played: Played, ambiguity: Ambiguity) -> Iterator[bool]:
    return (bool(shows(play, place)) for play in plays_of(played, ambiguity) for place in ambiguity.where)
