"""What the library never notices: ids, reachability, gateways and blocks that do not fit together."""

from __future__ import annotations

import pytest

from tests.unit.procedures.builder import Diagram, refused, simple, timer


def test_refuses_boundary_event_on_a_missing_task() -> None:
    diagram = simple().boundary("late", "nobody", timer("due")).end("left").path("late left")
    assert "nobody" in refused(diagram.check(), "boundary-host", "late").sentence


def test_refuses_unreachable_node() -> None:
    diagram = simple().user("forgotten").path("forgotten done")
    refused(diagram.check(), "unreachable", "forgotten")


def test_refuses_duplicate_id() -> None:
    diagram = simple()
    diagram.extra = '<bpmn:userTask id="ask"/>'
    assert "leave.bpmn:" in refused(diagram.check(), "duplicate-id", "ask").sentence


def test_refuses_missing_id() -> None:
    diagram = simple()
    diagram.extra = '<bpmn:userTask name="No id"/>'
    refused(diagram.check(), "missing-id")


def test_refuses_flow_to_nowhere() -> None:
    assert "'nowhere'" in refused(simple().flow("ask", "nowhere").check(), "flow-end", "ask_to_nowhere").sentence


def test_refuses_flow_across_the_border_of_a_subprocess() -> None:
    inner = Diagram("inside").start("inner_begun").user("work").end("worked").path("inner_begun work worked")
    diagram = Diagram().start().user("ask").sub("phase", inner).end().path("begun ask phase done").flow("ask", "work")
    refused(diagram.check(), "flow-end", "ask_to_work")


def test_refuses_dead_end() -> None:
    refused(Diagram().start().user("ask").end().path("begun ask").check(), "dead-end", "ask")


def test_refuses_several_flows_from_a_task() -> None:
    diagram = Diagram().start().user("ask").end("one").end("other").path("begun ask one").path("ask other")
    refused(diagram.check(), "several-flows", "ask")


@pytest.mark.parametrize("count", [0, 2])
def test_refuses_other_than_one_start(count: int) -> None:
    diagram = Diagram().user("ask").end().path("ask done")
    for number in range(count):
        diagram.start(f"begun_{number}").path(f"begun_{number} ask")
    refused(diagram.check(), "start-event")


def test_refuses_a_process_without_end() -> None:
    diagram = Diagram().start().user("ask").user("again").path("begun ask again ask")
    refused(diagram.check(), "no-end", "leave")


def test_refuses_a_loop_without_a_way_out() -> None:
    diagram = Diagram().start().choice("which", default="which_to_ask").user("ask").user("again").end()
    diagram.path("begun which ask again ask").flow("which", "done", "x == 1")
    refused(diagram.check(), "no-way-out", "ask")


def test_refuses_a_loop_nobody_is_waited_for_on() -> None:
    diagram = (
        Diagram().start().choice("again", default="again_to_done").effect("tell", "send_notice", notice="'x'").end()
    )
    diagram.path("begun again done").flow("again", "tell", "x == 1").path("tell again")
    refused(diagram.check(), "restless-loop")


def test_refuses_exclusive_gateway_without_default() -> None:
    diagram = Diagram().start().choice("which").end("one").end("other").path("begun which")
    diagram.flow("which", "one", "x == 1").flow("which", "other", "x == 2")
    refused(diagram.check(), "no-default", "which")


def test_refuses_flow_with_neither_default_nor_condition() -> None:
    diagram = Diagram().start().choice("which", default="which_to_one").end("one").end("other").path("begun which one")
    refused(diagram.flow("which", "other").check(), "no-condition", "which_to_other")


def test_refuses_a_default_that_is_none_of_its_flows() -> None:
    diagram = Diagram().start().choice("which", default="begun_to_which").end().path("begun which done")
    refused(diagram.check(), "default-flow", "which")


def test_refuses_a_condition_on_the_default() -> None:
    diagram = Diagram().start().choice("which", default="which_to_one").end("one").end("other").path("begun which")
    diagram.flow("which", "one", "x == 1").flow("which", "other", "x == 2")
    refused(diagram.check(), "default-condition", "which_to_one")


def test_refuses_the_same_condition_twice() -> None:
    diagram = Diagram().start().choice("which", default="which_to_one").end("one").end("other").end("third")
    diagram.path("begun which one").flow("which", "other", "x == 2").flow("which", "third", "x == 2")
    refused(diagram.check(), "same-condition", "which_to_third")


@pytest.mark.parametrize(
    ("text", "way_out"),
    [
        ("${approved}", "Leave out"),
        ("=approved", "Leave out"),
        ("a && b", "`and`"),
        ("a = 1", "`==`"),
        ("__import__('os').system('true')", "Write it"),
        ("x.y", "Write it"),
        ("true", "Write it"),
    ],
)
def test_refuses_an_expression_that_is_not_ours(text: str, way_out: str) -> None:
    diagram = Diagram().start().choice("which", default="which_to_one").end("one").end("other").path("begun which one")
    assert way_out in refused(diagram.flow("which", "other", text).check(), "expression", "which_to_other").way_out


