"""What is read from a procedure's files, and what is refused there."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from ombud.workflows import engine
from ombud.workflows.engine import parsing
from tests.unit.engine.diagrams import HEAD, NOW, Diagram, items, table, timer

MI = "multiInstanceLoopCharacteristics"


def rich() -> Diagram:
    inner = Diagram("inner").start("ib").user("look", ombud__cites="P114-k P114-l").end("ie").path("ib look ie")
    diagram = Diagram().start().sub("part", inner).effect("letter", letter="template").rule("route", "t").end()
    diagram.user("decide", items("people", "person", "votes", "verdict"), lane="director", ombud__deadline="decision")
    diagram.boundary("withdraw", "part", diagram.message("withdrawal")).end("withdrawn")
    diagram.boundary("target", "part", timer("target"), interrupting=False).choice("more")
    diagram.lanes["board"] = ["part"]
    diagram.path("begin part letter decide route more").when("more", "part", "again == 1")
    return diagram.when("more", "done", "again != 1").path("withdraw withdrawn").path("target withdrawn")


def test_a_definition_offers_its_elements() -> None:
    definition = rich().parse(dmn=table("t", ["kind"], ["to"], [(['"x"'], ["word"])]))
    elements = definition.elements
    assert elements["look"].cites == ("P114-k", "P114-l")
    assert (elements["look"].lane, elements["look"].process, elements["look"].form) == ("board", "part", "look")
    assert (elements["decide"].lane, elements["decide"].deadline) == ("director", "decision")
    assert (elements["decide"].items, elements["decide"].item, elements["decide"].output_item) == (
        "people",
        "person",
        "verdict",
    )
    assert [element.id for element in definition.of_type("userTask")] == ["decide", "look"]
    assert {element.id for element in definition.of_type("endEvent")} == {"done", "withdrawn", "ie"}
    target = definition.timers[0]
    assert (target.id, target.deadline, target.host, target.interrupting) == ("target", "target", "part", False)
    assert definition.messages == {"withdrawal"}
    assert [(element.id, element.effect) for element in definition.effects] == [("letter", "issue_letter")]
    assert definition.writes == {"decide": ("votes",), "route": ("to",)}


def test_a_definition_offers_its_expressions_and_their_variables() -> None:
    definition = rich().parse(dmn=table("t", ["kind"], ["to"], [(['"x"'], ["word"])]))
    found = {(used.element, used.place): used.expression.names for used in definition.expressions}
    assert found[("letter", "parameter letter")] == {"template"}
    assert found[("decide", "items")] == {"people"}
    assert found[("route", "input 1")] == {"kind"}
    assert found[("route", "row 1")] == {"word"}
    assert {"again"} in found.values()


def test_a_version_is_parsed_once() -> None:
    files = {"p.bpmn": Diagram().start().user("a").end().path("begin a done").xml()}
    first = engine.parse("p", files, {}, digest="the same")
    assert engine.parse("p", {}, {}, digest="the same") is first
    assert engine.parse("p", files, {}, digest="another") is not first


def test_two_threads_that_come_first_share_one_definition_and_run_at_once() -> None:
    diagram = Diagram().start().user("vote", items("people", "person", "votes", "verdict")).end()
    files = {"p.bpmn": diagram.path("begin vote done").xml()}
    start, results, errors = threading.Barrier(8), [], []

    def use() -> None:
        try:
            start.wait()
            definition = engine.parse("p", files, {}, digest="threads")
            step = engine.open(definition, variables={"people": ["ann", "ben"]}, now=NOW)
            for name in ("ann", "ben"):
                key = engine.ElementKey("vote", 1, name)
                step = engine.complete(definition, step.state, key, {"verdict": name}, now=NOW, due={})
            results.append((id(definition), step.ended, tuple(step.variables["votes"])))
        except Exception as problem:
            errors.append(problem)

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert len(results) == 8
    assert len(set(results)) == 1


def test_the_cache_does_not_grow_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "MAX_CACHED", 3)
    monkeypatch.setattr(parsing, "_cache", {})
    for _ in range(5):
        Diagram().start().user("a").end().path("begin a done").parse()
    assert len(parsing._cache) == 3


def plain(extra: str = "", path: str = "begin a done") -> Diagram:
    return Diagram().start().user("a").end().raw(extra).path(path)


def with_node(tag: str, inside: str = "", **attributes: str) -> Callable[[], Diagram]:
    return lambda: plain(path="begin a x done").node(tag, "x", inside, **attributes)


def with_event(tag: str, definition: str, **attributes: str) -> Callable[[], Diagram]:
    return with_node(tag, f"<bpmn:{definition}/>", **attributes)


def with_timer(text: str) -> Callable[[], Diagram]:
    return with_node("intermediateCatchEvent", f"<bpmn:timerEventDefinition>{text}</bpmn:timerEventDefinition>")


def two_timers() -> Diagram:
    diagram = Diagram().start().node("eventBasedGateway", "x").timer("s", "one").timer("t", "two").end()
    return diagram.path("begin x s done").path("x t done")


def lonely_gateway() -> Diagram:
    diagram = Diagram().start().node("eventBasedGateway", "x").timer("s", "one").end()
    return diagram.path("begin x s done")


def event_subprocess() -> Diagram:
    inner = Diagram("inner").start("ib").user("b").end("ie").path("ib b ie")
    return plain().node("subProcess", "x", inner.body(), triggeredByEvent="true")


def mismatched() -> Diagram:
    diagram = Diagram().start().choice("fork").parallel("x").users("a b").end().path("begin fork").path("a x done")
    return diagram.path("b x").when("fork", "a", "n == 0").when("fork", "b", "n == 1")


def looped(inside: str) -> Callable[[], Diagram]:
    return lambda: Diagram().start().user("x", inside).end().path("begin x done")


def multi(inside: str) -> Callable[[], Diagram]:
    data = "<bpmn:loopDataInputRef>people</bpmn:loopDataInputRef>"
    return looped(f"<bpmn:{MI}>{data}{inside}</bpmn:{MI}>")


REFUSED: list[tuple[str, Callable[[], Diagram], str]] = [
    ("event subprocess", event_subprocess, "event subprocesses"),
    ("link", with_event("intermediateThrowEvent", "linkEventDefinition"), "link events"),
    ("compensation", with_event("intermediateThrowEvent", "compensateEventDefinition"), "compensation"),
    ("conditional", with_event("intermediateCatchEvent", "conditionalEventDefinition"), "conditional"),
    ("signal", with_event("intermediateCatchEvent", "signalEventDefinition"), "signals"),
    ("inclusive", with_node("inclusiveGateway"), "inclusive"),
    ("complex", with_node("complexGateway"), "complex"),
    ("script", with_node("scriptTask", "<bpmn:script>import os</bpmn:script>"), "scripts are not run"),
    ("plain task", with_node("task"), "who does it"),
    ("transaction", with_node("transaction"), "transactions"),
    ("ad hoc", with_node("adHocSubProcess"), "ad-hoc"),
    ("unknown node", with_node("choreographyTask"), "not supported"),
    ("cycle", with_timer("<bpmn:timeCycle>R3/PT1H</bpmn:timeCycle>"), "repeating timers"),
    ("duration", with_timer("<bpmn:timeDuration>P14D</bpmn:timeDuration>"), "names a deadline"),
    ("date", with_timer("<bpmn:timeDate>2026-01-01T00:00:00</bpmn:timeDate>"), "names a deadline"),
    ("expression", with_timer("<bpmn:timeDate>now()</bpmn:timeDate>"), "names a deadline"),
    ("empty timer", with_timer(""), "none is given"),
    ("two timers", two_timers, "two timers"),
    ("loop marker", looped("<bpmn:standardLoopCharacteristics/>"), "loop markers"),
    ("completion condition", multi("<bpmn:completionCondition>1</bpmn:completionCondition>"), "completion condition"),
    (
        "cardinality with list",
        looped(
            f"<bpmn:{MI}><bpmn:loopCardinality>2</bpmn:loopCardinality>"
            f"<bpmn:loopDataOutputRef>o</bpmn:loopDataOutputRef></bpmn:{MI}>"
        ),
        "output list",
    ),
    ("repetition of nothing", looped(f"<bpmn:{MI}/>"), "cardinality or a loop input"),
    (
        "pre-script",
        looped("<bpmn:extensionElements><spiffworkflow:preScript>x</spiffworkflow:preScript></bpmn:extensionElements>"),
        "scripts on elements",
    ),
    ("compensating", with_node("userTask", isForCompensation="true"), "compensation"),
    ("data mapping", looped("<bpmn:ioSpecification/>"), "data mappings"),
    ("no host", lambda: plain().boundary("x", "nobody", timer("t")).path("x done"), "no activity"),
    ("boundary without event", lambda: plain().boundary("x", "a", "").path("x done"), "kind `none`"),
    ("soft error", lambda: plain().boundary("x", "a", "<bpmn:errorEventDefinition/>", interrupting=False), "always"),
    ("two kinds", with_node("intermediateCatchEvent", timer("t") + "<bpmn:messageEventDefinition/>"), "several things"),
    ("nameless message", with_event("intermediateCatchEvent", "messageEventDefinition"), "message is missing"),
    ("unreachable", lambda: plain().user("x").path("x done"), "no flow leads to it"),
    ("dead end", lambda: plain(path="begin a x").user("x"), "nothing comes after"),
    ("after the end", lambda: plain().path("done a"), "after an end"),
    ("two flows", lambda: plain().path("a done"), "several flows"),
    ("flow to nowhere", lambda: plain(path="begin a nowhere"), "is no element"),
    (
        "condition behind a task",
        lambda: Diagram().start().user("a").end().path("begin a").when("a", "done", "n"),
        "only",
    ),
    ("duplicate id", lambda: plain().user("a"), "used twice"),
    ("no id", lambda: plain("<bpmn:userTask/>"), "no id"),
    ("no start", lambda: Diagram().user("a").end().path("a done"), "0 start events"),
    ("two starts", lambda: plain().start("other").path("other a"), "2 start events"),
    ("start event", lambda: Diagram().node("startEvent", "x", timer("t")).end().path("x done"), "kind `timer`"),
    ("no end", lambda: Diagram().start().user("a").path("begin a begin"), "no end event"),
    ("mismatched join", mismatched, "one parallel gateway"),
    ("condition", lambda: plain(path="begin x").choice("x").when("x", "a", "open()").path("a done"), "functions"),
    ("no condition, no default", lambda: plain(path="begin x a done").choice("x").path("x done"), "without condition"),
    ("no operator", with_node("serviceTask"), "operator"),
    ("parameter", lambda: plain(path="begin x a done").effect("x", n="a.b"), "parameter n"),
    ("no such process", with_node("callActivity", calledElement="other"), "called process `other` is missing"),
    ("calls itself", with_node("callActivity", calledElement="p"), "cannot call itself"),
    ("after an event gateway", lambda: plain(path="begin x a done").node("eventBasedGateway", "x"), "only message"),
    ("lonely event gateway", lonely_gateway, "at least two events"),
    ("empty subprocess", with_node("subProcess"), "start events"),
]


@pytest.mark.parametrize(("diagram", "reason"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_cannot_run_rightly_is_refused(diagram: Callable[[], Diagram], reason: str) -> None:
    with pytest.raises(engine.DefinitionError, match=reason) as refused:
        diagram().parse()
    assert refused.value.file == "p.bpmn"
    assert refused.value.element
    assert "Error(" not in str(refused.value)


@pytest.mark.parametrize(
    "content",
    [b"", b"no xml", b"<a><b></a>", b"<x/>", HEAD.encode() + b"</bpmn:definitions>", b"\xff\xfe\x00"],
)
def test_a_file_that_is_no_diagram_is_refused(content: bytes) -> None:
    with pytest.raises(engine.DefinitionError) as refused:
        engine.parse("p", {"p.bpmn": content}, {}, digest=f"broken {content!r}")
    assert refused.value.file == "p.bpmn"


def test_entities_are_not_resolved() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + plain().xml()
    with pytest.raises(engine.DefinitionError, match="DOCTYPE"):
        engine.parse("p", {"p.bpmn": bomb}, {}, digest="bomb")


def test_a_refusal_names_the_line() -> None:
    content = plain().user("x").path("x done").xml().replace(b"<bpmn:", b"\n<bpmn:")
    with pytest.raises(engine.DefinitionError, match=r"p\.bpmn:\d+: x: no flow leads") as refused:
        engine.parse("p", {"p.bpmn": content}, {}, digest="lines")
    assert refused.value.line
    assert content.decode().splitlines()[refused.value.line - 1].startswith('<bpmn:userTask id="x"')


def test_a_process_in_two_files_is_refused() -> None:
    files = {"a.bpmn": plain().xml(), "b.bpmn": plain().xml()}
    with pytest.raises(engine.DefinitionError, match=r"also stands in a\.bpmn"):
        engine.parse("p", files, {}, digest="two files")


def test_a_chain_too_long_for_the_library_is_refused_in_a_sentence() -> None:
    names = [f"t{number}" for number in range(1500)]
    diagram = Diagram().start().users(" ".join(names)).end()
    with pytest.raises(engine.DefinitionError, match="divide it into subprocesses"):
        diagram.path(f"begin {' '.join(names)} done").parse()


def test_every_element_of_a_parsed_diagram_is_ours() -> None:
    definition = rich().parse(dmn=table("t", ["kind"], ["to"], []))
    for spec in (definition.spec, *definition.subprocess_specs.values()):
        for task_spec in spec.task_specs.values():
            if task_spec.bpmn_id is not None:
                assert type(task_spec).__module__.startswith("ombud.workflows.engine."), task_spec.name
