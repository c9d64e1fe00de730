"""What a Step says about tasks, gateways, effects, tables and ends."""

from __future__ import annotations

from datetime import datetime

import pytest

from ombud.workflows import engine, refusals
from tests.unit.engine.diagrams import DAY, NOW, TERMINATE, Diagram, Walk, full, short, table


def test_a_case_runs_from_its_start_to_its_end() -> None:
    diagram = Diagram().start().user("ask", lane="staff").user("decide", lane="director").end("closed")
    case = Walk(diagram.path("begin ask decide closed").parse(), kind="formal")
    assert case.step.opened == (engine.OpenedTask(full("ask"), "staff"),)
    step = case.complete("ask", urgent=True)
    assert step.completed == (full("ask"),)
    assert step.opened == (engine.OpenedTask(full("decide"), "director"),)
    assert step.variables == {"kind": "formal", "urgent": True}
    step = case.complete("decide")
    assert step.ended == "closed"
    assert case.visited == ["begin", "ask", "decide", "closed"]
    assert case.open == []


def test_a_task_that_is_not_open_is_gone() -> None:
    case = Walk(Diagram().start().users("a b").end().path("begin a b done").parse())
    for key in ("b", "a:2", "a:1:x", "nothing"):
        with pytest.raises(refusals.TaskGone):
            case.complete(key)
    case.complete("a")
    with pytest.raises(refusals.TaskGone):
        case.complete("a")
    case.complete("b")
    with pytest.raises(refusals.TaskGone):
        case.complete("b")


def test_the_state_given_is_not_changed_and_can_be_used_again() -> None:
    definition = Diagram().start().users("a b").end().path("begin a b done").parse()
    opened = engine.open(definition, variables={"n": [1]}, now=NOW)
    before = (opened.state.tree, opened.state.variables)
    first = engine.complete(definition, opened.state, full("a"), {"n": [2]}, now=NOW, due={})
    again = engine.complete(definition, opened.state, full("a"), {"n": [2]}, now=NOW, due={})
    assert first == again
    assert (opened.state.tree, opened.state.variables) == before
    assert opened.variables == {"n": [1]}


def test_answers_belong_to_the_case_once_given() -> None:
    definition = Diagram().start().users("a b").end().path("begin a b done").parse()
    answers = {"chosen": [1]}
    opened = engine.open(definition, variables=answers, now=NOW)
    answers["chosen"].append(2)
    assert opened.variables == {"chosen": [1]}
    assert opened.input.values == {"chosen": [1]}


def test_answers_must_be_plain_data() -> None:
    definition = Diagram().start().user("a").end().path("begin a done").parse()
    with pytest.raises(refusals.InvalidCommand, match="plain data"):
        engine.open(definition, variables={"x": object()}, now=NOW)


def test_an_instant_without_a_time_zone_is_refused() -> None:
    definition = Diagram().start().user("a").end().path("begin a done").parse()
    with pytest.raises(ValueError, match="aware"):
        engine.open(definition, variables={}, now=datetime(2026, 3, 2))  # noqa: DTZ001


def routed() -> Diagram:
    diagram = Diagram().start().user("ask").choice("route", default="p_flow_5").users("small large").end().end("huge")
    diagram.path("begin ask route").when("route", "small", "size < 10").when("route", "large", "size < 100")
    return diagram.path("route huge").path("small done").path("large done")


@pytest.mark.parametrize(("size", "then"), [(1, "small"), (10, "large"), (99.5, "large")])
def test_an_exclusive_gateway_takes_the_first_true_condition(size: float, then: str) -> None:
    case = Walk(routed().parse())
    case.complete("ask", size=size)
    assert case.open == [then]
    assert case.visited == ["begin", "ask", "route", then]


def test_an_exclusive_gateway_falls_back_on_its_default() -> None:
    assert Walk(routed().parse()).complete("ask", size=100).ended == "huge"


def test_a_condition_that_fails_names_gateway_expression_and_reason() -> None:
    case = Walk(routed().parse())
    with pytest.raises(engine.EngineError, match=r"route: In the expression `size < 10`: the variable `size` has no"):
        case.complete("ask")
    with pytest.raises(engine.EngineError, match=r"route: In the expression `size < 10`"):
        case.complete("ask", size="big")
    assert case.open == ["ask"]


def test_no_true_condition_and_no_default_is_an_error() -> None:
    diagram = Diagram().start().user("ask").choice("route").end().path("begin ask route")
    case = Walk(diagram.when("route", "done", "yes").when("route", "ask", "no").parse(), no=False)
    with pytest.raises(engine.EngineError, match="route: no condition is true"):
        case.complete("ask", yes=False)


def test_effects_are_listed_with_their_values_in_the_order_they_come() -> None:
    diagram = Diagram().start().user("a").effect("receipt", letter="'acknowledgement'", to="[party, 'staff']")
    diagram.effect("tell", "send_notice", days="len(days) + 1").end().path("begin a receipt tell done")
    step = Walk(diagram.parse(), party="ann").complete("a", days=[1, 2])
    assert step.effects == (
        engine.RequestedEffect(full("receipt"), "issue_letter", {"letter": "acknowledgement", "to": ["ann", "staff"]}),
        engine.RequestedEffect(full("tell"), "send_notice", {"days": 3}),
    )
    assert "spiff__receipt_result" not in step.variables