def test_refuses_an_event_gateway_with_one_event_or_a_task() -> None:
    one = Diagram()
    one.start().node("eventBasedGateway", "wait").node("intermediateCatchEvent", "heard", one.message("answer")).end()
    refused(one.path("begun wait heard done").check(), "event-gateway", "wait")
    task = Diagram()
    task.start().node("eventBasedGateway", "wait").node("intermediateCatchEvent", "heard", task.message("answer")).user(
        "ask"
    ).end()
    refused(task.path("begun wait heard done").path("wait ask done").check(), "event-gateway", "wait")


def test_refuses_an_event_gateway_that_starts_a_case_or_shares_its_event() -> None:
    diagram = Diagram()
    diagram.start().choice("which", default="which_to_wait").node("eventBasedGateway", "wait", instantiate="true")
    diagram.node("intermediateCatchEvent", "heard", diagram.message("answer"))
    diagram.node("intermediateCatchEvent", "silent", timer("due")).end()
    diagram.path("begun which wait heard done").path("wait silent done").flow("which", "heard", "x == 1")
    sentences = " ".join(f.sentence for f in diagram.check() if f.rule == "event-gateway")
    assert "starts a case" in sentences
    assert "heard is also reached without" in sentences


def test_refuses_a_default_where_nothing_is_chosen() -> None:
    diagram = Diagram().start().user("ask", default="ask_to_done").end().path("begun ask done")
    refused(diagram.check(), "default-ignored", "ask")


def test_refuses_flows_into_a_start_from_an_end_and_into_a_boundary_event() -> None:
    diagram = simple().boundary("late", "ask", timer("due")).end("left").path("late left").path("ask late")
    findings = diagram.path("ask begun").path("done ask").check()
    refused(findings, "flow-into-start", "begun")
    refused(findings, "flow-from-end", "done")
    refused(findings, "flow-into-boundary", "late")


def test_refuses_an_error_event_on_a_task() -> None:
    diagram = simple().boundary("broken", "ask", '<bpmn:errorEventDefinition errorRef="failed"/>').end("left")
    refused(diagram.path("broken left").check(), "boundary-host", "broken")


def test_refuses_a_message_without_a_name() -> None:
    definition = '<bpmn:messageEventDefinition messageRef="missing"/>'
    diagram = simple().boundary("gone", "ask", definition).end("left").path("gone left")
    refused(diagram.check(), "message", "gone")


def test_refuses_an_error_nobody_catches() -> None:
    thrown = '<bpmn:errorEventDefinition errorRef="failed"/>'
    inner = Diagram("inside").start("inner_begun").user("work").end("broken", thrown).path("inner_begun work broken")
    diagram = Diagram().start().sub("phase", inner).end().path("begun phase done")
    diagram.roots.append('<bpmn:error id="failed" name="failed" errorCode="failed"/>')
    refused(diagram.check(), "uncaught-error", "broken")
    diagram.boundary("caught", "phase", thrown).end("left").path("caught left")
    assert "uncaught-error" not in {finding.rule for finding in diagram.check()}


def test_refuses_two_interrupting_events_that_wait_for_the_same() -> None:
    diagram = simple().boundary("late", "ask", timer("due")).boundary("later", "ask", timer("due")).end("left")
    refused(diagram.path("late left").path("later left").check(), "same-wait", "later")


def test_refuses_a_call_of_a_missing_process() -> None:
    diagram = Diagram().start().node("callActivity", "call", calledElement="elsewhere").end().path("begun call done")
    refused(diagram.check(), "missing-process", "call")


def test_refuses_a_process_that_calls_itself() -> None:
    diagram = Diagram().start().node("callActivity", "call", calledElement="leave").end().path("begun call done")
    refused(diagram.check(), "calls-itself", "call")


def test_refuses_an_effect_or_decision_that_is_not_named() -> None:
    diagram = Diagram().start().node("serviceTask", "act").node("businessRuleTask", "decide").end()
    findings = diagram.path("begun act decide done").check()
    refused(findings, "no-effect", "act")
    refused(findings, "no-decision", "decide")


def test_refuses_incoming_entries_that_differ_from_the_flows() -> None:
    diagram = Diagram().start().user("ask", "<bpmn:incoming>other</bpmn:incoming>").end().path("begun ask done")
    refused(diagram.check(), "declared-flows", "ask")


def test_refuses_a_diagram_that_is_too_large() -> None:
    diagram = Diagram().start()
    for number in range(501):
        diagram.user(f"step_{number}")
    refused(diagram.end().check(), "too-large")


def test_what_only_the_schema_refuses_is_told_too() -> None:
    diagram = simple()
    diagram.extra = '<bpmn:lane id="astray"/>'
    refused(diagram.check(), "schema")
