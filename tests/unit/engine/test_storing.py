"""What a case looks like in storage. Cases stored by earlier releases must always load: add fixtures, never change one."""

from __future__ import annotations

import pytest

from ombud.workflows import engine
from ombud.workflows.engine import compile_expression
from ombud.workflows.engine.environment import SCRIPTS
from tests.unit.engine.diagrams import DAY, NOW, Diagram, Walk, full, items, timer

FORMAT_1 = engine.State(
    tree=(
        b'{"v":1,"t":[[-1,"Start",64],[0,"split",64,1],[1,"handling.BoundaryEventSplit",64],[1,"vote",32,1,"",{"o":1}],'
        b'[3,"vote [child]",16,1,"ann",{"k":"ann","v":"ann"}],[2,"handling",32,1],[2,"withdraw",8,1],[2,"target",8,1],'
        b'[5,"Start",64],[1,"join",8,0,"",{"f":"aside"}],[8,"look",16,2]],"n":{"begin":1,"split":1,"vote":1,'
        b'"vote:ann":1,"vote:ben":1,"aside":1,"handling":1,"withdraw":1,"target":1,"ib":1,"look":2,"back":1},"e":null}'
    ),
    variables=b'{"people":["ann","ben"],"votes":["yes"],"again":true}',
)


def several() -> engine.Definition:
    inner = Diagram("inner").start("ib").user("look").choice("back").end("ie").path("ib look back")
    inner.when("back", "look", "again").when("back", "ie", "not again")
    diagram = Diagram().start().parallel("split", "join").sub("handling", inner).user("aside").end().end("withdrawn")
    diagram.user("vote", items("people", "person", "votes", "verdict"))
    diagram.boundary("withdraw", "handling", diagram.message("withdrawal"))
    diagram.boundary("target", "handling", timer("decision"), interrupting=False)
    diagram.path("begin split handling join done").path("split vote join").path("split aside join")
    return diagram.path("withdraw withdrawn").path("target withdrawn").parse()


def test_a_case_stored_in_format_1_loads_and_goes_on() -> None:
    definition = several()
    assert engine.ready(definition, FORMAT_1) == (
        engine.OpenedTask(full("vote:1:ann"), "", "ann"),
        engine.OpenedTask(full("look:2"), ""),
    )
    assert engine.waiting_timers(definition, FORMAT_1)[0].host == full("handling")
    assert engine.awaited_messages(definition, FORMAT_1)[0].key == full("withdraw")
    state = engine.complete(definition, FORMAT_1, full("vote:1:ann"), {"verdict": "no"}, now=NOW, due={}).state
    step = engine.complete(definition, state, full("look:2"), {"again": False}, now=NOW, due={})
    assert (step.ended, step.variables["votes"]) == ("done", ["yes", "no"])


def test_this_release_stores_what_it_reads() -> None:
    definition = several()
    case = Walk(definition, people=["ann", "ben"])
    case.complete("aside")
    case.complete("look", again=True)
    case.complete("vote:1:ben", verdict="yes")
    assert case.step.state == FORMAT_1


def test_an_unknown_format_is_refused() -> None:
    tree = FORMAT_1.tree.replace(b'{"v":1', b'{"v":2')
    with pytest.raises(engine.EngineError, match="format 2"):
        engine.ready(several(), engine.State(tree, b"{}"))


def test_a_state_of_another_diagram_is_refused() -> None:
    other = Diagram().start().user("a").end().path("begin a done").parse()
    with pytest.raises(engine.EngineError, match="split: this element is not in the diagram"):
        engine.tick(other, FORMAT_1, now=NOW, due={})


def test_variables_that_were_not_written_keep_their_bytes() -> None:
    odd = engine.State(FORMAT_1.tree, b'{ "people": ["ann", "ben"], "votes": [], "again": false }')
    step = engine.tick(several(), odd, now=NOW + DAY, due={})
    assert step.state.variables == odd.variables
    assert step.state.tree == FORMAT_1.tree


def test_the_library_is_given_no_door_to_scripts() -> None:
    with pytest.raises(engine.EngineError, match="scripts are not run"):
        SCRIPTS.environment.execute("import os", {})
    assert compile_expression("1 + 1").evaluate({}) == 2


def test_the_drawing_does_not_decide_which_condition_comes_first() -> None:
    diagram = Diagram().start().choice("route").users("a b").end().path("a done").path("b done").path("begin route")
    diagram.when("route", "a", "n > 1").when("route", "b", "n > 0")
    shapes = "".join(
        f'<di:BPMNShape bpmnElement="{name}" id="{name}_di"><dc:Bounds x="0" y="{y}" width="1" height="1"/></di:BPMNShape>'
        for name, y in (("a", 500), ("b", 0))
    )
    drawing = (
        '<di:BPMNDiagram xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" '
        f'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" id="d"><di:BPMNPlane id="e" bpmnElement="p">{shapes}'
        "</di:BPMNPlane></di:BPMNDiagram></bpmn:definitions>"
    )
    content = diagram.xml().replace(b"</bpmn:definitions>", drawing.encode())
    definition = engine.parse("p", {"p.bpmn": content}, {}, digest="drawn")
    step = engine.open(definition, variables={"n": 5}, now=NOW)
    assert [task.key.element for task in step.opened] == ["a"]
