"""Each construct the engine runs wrongly is refused, naming file, element, reason and way out."""

from __future__ import annotations

import pytest

from tests.unit.procedures.builder import Diagram, refused, simple, timer


def around(tag: str, name: str, inside: str = "", **attributes: str) -> Diagram:
    """A diagram with one node of that kind between its start and its end."""
    return Diagram().start().node(tag, name, inside, **attributes).end().path(f"begun {name} done")


def on_host(definition: str, **attributes: str) -> Diagram:
    """A task with a boundary event of that definition."""
    diagram = Diagram().start().user("ask").boundary("late", "ask", definition, **attributes).end("left").end()
    return diagram.path("begun ask done").path("late left")


def cycle() -> str:
    return "<bpmn:timerEventDefinition><bpmn:timeCycle>R3/P1D</bpmn:timeCycle></bpmn:timerEventDefinition>"


def test_a_good_diagram_passes() -> None:
    assert simple().check() == []


def test_a_diagram_of_everything_allowed_passes() -> None:
    inner = Diagram("phase_inside").start("phase_begun").user("work").end("worked").path("phase_begun work worked")
    diagram = Diagram().start().parallel("split").user("one").user("other").parallel("join").sub("phase", inner)
    diagram.boundary("gone", "phase", diagram.message("gone")).boundary(
        "slow", "phase", timer("work_due"), cancelActivity="false"
    )
    diagram.node("eventBasedGateway", "wait").node("intermediateCatchEvent", "heard", diagram.message("answer"))
    diagram.node("intermediateCatchEvent", "silent", timer("answer_due")).choice("again", default="again_to_done")
    diagram.effect("tell", "send_notice", notice="'slow'").end("told").end("left").end()
    diagram.path("begun split one join phase wait heard again done").path("split other join").path("wait silent again")
    diagram.path("slow tell told").path("gone left").flow("again", "phase", 'answer == "again"')
    assert [str(finding) for finding in diagram.check()] == []


def test_refuses_event_subprocess() -> None:
    inner = Diagram("inside").start("inner_begun").user("work").end("worked").path("inner_begun work worked")
    diagram = Diagram().start().user("ask").end().sub("watch", inner, triggeredByEvent="true").path("begun ask done")
    finding = refused(diagram.check(), "event-subprocess", "watch")
    assert "boundary event" in finding.way_out


@pytest.mark.parametrize("tag", ["intermediateThrowEvent", "intermediateCatchEvent"])
def test_refuses_link_event(tag: str) -> None:
    refused(around(tag, "jump", '<bpmn:linkEventDefinition name="there"/>').check(), "link-event", "jump")


def test_refuses_compensation() -> None:
    refused(on_host("<bpmn:compensateEventDefinition/>").check(), "compensation", "late")
    refused(around("userTask", "undo", isForCompensation="true").check(), "compensation", "undo")


def test_refuses_conditional_event() -> None:
    definition = "<bpmn:conditionalEventDefinition><bpmn:condition>x</bpmn:condition></bpmn:conditionalEventDefinition>"
    refused(on_host(definition).check(), "conditional-event", "late")


def test_refuses_inclusive_gateway() -> None:
    refused(around("inclusiveGateway", "some").check(), "inclusive-gateway", "some")


def test_refuses_complex_gateway() -> None:
    refused(around("complexGateway", "odd").check(), "complex-gateway", "odd")


def test_refuses_interrupting_cycle() -> None:
    assert "repeats" in refused(on_host(cycle()).check(), "interrupting-cycle", "late").sentence


def test_refuses_non_interrupting_cycle_with_a_user_task() -> None:
    diagram = Diagram().start().user("ask").boundary("remind", "ask", cycle(), cancelActivity="false")
    diagram.user("call").end("called").end().path("begun ask done").path("remind call called")
    finding = refused(diagram.check(), "non-interrupting-cycle", "remind")
    assert "remind" in finding.way_out


def test_refuses_two_timers_at_one_event_gateway() -> None:
    diagram = Diagram().start().node("eventBasedGateway", "wait")
    diagram.node("intermediateCatchEvent", "soon", timer("soon_due")).node(
        "intermediateCatchEvent", "later", timer("later_due")
    )
    diagram.end().path("begun wait soon done").path("wait later done")
    refused(diagram.check(), "two-timers", "wait")


