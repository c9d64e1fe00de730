"""Takes an engine `Step` into a held case: tasks, deadlines, effects, events, jobs. `writing` turns it into statements.

Rows are written as they stand after the step; their id follows from their identity (case + element + occurrence +
item), so the database adds or updates them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import orjson

from ombud.storage.cases import CaseStatus, TaskStatus
from ombud.storage.ledger import DeadlineStatus
from ombud.workflows import effects, engine, lanes
from ombud.workflows.assigning import announcement
from ombud.workflows.deadlines import ledger
from ombud.workflows.held import HeldCase, Row

RUNAWAY = 50
"""Timers that were due before they armed fire at once; more in a row than this is a loop in the diagram."""


def apply(held: HeldCase, step: engine.Step, *, commitment: bytes | None = None, facts: Row | None = None) -> None:
    """Adds what a step changed to the held case; fires what armed with a date already past. Writes nothing yet.

    `facts` stand in the step's event: how it came about, where that is not plain from who did it.
    """
    for _pass in range(RUNAWAY):
        overdue = _apply_one(held, step, commitment=commitment, facts=facts or {})
        if not overdue or step.ended is not None:
            return
        commitment, facts = None, None
        step = engine.tick(held.deployed.definition, step.state, now=held.at, due=overdue)
    raise engine.EngineError(f"{held.case['number']}: timers keep firing at the moment they arm")


def _apply_one(held: HeldCase, step: engine.Step, *, commitment: bytes | None, facts: Row) -> engine.Due:
    before = held.state.variables
    held.changes |= {"tree": step.state.tree, "variables": step.state.variables}
    _tasks(held, step, before)
    overdue = _deadlines(held, step)
    for effect in step.effects:
        effects.apply(held, effect)
    held.event(
        str(step.input.kind),
        _summary(step) | facts,
        element=step.input.key,
        input=step.input.to_json(),
        commitment=commitment,
    )
    if step.ended is not None:
        outcome = outcome_of(held, step.visited, step.ended)
        held.changes |= {"status": CaseStatus.CLOSED, "outcome": outcome, "closed_at": held.at, "tree": None}
    return overdue


def outcome_of(held: HeldCase, visited: Sequence[engine.ElementKey], ended: str) -> str:
    """The end event that says how the case came out: the last one passed that `outcomes` has words for."""
    outcomes = held.deployed.toml.outcomes
    return next((key.element for key in reversed(visited) if key.element in outcomes), ended)


def _summary(step: engine.Step) -> Row:
    return {
        "visited": [str(key) for key in step.visited],
        "opened": [str(task.key) for task in step.opened],
        "cancelled": [str(key) for key in step.cancelled],
        "fired": [str(key) for key in step.fired],
        "effects": [{"element": str(e.key), "effect": e.effect, **e.parameters} for e in step.effects],
        "ended": step.ended,
    }


def _tasks(held: HeldCase, step: engine.Step, before: bytes) -> None:
    """Whose a task was that ended follows from the variables `before` the step: it may have made it another's."""
    variables = dict(step.variables)
    for opened in step.opened:
        held.tasks[opened.key] = task_row(held, opened.key, variables) | {"status": TaskStatus.READY}
        held.jobs.append(announcement(held, opened.key))
    ended = [(key, TaskStatus.COMPLETED) for key in step.completed] + [
        (key, TaskStatus.CANCELLED) for key in step.cancelled
    ]
    for key, status in ended:
        row = held.tasks.get(key) or task_row(held, key, orjson.loads(before))
        done_by = held.by.person_id if status is TaskStatus.COMPLETED else None
        held.tasks[key] = row | {"status": status, "ended_at": held.at, "completed_by": done_by}


def task_row(held: HeldCase, key: engine.ElementKey, variables: Row) -> Row:
    """The columns a task begins with; its lane says whose it is."""
    element = held.deployed.definition.elements[key.element]
    lane = held.deployed.toml.lanes[element.lane]
    return {
        "id": held.row_id("task", key),
        "case_id": held.id,
        "element": key.element,
        "occurrence": key.occurrence,
        "item": key.item,
        "form": element.form,
        "lane": element.lane,
        "role": lane.role,
        "scope": lane.scope,
        "scope_id": lanes.scope_id(held, lane, variables),
        "impartial": lane.impartial,
        "excludes": lane.excludes,
        "judged_id": lanes.judged(lane, variables),
        "due_at": None,
        "opened_at": held.at,
        "ended_at": None,
        "completed_by": None,
    }


def _deadlines(held: HeldCase, step: engine.Step) -> dict[engine.ElementKey, datetime]:
    """Ledger rows of the step; returns the timers that armed with a date already past."""
    variables, overdue = dict(step.variables), {}
    for opened in step.opened:
        if name := held.deployed.definition.elements[opened.key.element].deadline:
            row = ledger.arm(held, opened.key, name, timer=False, variables=variables)
            held.tasks[opened.key]["due_at"] = row["due_at"]
    for armed in step.armed:
        row = ledger.arm(held, armed.key, armed.deadline, timer=True, variables=variables)
        if row["due_at"] is not None and row["due_at"] < held.at:
            overdue[armed.key] = row["due_at"]
    ends = (
        (step.completed, DeadlineStatus.MET),
        (step.cancelled, DeadlineStatus.CANCELLED),
        (step.fired, DeadlineStatus.FIRED),
        (step.disarmed, DeadlineStatus.CANCELLED),
    )
    for keys, status in ends:
        for key in keys:
            ledger.end(held, key, status)
    return overdue


def variables_of(held: HeldCase) -> Row:
    """The case variables as they stand now in this command."""
    return dict(orjson.loads(held.state.variables))
