"""Joins: which tokens belong together."""

from __future__ import annotations

import pytest

from ombud.workflows import engine
from tests.unit.engine.diagrams import DAY, Diagram, Walk, full, timer


def test_two_passes_of_a_block_at_once_are_joined_apart() -> None:
    diagram = Diagram().start().parallel("first", "split", "join").choice("merge").users("a b left right after").end()
    diagram.path("begin first a merge split left join after done").path("first b merge").path("split right join")
    case = Walk(diagram.parse())
    case.complete("a")
    case.complete("b")
    case.complete("left")
    case.complete("right:2")
    assert case.open == ["right", "left:2"]
    case.complete("left:2")
    assert case.open == ["right", "after"]
    case.complete("after")
    case.complete("right")
    assert case.complete("after:2").ended == "done"


def test_the_second_pass_of_a_loop_waits_for_both_branches() -> None:
    diagram = Diagram().start().choice("head").parallel("split", "join").users("a b").choice("more").end()
    diagram.path("begin head split a join more").path("split b join")
    case = Walk(diagram.when("more", "head", "again").when("more", "done", "not again").parse(), again=True)
    for number in range(1, 6):
        case.complete(f"a:{number}", again=number < 5)
        assert case.open == [f"b:{number}" if number > 1 else "b"]
        case.complete(f"b:{number}")
    assert case.step.ended == "done"
    assert "join:5" in case.visited


def test_a_branch_may_come_back_to_itself_before_the_join() -> None:
    diagram = Diagram().start().parallel("split", "join").users("a b").choice("head").choice("more").end()
    diagram.path("begin split head a more").path("split b join done")
    case = Walk(diagram.when("more", "head", "again").when("more", "join", "not again").parse())
    case.complete("b")
    case.complete("a", again=True)
    assert case.open == ["a:2"]
    assert case.complete("a:2", again=False).ended == "done"


def test_three_branches_joined_in_two_stages() -> None:
    diagram = Diagram().start().parallel("split", "inner", "outer").users("a b c").end()
    diagram.path("begin split a inner outer done").path("split b inner").path("split c outer")
    case = Walk(diagram.parse())
    for key in ("c", "b"):
        assert case.complete(key).ended is None
    assert case.complete("a").ended == "done"
    assert case.visited == ["begin", "split", "a", "b", "c", "inner", "outer", "done"]


def test_a_branch_that_ends_by_itself_is_not_waited_for_by_the_join() -> None:
    diagram = Diagram().start().parallel("split", "join").users("a b c").end().end("aside")
    diagram.path("begin split a join done").path("split b join").path("split c aside")
    case = Walk(diagram.parse())
    case.complete("c")
    case.complete("a")
    assert case.complete("b").ended == "done"


def test_flows_straight_from_split_to_join_count() -> None:
    diagram = Diagram().start().parallel("split", "join").users("a").end()
    diagram.path("begin split a join done").path("split join").path("split join")
    assert Walk(diagram.parse()).complete("a").ended == "done"


def test_a_gateway_may_join_and_split_at_once() -> None:
    diagram = Diagram().start().parallel("split", "both", "join").users("a b c d").end()
    diagram.path("begin split a both c join done").path("split b both d join")
    case = Walk(diagram.parse())
    case.complete("a")
    case.complete("b")
    assert case.open == ["c", "d"]
    case.complete("d")
    assert case.complete("c").ended == "done"


def test_a_join_after_activities_with_boundary_events() -> None:
    diagram = Diagram().start().parallel("split", "join").users("a b late").choice("merge").end()
    diagram.boundary("t", "a", timer("x")).path("begin split a merge join done").path("t late merge").path(
        "split b join"
    )
    case = Walk(diagram.parse())
    case.set_due("t", DAY)
    case.tick(after=2 * DAY)
    case.complete("b")
    assert case.open == ["late"]
    assert case.complete("late").ended == "done"


def test_a_join_that_can_never_be_reached_again_is_an_error_not_a_dead_case() -> None:
    diagram = Diagram().start().parallel("split", "join").users("a b").choice("maybe").end().end("aside")
    diagram.path("begin split a join done").path("split b maybe")
    case = Walk(diagram.when("maybe", "join", "good").when("maybe", "aside", "not good").parse())
    case.complete("a")
    with pytest.raises(engine.Stuck, match="join: nobody could do anything"):
        case.complete("b", good=False)
    assert case.complete("b", good=True).ended == "done"


def test_many_blocks_side_by_side_stay_small() -> None:
    diagram = Diagram().start().end()
    previous = "begin"
    for number in range(10):
        diagram.parallel(f"s{number}", f"j{number}").users(f"a{number} b{number}")
        diagram.path(f"{previous} s{number} a{number} j{number}").path(f"s{number} b{number} j{number}")
        previous = f"j{number}"
    case = Walk(diagram.path(f"{previous} done").parse())
    largest = 0
    while case.open:
        largest = max(largest, len(case.step.state.tree))
        case.complete(case.open[0])
    assert case.step.ended == "done"
    assert largest < 1000
    assert full("j9") in case.step.visited
