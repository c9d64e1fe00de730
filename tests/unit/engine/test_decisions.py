"""Decision tables: what a cell may say, and what the library would have passed over in silence."""

from __future__ import annotations

from typing import Any

import pytest

from ombud.workflows import engine
from tests.unit.engine.diagrams import Diagram, Walk, items, table


def decided(dmn: dict[str, bytes], **variables: Any) -> dict[str, Any]:
    diagram = Diagram().start().rule("decide", "t").user("after").end().path("begin decide after done")
    return dict(Walk(diagram.parse(dmn=dmn), **variables).step.variables)


@pytest.mark.parametrize(
    ("cell", "matching", "other"),
    [
        ('"late"', "late", "early"),
        ("3", 3, 4),
        (">= 3", 3, 2),
        ("!= 3", 4, 3),
        ('in ["a", "b"]', "a", "c"),
        ('? in ["a", "b"]', "b", "c"),
        ("1 < ? < 3", 2, 3),
        ("None", None, 0),
        ("True", True, False),
        ("limit", 5, 6),
        ('? == "what?"', "what?", "what"),
    ],
)
def test_what_a_cell_may_say(cell: str, matching: Any, other: Any) -> None:
    dmn = table("t", ["x"], ["y"], [([cell], ["'hit'"])])
    assert decided(dmn, x=matching, limit=5)["y"] == "hit"
    assert decided(dmn, x=other, limit=5)["y"] is None


def test_an_empty_cell_matches_anything() -> None:
    dmn = table("t", ["x", "z"], ["y"], [(["", "-"], ["1"])])
    assert decided(dmn, x=1, z=None)["y"] == 1


def test_first_takes_the_first_and_collect_takes_all() -> None:
    rows = [([">= 1"], ["'low'"]), ([">= 5"], ["'high'"])]
    assert decided(table("t", ["x"], ["y"], rows, "FIRST"), x=7)["y"] == "low"
    assert decided(table("t", ["x"], ["y"], rows, "COLLECT"), x=7)["y"] == ["low", "high"]
    assert decided(table("t", ["x"], ["y"], rows, "COLLECT"), x=0)["y"] == []


def test_two_rules_that_match_in_a_unique_table_are_an_error() -> None:
    rows = [([">= 1"], ["'low'"]), ([">= 5"], ["'high'"])]
    with pytest.raises(engine.EngineError, match="t: rows 1, 2 all match"):
        decided(table("t", ["x"], ["y"], rows), x=7)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ('"x","y"', r'write `\? in \["x","y"\]`'),
        ('not("x")', "never matches"),
        ("[1..15]", "cannot be read"),
        ("x ** 2", "power"),
        ("open('x')", "functions"),
        ("> date('2026-01-01')", "functions"),
    ],
)
def test_cells_that_could_never_match_are_refused(cell: str, reason: str) -> None:
    with pytest.raises(engine.DefinitionError, match=reason) as refused:
        decided(table("t", ["x"], ["y"], [([cell], ["1"])]), x=1)
    assert (refused.value.file, refused.value.element) == ("t.dmn", "t")
    assert "row 1" in refused.value.reason


@pytest.mark.parametrize(
    ("dmn", "reason"),
    [
        (table("t", [""], ["y"], []), "input 1 has no expression"),
        (table("t", ["x"], ["y.z"], []), "output 1 must have the name of a variable"),
        (table("t", ["x"], ["y"], [([], ["1"])]), "another number of cells"),
        (table("t", ["x.y"], ["y"], []), "input 1: In the expression"),
        (table("t", ["x"], ["y"], [(["1"], ["z."])]), "Malformed"),
    ],
)
def test_a_table_that_makes_no_sense_is_refused(dmn: dict[str, bytes], reason: str) -> None:
    with pytest.raises(engine.DefinitionError, match=reason):
        decided(dmn, x=1)


@pytest.mark.parametrize("policy", ["ANY", "PRIORITY", "RULE ORDER", "OUTPUT ORDER"])
def test_other_hit_policies_are_refused(policy: str) -> None:
    with pytest.raises(engine.DefinitionError, match="hit policy"):
        decided(table("t", ["x"], ["y"], [(["1"], ["1"])], policy), x=1)


def test_an_aggregation_is_refused() -> None:
    dmn = {
        k: v.replace(b"<decisionTable", b'<decisionTable aggregation="SUM"')
        for k, v in table("t", ["x"], ["y"], [(["1"], ["1"])], "COLLECT").items()
    }
    with pytest.raises(engine.DefinitionError, match="aggregation"):
        decided(dmn, x=1)


def test_a_table_that_is_missing_is_refused_where_it_is_called() -> None:
    with pytest.raises(engine.DefinitionError) as refused:
        decided(table("other", ["x"], ["y"], []), x=1)
    assert (refused.value.file, refused.value.element) == ("p.bpmn", "decide")


@pytest.mark.parametrize("content", [b"", b"<x/>", b"not xml", b'<definitions xmlns="urn:x"><decision/></definitions>'])
def test_a_file_that_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(engine.DefinitionError):
        decided({"t.dmn": content}, x=1)


def test_a_table_inside_an_item_gives_that_item_its_result() -> None:
    dmn = table("t", ["score"], ["grade"], [([">= 5"], ["'good'"]), (["< 5"], ["'bad'"])])
    inner = Diagram("inner").start("ib").rule("decide", "t").end("ie").path("ib decide ie")
    diagram = Diagram().start().sub("each", inner, items("scores", "score", "grades", "grade")).end()
    step = Walk(diagram.path("begin each done").parse(dmn=dmn), scores=[3, 7]).step
    assert step.variables == {"scores": [3, 7], "grades": ["bad", "good"]}
