"""Parallel work that does not come together as it parted."""

from __future__ import annotations

import pytest

from tests.unit.procedures.builder import Diagram, refused, timer


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
