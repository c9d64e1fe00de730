"""One task or subprocess for each item of a list."""

from __future__ import annotations

from typing import Any

import pytest

from ombud.workflows import engine
from tests.unit.engine.diagrams import Diagram, Walk, full, items


def voting(*, sequential: bool = False, **names: str) -> engine.Definition:
    given = {"item": "person", "output": "votes", "output_item": "verdict", **names}
    diagram = Diagram().start().user("vote", items("people", sequential=sequential, **given)).users("after").end()
    return diagram.path("begin vote after done").parse()


def test_items_of_a_list_are_open_at_once() -> None:
    case = Walk(voting(), people=["ann", "ben"])
    assert case.step.opened == (
        engine.OpenedTask(full("vote:1:ann"), "", "ann"),
        engine.OpenedTask(full("vote:1:ben"), "", "ben"),
    )
    case.complete("vote:1:ben", verdict="no")
    case.complete("vote:1:ann", verdict="yes")
    assert case.step.variables == {"people": ["ann", "ben"], "votes": ["no", "yes"]}
    assert case.open == ["after"]


def test_items_in_sequence_come_one_after_the_other() -> None:
    case = Walk(voting(sequential=True), people=["ann", "ben"])
    assert case.open == ["vote:1:ann"]
    case.complete("vote:1:ann", verdict="yes")
    assert case.open == ["vote:1:ben"]
    case.complete("vote:1:ben", verdict="no")
    assert (case.open, case.step.variables["votes"]) == (["after"], ["yes", "no"])


def test_a_mapping_keeps_its_keys_in_what_comes_back() -> None:
    case = Walk(voting(), people={"a": {"name": "Ann"}, "b": {"name": "Ben"}})
    assert [(task.key.item, task.item) for task in case.step.opened] == [("a", {"name": "Ann"}), ("b", {"name": "Ben"})]
    case.complete("vote:1:b", verdict="no")
    case.complete("vote:1:a", verdict="yes")
    assert case.step.variables["votes"] == {"b": "no", "a": "yes"}


@pytest.mark.parametrize("sequential", [False, True])
@pytest.mark.parametrize("people", [[], {}])
def test_no_items_pass_at_once(sequential: bool, people: Any) -> None:
    case = Walk(voting(sequential=sequential), people=people)
    assert (case.open, case.step.variables["votes"]) == (["after"], people)


@pytest.mark.parametrize("people", [None, "ann", 3])
def test_what_is_no_list_is_an_error_that_names_the_variable(people: Any) -> None:
    with pytest.raises(engine.EngineError, match="vote: `people` must be a list"):
        Walk(voting(), people=people)


def test_a_second_round_begins_with_an_empty_list() -> None:
    diagram = Diagram().start().user("vote", items("people", "person", "votes", "verdict")).choice("more").end()
    diagram.path("begin vote more").when("more", "vote", 'votes == ["again"]')
    case = Walk(diagram.when("more", "done", 'votes != ["again"]').parse(), people=["ann"])
    case.complete("vote:1:ann", verdict="again")
    assert (case.open, case.step.variables["votes"]) == (["vote:2:ann"], [])
    assert case.complete("vote:2:ann", verdict="fine").ended == "done"


def test_each_item_sees_itself_and_its_own_answers() -> None:
    inner = Diagram("inner").start("ib").user("look").choice("good").user("repair").end("ie")
    inner.effect("tell", to="agency", said="grade").path("ib look good").path("repair tell ie")
    inner.when("good", "repair", 'grade == "bad" and agency != "harbor"')
    inner.when("good", "tell", 'grade != "bad" or agency == "harbor"')
    diagram = Diagram().start().sub("each", inner, items("agencies", "agency", "grades", "grade")).end()
    case = Walk(diagram.path("begin each done").parse(), agencies=["harbor", "nutmeg"])
    first = case.complete("look:1:nutmeg", grade="bad")
    second = case.complete("look:1:harbor", grade="good")
    assert first.effects == ()
    assert [effect.parameters for effect in second.effects] == [{"to": "harbor", "said": "good"}]
    assert case.open == ["repair:1:nutmeg"]
    third = case.complete("repair:1:nutmeg")
    assert [effect.parameters for effect in third.effects] == [{"to": "nutmeg", "said": "bad"}]
    assert third.ended == "done"
    assert third.variables == {"agencies": ["harbor", "nutmeg"], "grades": ["good", "bad"]}


def test_other_answers_inside_an_item_are_case_variables() -> None:
    case = Walk(voting(), people=["ann", "ben"])
    assert case.complete("vote:1:ann", verdict="yes", noted=True).variables["noted"] is True


def test_items_within_items_have_paths_for_keys() -> None:
    inner = Diagram("inner").start("ib").user("look", items("people", "person")).end("ie").path("ib look ie")
    diagram = Diagram().start().sub("each", inner, items("bodies", "body")).end().path("begin each done")
    case = Walk(diagram.parse(), bodies=["dsb", "sub"], people=["ann", "ben"])
    assert case.open == ["look:1:dsb/ann", "look:1:dsb/ben", "look:1:sub/ann", "look:1:sub/ben"]
    for key in case.open:
        case.complete(key)
    assert case.step.ended == "done"
    keys = [key for step in case.steps for key in step.visited]
    assert len(keys) == len(set(keys))


def test_keys_stay_apart_when_items_are_alike() -> None:
    people = ["ann", "ann", {"id": 7}, {"key": "k"}, {"other": 1}, True, 7, 1.5]
    case = Walk(voting(), people=people)
    assert [task.key.item for task in case.step.opened] == ["ann", "ann#2", "7", "k", "5", "6", "7#7", "8"]
    assert [task.item for task in case.step.opened] == people


def test_a_number_of_repetitions() -> None:
    loop = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>count + 1</bpmn:loopCardinality>"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    definition = Diagram().start().user("sign", loop).end().path("begin sign done").parse()
    assert Walk(definition, count=1).open == ["sign:1:1", "sign:1:2"]
    with pytest.raises(engine.EngineError, match="number of repetitions is 1002"):
        Walk(definition, count=1001)


def test_two_lists_may_use_the_same_item_name() -> None:
    inner = Diagram("inner").start("ib").user("look", items("people", "one")).end("ie").path("ib look ie")
    diagram = Diagram().start().sub("each", inner, items("bodies", "one")).end().path("begin each done")
    case = Walk(diagram.parse(), bodies=["dsb"], people=["ann"])
    assert case.step.opened[0].item == "ann"
