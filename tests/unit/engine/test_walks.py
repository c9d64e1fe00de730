"""Random diagrams walked at random: the right work is open at every step, and storing in between changes nothing."""

from __future__ import annotations

import copy
import dataclasses
import random
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ombud.workflows import engine
from ombud.workflows.engine import commands
from ombud.workflows.engine.tokens import Execution
from tests.unit.engine.blocks import Shape, Story, shapes
from tests.unit.engine.diagrams import DAY, NOW

LIMIT = 400
TASK = ("task",)
PARALLEL = ("par", TASK, TASK)


@given(shape=shapes(), seed=st.integers(0, 10_000))
@example(shape=("loop", 3, PARALLEL), seed=1)
@example(shape=("par", ("loop", 2, PARALLEL), ("loop", 3, TASK)), seed=2)
@example(shape=("loop", 2, ("par", PARALLEL, ("loop", 2, ("sub", PARALLEL)))), seed=3)
def test_the_right_tasks_are_open_at_every_step(shape: Shape, seed: int) -> None:
    story, dice = Story(shape), random.Random(seed)
    definition = story.diagram.parse()
    step = engine.open(definition, variables=story.drawing.variables, now=NOW)
    numbers = set()
    for _ in range(LIMIT):
        tasks = engine.ready(definition, step.state)
        assert sorted(task.key.element for task in tasks) == sorted(story.run.open())
        if step.ended:
            break
        numbers.update(step.visited)
        chosen = dice.choice(tasks).key
        story.run.complete(chosen.element)
        step = engine.complete(definition, step.state, chosen, story.answers(chosen.element), now=NOW, due={})
        assert not numbers & set(step.visited)
    assert (step.ended, story.run.done) == ("done", True)


@given(shape=shapes(), seed=st.integers(0, 10_000))
@example(shape=("loop", 2, ("par", ("sub", PARALLEL), ("sub", ("loop", 2, TASK)))), seed=4)
def test_storing_and_loading_between_steps_changes_nothing(shape: Shape, seed: int) -> None:
    story, dice = Story(shape), random.Random(seed)
    definition = story.diagram.parse()
    kept = Execution(definition, dict(story.drawing.variables))
    stored = engine.open(definition, variables=story.drawing.variables, now=NOW)
    assert seen(commands.run(kept, stored.input, None)) == seen(stored)
    for _ in range(LIMIT):
        if stored.ended:
            break
        given_next = something(definition, stored.state, story, dice)
        try:
            stored = commands.apply(definition, stored.state, given_next)
        except engine.Stuck as problem:
            with pytest.raises(engine.Stuck, match=re.escape(str(problem))):
                commands.run(kept, given_next, None)
            return
        assert seen(commands.run(kept, given_next, None)) == seen(stored)
    assert stored.ended


def something(definition: engine.Definition, state: engine.State, story: Story, dice: random.Random) -> engine.Input:
    """A completion, or sometimes a date that passes or a message that comes."""
    timers, tasks = engine.waiting_timers(definition, state), engine.ready(definition, state)
    if timers and (not tasks or dice.random() < 0.15):
        return engine.Input(engine.InputKind.TICKED, NOW + DAY, due={dice.choice(timers).key: NOW})
    if engine.awaited_messages(definition, state) and dice.random() < 0.15:
        return engine.Input(engine.InputKind.DELIVERED, NOW, message="note", values={"note": dice.random()})
    key = dice.choice(tasks).key
    return engine.Input(engine.InputKind.COMPLETED, NOW, key=key, values=story.answers(key.element))


def seen(step: engine.Step) -> engine.Step:
    """Everything but the bytes, at this moment."""
    return dataclasses.replace(step, state=engine.State(b"", b""), variables=copy.deepcopy(step.variables))


@given(shape=shapes(), seed=st.integers(0, 10_000))
def test_a_replay_leads_to_the_same_steps(shape: Shape, seed: int) -> None:
    story, dice = Story(shape), random.Random(seed)
    definition = story.diagram.parse()
    steps = [engine.open(definition, variables=story.drawing.variables, now=NOW)]
    while not steps[-1].ended and len(steps) < 30:
        chosen = dice.choice(engine.ready(definition, steps[-1].state)).key
        answers = story.answers(chosen.element)
        steps.append(engine.complete(definition, steps[-1].state, chosen, answers, now=NOW, due={}))
    log = [engine.Input.from_json(step.input.to_json()) for step in steps]
    for due_of in (None, no_date):
        again = engine.replay(definition, log, due_of=due_of)
        assert list(again.steps) == steps
        assert again.state == steps[-1].state
        assert again.opened == engine.ready(definition, steps[-1].state)


def no_date(timer: engine.ArmedTimer, step: engine.Step) -> None:
    return None
