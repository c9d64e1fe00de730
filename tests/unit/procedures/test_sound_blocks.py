"""The block rules against the engine: sound diagrams pass, and what passes never gets stuck or does anything twice."""

from __future__ import annotations

import itertools
import re

from hypothesis import given
from hypothesis import strategies as st

from ombud.workflows import engine
from ombud.workflows.procedures.check import check_content
from tests.unit.engine.blocks import Drawing, Shape, shapes
from tests.unit.engine.diagrams import Walk

#: the engine's test diagrams are not drawn, their choices have no default, and their notes are nobody's
OTHERS = {"no-drawing", "no-default", "not-drawn"}
_digests = itertools.count()


def as_xml(drawing: Drawing, shape: Shape) -> bytes:
    """With terminate events where a boundary event leaves a block: a plain end would leave its join waiting."""
    diagram, _node = drawing.whole(shape)
    pattern = rb'(<bpmn:endEvent id="gone_\d+">)'
    return re.sub(pattern, rb"\1<bpmn:terminateEventDefinition/>", diagram.xml())


def refusals(content: bytes) -> set[str]:
    return {f"{f.rule} {f.element}: {f.sentence}" for f in check_content("p.bpmn", content) if f.rule not in OTHERS}


@given(shapes())
def test_sound_diagrams_pass(shape: Shape) -> None:
    assert refusals(as_xml(Drawing(), shape)) == set()


@given(st.data())
def test_what_passes_never_gets_stuck(data: st.DataObject) -> None:
    drawing = Drawing()
    content = redirected(data, as_xml(drawing, data.draw(shapes())))
    if refusals(content):
        return
    definition = engine.parse("p", {"p.bpmn": content}, {}, digest=f"sound {next(_digests)}")
    choices = {name: data.draw(st.integers(0, 1)) for name in drawing.variables}
    walk = Walk(definition, **choices, **dict.fromkeys(drawing.loops, False))
    for _step in range(40):
        ready = walk.open
        elements = [task.partition(":")[0] for task in ready]
        assert len(set(elements)) == len(elements)
        if walk.step.ended:
            return
        place = data.draw(st.integers(0, len(ready) - 1))
        answer = {elements[place]: data.draw(st.booleans())} if elements[place] in drawing.loops else {}
        walk.complete(ready[place], **answer)


def redirected(data: st.DataObject, content: bytes) -> bytes:
    """Some flows lead somewhere else."""
    text = content.decode()
    names = re.findall(r'<bpmn:(?:userTask|exclusiveGateway|parallelGateway|endEvent|subProcess) id="(\w+)"', text)
    for _change in range(data.draw(st.integers(0, 2))):
        targets = list(re.finditer(r'targetRef="(\w+)"', text))
        chosen = data.draw(st.sampled_from(targets))
        text = f'{text[: chosen.start()]}targetRef="{data.draw(st.sampled_from(names))}"{text[chosen.end() :]}'
    return text.encode()
