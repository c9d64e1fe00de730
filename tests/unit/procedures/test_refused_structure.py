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


def blocks(
    *paths: str, parallel: str = "split join", choices: str = "", users: str = "a b c", ends: str = "done"
) -> Diagram:
    diagram = Diagram().start().parallel(*parallel.split())
    for name in choices.split():
        diagram.choice(name)
    for name in users.split():
        diagram.user(name)
    for name in ends.split():
        diagram.end(name)
    for path in paths:
        diagram.path(path)
    return diagram


def test_a_block_with_a_loop_in_one_branch_passes() -> None:
    diagram = blocks("begun split a join c done", "split b", choices="again")
    diagram.shapes[3].attributes["default"] = "again_to_join"
    diagram.path("b again join").flow("again", "b", "x == 1")
    assert [str(finding) for finding in diagram.check()] == []


def test_branches_that_each_end_by_themselves_pass() -> None:
    assert blocks("begun split a done", "split b other", parallel="split", ends="done other", users="a b").check() == []


def test_refuses_split_whose_branches_meet_at_an_exclusive_gateway() -> None:
    diagram = blocks("begun split a meet c done", "split b meet", parallel="split", choices="meet")
    assert "meet" in refused(diagram.check(), "split-without-join", "split").sentence


def test_refuses_join_of_branches_of_a_choice() -> None:
    diagram = Diagram().start().choice("which", default="which_to_a").user("a").user("b").parallel("join").end()
    diagram.path("begun which a join done").flow("which", "b", "x == 1").path("b join")
    refused(diagram.check(), "unmatched-join", "join")


def test_refuses_mismatched_split_and_join() -> None:
    diagram = blocks("begun split a join done", "split inner b join", "inner c join", parallel="split inner join")
    findings = diagram.check()
    assert {finding.rule for finding in findings} & {"mismatched-join", "branch-joins-twice"}
    assert {finding.file for finding in findings} == {"leave.bpmn"}


def test_refuses_a_branch_that_leaves_its_block() -> None:
    diagram = blocks("begun first split a join done", "split b which", choices="which", users="first a b")
    diagram.shapes[3].attributes["default"] = "which_to_join"
    diagram.path("which join").flow("which", "first", "x == 1")
    refused(diagram.check(), "branch-leaves", "split")


def test_refuses_a_branch_that_joins_twice() -> None:
    diagram = blocks("begun split a join done", "split b which", choices="which")
    diagram.shapes[3].attributes["default"] = "which_to_join"
    diagram.path("which join").flow("which", "c", "x == 1").path("c join")
    refused(diagram.check(), "branch-joins-twice", "split")


@pytest.mark.parametrize(("target", "rule"), [("join", "mismatched-join"), ("a", "branch-entered")])
def test_refuses_a_flow_into_a_block_from_behind_it(target: str, rule: str) -> None:
    diagram = blocks("begun split a join c which done", "split b join", choices="which")
    diagram.shapes[3].attributes["default"] = "which_to_done"
    refused(diagram.flow("which", target, "x == 1").check(), rule, target)


def test_a_way_past_a_split_without_join_passes() -> None:
    diagram = blocks(
        "begun which split a done", "split b other", parallel="split", choices="which", users="a b", ends="done other"
    )
    diagram.shapes[2].attributes["default"] = "which_to_split"
    assert diagram.flow("which", "a", "x == 1").check() == []


def test_refuses_branches_that_meet_before_their_join() -> None:
    diagram = blocks("begun split a meet c join done", "split b meet", "split d join", choices="meet", users="a b c d")
    refused(diagram.check(), "branches-meet", "split")


def test_refuses_a_side_branch_that_comes_back() -> None:
    diagram = Diagram().start().user("ask").boundary("late", "ask", timer("due"), cancelActivity="false")
    diagram.user("call").user("close").end().path("begun ask close done").path("late call close")
    assert "close" in refused(diagram.check(), "side-branch-returns", "late").sentence


def test_refuses_an_event_gateway_with_one_event_or_a_task() -> None:
    one = Diagram()
    one.start().node("eventBasedGateway", "wait").node("intermediateCatchEvent", "heard", one.message("answer")).end()
    refused(one.path("begun wait heard done").check(), "event-gateway", "wait")
    task = Diagram()
    task.start().node("eventBasedGateway", "wait").node("intermediateCatchEvent", "heard", task.message("answer")).user(
        "ask"
    ).end()
    refused(task.path("begun wait heard done").path("wait ask done").check(), "event-gateway", "wait")


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
