"""Errors and escalations: what they end, and who hears of them."""

from __future__ import annotations

import pytest

from ombud.workflows import engine
from tests.unit.engine.diagrams import Diagram, Walk, full, items


def failing(caught: str, *, escalation: bool = False, interrupting: bool = True) -> Diagram:
    inner = Diagram("inner").start("ib").users("look other").choice("bad").parallel("s").end("ie").end("ie2")
    throw = inner.escalation("late") if escalation else inner.error("late")
    inner.end("failed", throw).path("ib s look bad").when("bad", "failed", "bad").when("bad", "ie", "not bad")
    inner.path("s other ie2")
    diagram = Diagram().start().sub("part", inner).users("after repair").end()
    catch = diagram.escalation(caught) if escalation else diagram.error(caught)
    diagram.boundary("trouble", "part", catch, interrupting=interrupting)
    return diagram.path("begin part after done").path("trouble repair done")


def test_an_error_ends_its_subprocess_and_goes_on_from_the_boundary() -> None:
    case = Walk(failing("late").parse())
    step = case.complete("look", bad=True)
    assert (case.open, step.cancelled) == (["repair"], (full("other"),))
    assert case.visited[-3:] == ["failed", "trouble", "repair"]
    assert "after" not in case.visited


def test_an_error_nobody_catches_is_an_error() -> None:
    case = Walk(failing("different").parse())
    with pytest.raises(engine.EngineError, match="failed: nothing around this subprocess catches"):
        case.complete("look", bad=True)
    assert case.open == ["look", "other"]


def test_an_error_at_the_top_ends_the_case() -> None:
    diagram = Diagram().start().users("a b").parallel("s").end()
    diagram.end("failed", diagram.error("x")).path("begin s a failed").path("s b done")
    step = Walk(diagram.parse()).complete("a")
    assert (step.ended, step.cancelled) == ("failed", (full("b"),))


def test_an_error_in_one_item_leaves_the_other_cases_subprocesses_alone() -> None:
    one = Diagram("one").start("ib").user("look").end("ie")
    one.end("failed", one.error("late")).choice("bad").path("ib look bad")
    one.when("bad", "failed", "bad").when("bad", "ie", "not bad")
    two = Diagram("two").start("jb").user("other").end("je").path("jb other je")
    diagram = Diagram().start().parallel("s", "j").sub("left", one).sub("right", two).users("l r").end()
    diagram.boundary("lefts", "left", diagram.error("late")).boundary("rights", "right", diagram.error("late"))
    diagram.path("begin s left j done").path("s right j").path("lefts l done").path("rights r done")
    case = Walk(diagram.parse())
    case.complete("look", bad=True)
    assert case.open == ["other", "l"]


def test_an_escalation_leaves_its_host_running() -> None:
    case = Walk(failing("late", escalation=True, interrupting=False).parse())
    step = case.complete("look", bad=True)
    assert (case.open, step.cancelled) == (["other", "repair"], ())
    case.complete("other")
    assert case.open == ["repair", "after"]


def test_an_interrupting_escalation_ends_its_host() -> None:
    case = Walk(failing("late", escalation=True).parse())
    step = case.complete("look", bad=True)
    assert (case.open, step.cancelled) == (["repair"], (full("other"),))


def test_an_error_of_an_item_is_caught_around_all_items() -> None:
    inner = Diagram("inner").start("ib").user("look").choice("bad").end("ie")
    inner.end("failed", inner.error("late")).path("ib look bad")
    inner.when("bad", "failed", "bad").when("bad", "ie", "not bad")
    diagram = Diagram().start().sub("each", inner, items("people", "person")).users("repair").end()
    diagram.boundary("trouble", "each", diagram.error("late")).path("begin each done").path("trouble repair done")
    case = Walk(diagram.parse(), people=["ann", "ben"])
    step = case.complete("look:1:ben", bad=True)
    assert (case.open, step.cancelled) == (["repair"], (full("look:1:ann"),))