def test_an_effect_parameter_may_have_the_id_of_an_element() -> None:
    diagram = Diagram().start().effect("letter", letter="'x'", begin="'y'").end().path("begin letter done")
    assert Walk(diagram.parse()).step.effects[0].parameters == {"letter": "x", "begin": "y"}


def test_a_loop_numbers_its_passes() -> None:
    diagram = Diagram().start().user("a").choice("more").end().path("begin a more")
    case = Walk(diagram.when("more", "a", "more").when("more", "done", "not more").parse())
    case.complete("a", more=True)
    case.complete("a:2", more=True)
    case.complete("a:3", more=False)
    assert case.visited == ["begin", "a", "more", "a:2", "more:2", "a:3", "more:3", "done"]


def test_terminate_ends_everything_else() -> None:
    diagram = Diagram().start().users("a b").parallel("split").end("stop", TERMINATE).end()
    diagram.path("begin split a stop").path("split b done")
    step = Walk(diagram.parse()).complete("a")
    assert (step.ended, step.cancelled) == ("stop", (full("b"),))


def test_the_last_branch_to_end_is_the_end_of_the_case() -> None:
    diagram = Diagram().start().users("a b").parallel("split").end("one").end("two")
    case = Walk(diagram.path("begin split a one").path("split b two").parse())
    assert case.complete("b").ended is None
    assert case.complete("a").ended == "one"


def test_terminate_inside_a_subprocess_ends_the_subprocess_only() -> None:
    inner = Diagram("inner").start("ib").users("x y").parallel("s").end("stop", TERMINATE).end("ie")
    inner.path("ib s x stop").path("s y ie")
    diagram = Diagram().start().sub("part", inner).users("after").end().path("begin part after done")
    case = Walk(diagram.parse())
    step = case.complete("x")
    assert (step.ended, step.cancelled, case.open) == (None, (full("y"),), ["after"])
    assert case.complete("after").ended == "done"


def test_a_called_process_runs_inside_its_caller_every_time_it_is_called() -> None:
    called = Diagram("check").start("cb").user("look", lane="staff").end("ce").path("cb look ce")
    diagram = Diagram().start().node("callActivity", "call", calledElement="check").choice("more").end()
    diagram.path("begin call more").when("more", "call", "again").when("more", "done", "not again")
    case = Walk(diagram.parse(called))
    assert case.step.opened == (engine.OpenedTask(full("look"), "staff"),)
    case.complete("look", again=True)
    assert case.open == ["look:2"]
    assert case.complete("look:2", again=False).ended == "done"
    assert "ce:2" in case.visited


def test_a_subprocess_lends_its_lane_to_its_tasks() -> None:
    inner = Diagram("inner").start("ib").user("x").end("ie").path("ib x ie")
    diagram = Diagram().start().sub("part", inner).end().path("begin part done")
    diagram.lanes["board"] = ["part"]
    assert Walk(diagram.parse()).step.opened == (engine.OpenedTask(full("x"), "board"),)


def test_a_table_sets_case_variables() -> None:
    dmn = table(
        "route",
        ["kind", "days"],
        ["to", "why"],
        [(['"privacy"', ""], ['"agency"', '"A34"']), (['"service"', "> 3"], ['"board"', '"A" + str(days)'])],
    )
    diagram = Diagram().start().user("a").rule("decide", "route").choice("after").users("board agency").end()
    diagram.path("begin a decide after").when("after", "board", 'to == "board"').when(
        "after", "agency", 'to != "board"'
    )
    definition = diagram.path("board done").path("agency done").parse(dmn=dmn)
    assert definition.writes["decide"] == ("to", "why")
    case = Walk(definition, to="stale")
    assert case.complete("a", kind="service", days=4).variables["why"] == "A4"
    assert case.open == ["board"]
    other = Walk(definition, to="stale")
    assert other.complete("a", kind="service", days=1).variables["to"] is None


def test_everything_on_the_way_is_visited_once_per_pass() -> None:
    inner = Diagram("inner").start("ib").effect("tell").choice("g").end("ie").path("ib tell g ie")
    diagram = Diagram().start().sub("part", inner).parallel("s", "j").users("a b").end()
    case = Walk(diagram.path("begin part s a j done").path("s b j").parse())
    case.complete("a")
    case.complete("b")
    assert case.visited == ["begin", "part", "ib", "tell", "g", "ie", "s", "a", "b", "j", "done"]
    keys = [key for step in case.steps for key in step.visited]
    assert len(keys) == len(set(keys))


def test_a_closed_case_takes_nothing_more() -> None:
    case = Walk(Diagram().start().user("a").end().path("begin a done").parse())
    case.complete("a")
    step = case.tick(after=DAY)
    assert (step.ended, step.visited, step.fired) == ("done", (), ())
    assert [short(task.key) for task in engine.ready(case.definition, step.state)] == []
    with pytest.raises(engine.NotAwaited):
        case.deliver("withdrawal")


def test_a_diagram_that_asks_nobody_ends_when_it_opens() -> None:
    assert Walk(Diagram().start().effect("tell").end().path("begin tell done").parse()).step.ended == "done"
