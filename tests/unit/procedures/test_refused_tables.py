"""Decision tables: what would silently never match, or match twice."""

from __future__ import annotations

import pytest

from ombud.workflows.procedures.check import Finding, check_content
from tests.unit.procedures.builder import refused
from tests.unit.procedures.folders import TABLE_HEAD, table


def check(content: bytes) -> list[Finding]:
    return check_content("route_of.dmn", content)


def one(cell: str) -> list[Finding]:
    return check(table(["amount"], [([cell], ['"office"'])]))


@pytest.mark.parametrize(
    "cell", ['"late"', "-", "", ">= 3", "!= 4", '? in ["a", "b"]', "3 < ? <= 5", "-2", "True", "None"]
)
def test_cells_that_match_pass(cell: str) -> None:
    assert one(cell) == []


@pytest.mark.parametrize("other", ["1", "2.5", "1" + "0" * 401])
def test_a_number_of_hundreds_of_digits_is_refused_in_a_sentence(other: str) -> None:
    huge = "1" + "0" * 400
    findings = check(table(["amount"], [([huge], ['"office"']), ([other], ['"field"'])]))
    assert "the number is too large" in next(found for found in findings if found.rule == "expression").sentence


@pytest.mark.parametrize(
    ("cell", "rule", "way_out"),
    [
        ('"x","y"', "feel-list", '? in ["x","y"]'),
        ('not("x")', "feel-not", '!= "x"'),
        ('not("x","y")', "feel-not", '? not in ["x","y"]'),
        ("[1..15]", "feel-range", "1 <= ? <= 15"),
        ("]1..15[", "feel-range", "1 < ? < 15"),
        ('date("2026-01-01")', "feel-date", "deadline"),
        ("true", "feel-word", "True"),
        ("open(1)", "expression", "Write a value"),
        ("a b c", "expression", "Write a value"),
    ],
)
def test_refuses_feel_forms_that_never_match(cell: str, rule: str, way_out: str) -> None:
    finding = refused(one(cell), rule, "row_1")
    assert way_out in finding.way_out
    assert finding.file == "route_of.dmn"


@pytest.mark.parametrize("policy", ["ANY", "PRIORITY", "RULE ORDER", "OUTPUT ORDER"])
def test_refuses_other_hit_policies(policy: str) -> None:
    assert policy in refused(check(table(["x"], [(["1"], ["2"])], policy=policy)), "hit-policy", "table").sentence


@pytest.mark.parametrize("policy", ["UNIQUE", "FIRST", "COLLECT"])
def test_three_hit_policies_pass(policy: str) -> None:
    assert check(table(["x"], [(["1"], ["2"])], policy=policy)) == []


def test_refuses_collect_aggregation() -> None:
    refused(check(table(["x"], [(["1"], ["2"])], policy="COLLECT", more=' aggregation="SUM"')), "aggregation", "table")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (['"a"', "-"], ["-", '"b"']),
        (["> 3", "-"], ["> 5", "-"]),
        (["< 3", "-"], ["2 < ? < 9", "-"]),
        (['? in ["a", "b"]', '"x"'], ['!= "a"', '"x"']),
        (["-", "-"], ['"a"', "-"]),
    ],
)
def test_refuses_unique_rows_that_overlap(first: list[str], second: list[str]) -> None:
    content = table(["one", "other"], [(first, ['"r"']), (second, ['"s"'])])
    assert "Rows 1 and 2" in refused(check(content), "overlap", "row_2").sentence
    assert check(content.replace(b"UNIQUE", b"COLLECT")) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (['"a"', "-"], ['"b"', "-"]),
        (["> 3", "-"], ["<= 3", "-"]),
        (["-", '"x"'], ['"a"', '"y"']),
        (["!= 1", "-"], ["1", "-"]),
    ],
)
def test_unique_rows_that_do_not_overlap_pass(first: list[str], second: list[str]) -> None:
    assert check(table(["one", "other"], [(first, ['"r"']), (second, ['"s"'])])) == []


def test_two_columns_of_one_variable_are_tried_together() -> None:
    content = table(["one", "one"], [(["> 3", "< 9"], ['"r"']), (["> 9", "-"], ['"s"'])])
    assert check(content) == []


def test_refuses_rows_that_never_match() -> None:
    content = table(["one", "one"], [(["> 9", "< 3"], ['"r"'])])
    refused(check(content), "never-matches", "row_1")


def test_refuses_a_row_below_one_that_takes_all() -> None:
    content = table(["one"], [(["-"], ['"r"']), (['"a"'], ['"s"'])], policy="FIRST")
    assert "row 1" in refused(check(content), "never-matches", "row_2").sentence


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (table([""], [(["1"], ["2"])]), "expression"),
        (table(["x"], [(["1"], ["open()"])]), "expression"),
        (table(["x"], [(["1"], ["2"])], outputs=("a route",)), "output-name"),
        (table(["x"], [(["1"], ["2"])], outputs=("typename",)), "output-name"),
        (table(["x"], [(["1", "2"], ["2"])]), "row"),
        (table(["x"], [], outputs=()), "no-output"),
        (f"{TABLE_HEAD}</definitions>".encode(), "no-decision"),
        (f'{TABLE_HEAD}<decision id="a"><literalExpression/></decision></definitions>'.encode(), "not-a-table"),
        (
            f'{TABLE_HEAD}<decision id="a"><informationRequirement/><decisionTable/></decision></definitions>'.encode(),
            "required-decision",
        ),
        (f'{TABLE_HEAD}<decision id="a"/><decision id="b"/></definitions>'.encode(), "several-decisions"),
        (b"<definitions/>", "not-dmn"),
        (b"<definitions>", "xml"),
    ],
)
def test_refuses_tables_of_another_shape(content: bytes, rule: str) -> None:
    refused(check(content), rule)