def test_refuses_condition_on_a_flow_that_leaves_a_task() -> None:
    diagram = Diagram().start().user("ask").end().path("begun ask").flow("ask", "done", "amount > 3")
    assert "ask" in refused(diagram.check(), "condition-ignored", "ask_to_done").sentence


def test_refuses_cardinality_with_an_output_list() -> None:
    loop = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3</bpmn:loopCardinality>"
        "<bpmn:loopDataOutputRef>votes</bpmn:loopDataOutputRef></bpmn:multiInstanceLoopCharacteristics>"
    )
    refused(around("userTask", "vote", loop).check(), "cardinality-with-output", "vote")


def test_refuses_completion_condition() -> None:
    loop = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3</bpmn:loopCardinality>"
        "<bpmn:completionCondition>done</bpmn:completionCondition></bpmn:multiInstanceLoopCharacteristics>"
    )
    refused(around("userTask", "vote", loop).check(), "completion-condition", "vote")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("2026-03-02T09:00:00", "naive-timestamp"),
        ('"2026-03-02T09:00:00"', "naive-timestamp"),
        ("2026-03-02T09:00:00-05:00", "timer-date"),
        ("P14D", "timer-duration"),
        ("", "timer"),
        ("now() + 3", "timer"),
    ],
)
def test_refuses_a_timer_that_names_no_deadline(text: str, rule: str) -> None:
    assert "procedure.toml" in refused(on_host(timer(text)).check(), rule, "late").way_out


def test_refuses_timer_duration() -> None:
    definition = "<bpmn:timerEventDefinition><bpmn:timeDuration>P14D</bpmn:timeDuration></bpmn:timerEventDefinition>"
    refused(on_host(definition).check(), "timer-duration", "late")


def test_refuses_script_task() -> None:
    refused(around("scriptTask", "compute", "<bpmn:script>x = 1</bpmn:script>").check(), "script-task", "compute")


@pytest.mark.parametrize("kind", ["preScript", "postScript"])
def test_refuses_script_beside_a_task(kind: str) -> None:
    inside = f"<bpmn:extensionElements><spiffworkflow:{kind}>x = 1</spiffworkflow:{kind}></bpmn:extensionElements>"
    refused(around("userTask", "ask", inside).check(), "script-beside", "ask")


def test_refuses_signal_and_cancel_events() -> None:
    refused(on_host("<bpmn:signalEventDefinition/>").check(), "signal-event", "late")
    refused(on_host("<bpmn:cancelEventDefinition/>").check(), "cancel-event", "late")


def test_refuses_transaction_and_ad_hoc_subprocess() -> None:
    for tag, rule in (("transaction", "transaction"), ("adHocSubProcess", "ad-hoc-subprocess")):
        inner = Diagram("inside").start("inner_begun").user("work").end("worked").path("inner_begun work worked")
        diagram = Diagram().start().sub("phase", inner, tag).end().path("begun phase done")
        refused(diagram.check(), rule, "phase")


def test_refuses_loop_marker() -> None:
    refused(around("userTask", "ask", "<bpmn:standardLoopCharacteristics/>").check(), "loop-marker", "ask")


def test_refuses_a_task_that_does_not_say_who_does_it() -> None:
    refused(around("task", "something").check(), "plain-task", "something")


def test_refuses_data_mapping() -> None:
    refused(around("userTask", "ask", "<bpmn:ioSpecification/>").check(), "data-mapping", "ask")


def test_refuses_a_start_that_waits_for_something() -> None:
    diagram = Diagram().start("begun", timer("first_of_january")).user("ask").end().path("begun ask done")
    refused(diagram.check(), "start-event", "begun")


def test_refuses_several_events_in_one() -> None:
    diagram = Diagram()
    diagram.start().user("ask").boundary("late", "ask", timer("due") + diagram.message("gone")).end("left").end()
    refused(diagram.path("begun ask done").path("late left").check(), "several-events", "late")


def test_refuses_reserved_name_typename() -> None:
    loop = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopDataInputRef>people</bpmn:loopDataInputRef>"
        '<bpmn:inputDataItem id="typename"/></bpmn:multiInstanceLoopCharacteristics>'
    )
    refused(around("userTask", "ask", loop).check(), "reserved-name", "ask")


def test_refuses_a_repetition_over_nothing() -> None:
    refused(around("userTask", "ask", "<bpmn:multiInstanceLoopCharacteristics/>").check(), "repetition", "ask")
