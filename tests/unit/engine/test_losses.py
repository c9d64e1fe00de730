"""The five ways in which the library loses data when it is used as its tutorial shows: none of them is ours."""

from __future__ import annotations

from datetime import timedelta

import orjson
import pytest

from ombud.workflows import engine
from tests.unit.engine.diagrams import DAY, NOW, Diagram, Walk, full, items, timer


def test_l1_a_branch_updates_an_existing_variable_and_the_join_keeps_it() -> None:
    diagram = Diagram().start().users("left right after").parallel("split", "join").end()
    diagram.path("begin split left join after done").path("split right join")
    case = Walk(diagram.parse(), status="new", untouched=1)
    case.complete("left", status="from the left")
    case.complete("right", seen=True)
    assert case.step.variables == {"status": "from the left", "untouched": 1, "seen": True}
    assert case.open == ["after"]


def test_l1_the_later_branch_wins_whatever_the_join_does() -> None:
    diagram = Diagram().start().users("left right after").parallel("split", "join").end()
    diagram.path("begin split left join after done").path("split right join")
    case = Walk(diagram.parse(), status="new")
    case.complete("right", status="first")
    case.complete("left", status="second")
    assert case.step.variables["status"] == "second"


def test_l2_the_state_is_bytes_in_the_order_given() -> None:
    definition = Diagram().start().user("a").end().path("begin a done").parse()
    step = engine.open(definition, variables={"z": 1, "a": {"y": 1, "b": 2}}, now=NOW)
    assert isinstance(step.state.tree, bytes)
    assert step.state.variables == b'{"z":1,"a":{"y":1,"b":2}}'


def test_l2_nothing_is_lost_when_a_store_sorts_the_keys() -> None:
    diagram = Diagram().start().user("vote", items("people", "person", "votes", "verdict")).user("after").end()
    diagram.path("begin vote after done")
    definition = diagram.parse()
    step = engine.open(definition, variables={"people": ["zoe", "ann"]}, now=NOW)
    tree = orjson.dumps(orjson.loads(step.state.tree), option=orjson.OPT_SORT_KEYS)
    state = engine.State(tree, orjson.dumps(orjson.loads(step.state.variables), option=orjson.OPT_SORT_KEYS))
    assert engine.ready(definition, state) == engine.ready(definition, step.state)
    assert [task.item for task in engine.ready(definition, state)] == ["zoe", "ann"]


def test_l3_a_list_is_replaced_whole() -> None:
    definition = Diagram().start().users("a b").end().path("begin a b done").parse()
    case = Walk(definition, chosen=[1, 2], nested={"deep": {"old": 1}})
    case.complete("a", chosen=[3], nested={"deep": {"new": 2}})
    assert case.step.variables == {"chosen": [3], "nested": {"deep": {"new": 2}}}


def test_l4_open_work_stays_open_after_thousands_of_passes() -> None:
    diagram = Diagram().start().user("again").choice("more").end().path("begin again more")
    definition = diagram.when("more", "again", "more").when("more", "done", "not more").parse()
    case = Walk(definition)
    for number in range(1, 1201):
        step = case.complete(f"again:{number}", more=True)
        assert step.ended is None
    assert case.open == ["again:1201"]
    assert len(case.step.state.tree) < 200
    assert case.complete("again:1201", more=False).ended == "done"


def test_l4_a_loop_that_waits_for_nobody_is_an_error_that_names_it() -> None:
    diagram = Diagram().start().user("a").choice("merge").effect("notify").choice("more").end().path("begin a merge")
    diagram.path("merge notify more").when("more", "merge", "again").when("more", "done", "not again")
    case = Walk(diagram.parse())
    with pytest.raises(engine.Runaway, match=r"(merge|notify|more): passed \d+ times"):
        case.complete("a", again=True)
    assert case.open == ["a"]


def test_l4_more_items_than_a_case_may_hold_is_an_error() -> None:
    diagram = Diagram().start().user("vote", items("people", "person")).end().path("begin vote done")
    with pytest.raises(engine.TooManyTasks, match="vote: 1001 items"):
        Walk(diagram.parse(), people=list(range(1001)))


def test_l4_more_open_work_than_a_case_may_hold_is_an_error() -> None:
    inner = Diagram("inner").start("ib").user("vote", items("people", "person")).end("ie").path("ib vote ie")
    diagram = Diagram().start().sub("each", inner, items("bodies", "body")).end().path("begin each done")
    with pytest.raises(engine.TooManyTasks, match="tokens at once"):
        Walk(diagram.parse(), people=list(range(100)), bodies=list(range(60)))


@pytest.mark.parametrize("sequential", [False, True])
def test_l5_votes_already_cast_survive_a_timer_that_interrupts(sequential: bool) -> None:
    loop = items("people", "person", "votes", "verdict", sequential=sequential)
    diagram = Diagram().start().user("vote", loop).user("after").end().boundary("late", "vote", timer("vote_by"))
    case = Walk(diagram.path("begin vote after done").path("late after").parse(), people=["ann", "ben", "cyd"])
    case.complete("vote:1:ann", verdict="yes")
    case.set_due("late", DAY)
    step = case.tick(after=2 * DAY)
    assert step.variables["votes"] == ["yes"]
    assert step.fired == (full("late"),)
    assert {key.item for key in step.cancelled} == ({"ben"} if sequential else {"ben", "cyd"})
    assert case.open == ["after"]


def test_l5_nothing_of_an_interrupted_subprocess_per_item_stays_open() -> None:
    inner = Diagram("inner").start("ib").users("look judge").end("ie").path("ib look judge ie")
    diagram = Diagram().start().sub("each", inner, items("people", "person", "votes", "verdict")).user("after").end()
    diagram.boundary("late", "each", timer("vote_by")).path("begin each after done").path("late after")
    case = Walk(diagram.parse(), people=["ann", "ben"])
    case.complete("look:1:ann")
    case.complete("judge:1:ann", verdict="no")
    case.set_due("late", DAY)
    step = case.tick(after=timedelta(days=3))
    assert case.open == ["after"]
    assert step.cancelled == (full("look:1:ben"),)
    assert step.variables["votes"] == ["no"]
    assert case.complete("after").ended == "done"
