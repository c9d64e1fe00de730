"""The path that the diagram shows, on random diagrams: just the flows that tokens went along."""

from __future__ import annotations

import random

from hypothesis import example, given
from hypothesis import strategies as st

from ombud.workflows import engine
from ombud.workflows.casefile.path import walked
from tests.unit.engine.blocks import Shape, Story, shapes
from tests.unit.engine.diagrams import NOW, Diagram

TASK = ("task",)


@given(shape=shapes(), seed=st.integers(0, 10_000))
@example(shape=("xor", 1, TASK, ("par", TASK, TASK)), seed=1)
@example(shape=("loop", 2, ("xor", 0, ("par", TASK, ("sub", TASK)), TASK)), seed=2)
def test_the_flows_that_tokens_went_along(shape: Shape, seed: int) -> None:
    story, dice = Story(shape), random.Random(seed)
    definition = story.diagram.parse()
    steps = [engine.open(definition, variables=story.drawing.variables, now=NOW)]
    while not steps[-1].ended:
        chosen = dice.choice(engine.ready(definition, steps[-1].state)).key
        answers = story.answers(chosen.element)
        steps.append(engine.complete(definition, steps[-1].state, chosen, answers, now=NOW, due={}))
    path = walked(definition, steps)
    left = {key.element for step in steps for key in step.visited}
    assert set(path.passed) == left
    assert set(path.flows) == {flow.id for flow in definition.flows if flow.source in left and went(story, flow)}


def test_of_a_choice_that_leads_past_a_task_only_the_way_that_was_taken() -> None:
    diagram = Diagram().start().end().choice("ask").choice("met").user("extra")
    diagram.path("begin ask").when("ask", "extra", "more == True").when("ask", "met", "more == False")
    definition = diagram.path("extra met done").parse()
    (asked, past) = (engine.open(definition, variables={"more": more}, now=NOW) for more in (True, False))
    (task,) = engine.ready(definition, asked.state)
    done = engine.complete(definition, asked.state, task.key, {}, now=NOW, due={})
    ways = {flow.id: (flow.source, flow.target) for flow in definition.flows}
    taken = [[ways[flow] for flow in walked(definition, steps).flows] for steps in ([asked, done], [past])]
    assert taken[0] == [("begin", "ask"), ("ask", "extra"), ("extra", "met"), ("met", "done")]
    assert taken[1] == [("begin", "ask"), ("ask", "met"), ("met", "done")]


def went(story: Story, flow: engine.Flow) -> bool:
    """Of the ways out of a choice: the one that the shape chooses, and back in a loop where it runs again."""
    name, _, number = flow.source.rpartition("_")
    if name == "fork":
        ways = [other.id for other in story.diagram.parse().flows if other.source == flow.source]
        return ways.index(flow.id) == story.drawing.variables[f"choice_{number}"]
    if name == "back" and flow.target == f"head_{number}":
        return story.drawing.loops[f"again_{number}"] > 1
    return True
