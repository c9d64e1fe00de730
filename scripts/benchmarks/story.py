"""The case every contender runs: an agency's grievance from the conversation to the decision on its appeal.

It is put together from two scenarios of the procedure, joined where the decision is answered, so that each human task
but the Executive Director's is done once and the answers stay right when the forms change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ombud.workflows.days import days_in, later_on_the_wall
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.scenarios.model import Scenario, read_scenario

PROCEDURE = "agency_grievance"
MEETING_POINT = "answer_decision"
WHOEVER_OPENED = "whoever opened"


@dataclass(frozen=True, slots=True)
class Act:
    element: str  # "" for the opening
    by: str
    answers: Mapping[str, Any]
    at: datetime


def story() -> list[Act]:
    beginning, end = list(_acts("accepted")), list(_acts("decided_on_appeal"))
    told: list[Act] = []
    for act in (*beginning[: _meets(beginning)], *end[_meets(end) :]):
        at = max(act.at, told[-1].at) if told else act.at
        told.append(Act(act.element, act.by, act.answers, at))
    return told


def _meets(acts: list[Act]) -> int:
    return next(place for place, act in enumerate(acts) if act.element == MEETING_POINT)


def _acts(name: str) -> Iterator[Act]:
    scenario = read_scenario(BPMN / PROCEDURE / "scenarios" / f"{name}.toml")
    opener, now = _opener(scenario), scenario.at
    for step in scenario.toml.step:
        if step.advance:
            now = later_on_the_wall(now, days_in(step.advance))
        elif step.until:
            now = step.until
        elif (step.start or step.complete) and not step.refused:
            by = WHOEVER_OPENED if step.by == opener and step.complete else str(step.by)
            yield Act(step.complete or "", by, step.answers, now)


def _opener(scenario: Scenario) -> str:
    return next(str(step.by) for step in scenario.toml.step if step.start)
