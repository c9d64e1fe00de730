"""What is done to a procedure, and that it is done in one place only."""

from __future__ import annotations

import tomllib

import pytest

from ombud.workflows import engine
from ombud.workflows.procedures.check import cells
from ombud.workflows.procedures.load import load_all
from ombud.workflows.procedures.mutation import Kind, breed
from ombud.workflows.procedures.mutation.gates import another, negated
from ombud.workflows.procedures.mutation.mutant import with_toml
from ombud.workflows.procedures.mutation.writing import toml_text
from ombud.workflows.procedures.root import BPMN

SHIPPED = load_all(BPMN)


@pytest.mark.parametrize("key", sorted(SHIPPED))
def test_a_rewritten_procedure_says_the_same(key: str) -> None:
    content = tomllib.loads(SHIPPED[key].toml_text)
    assert tomllib.loads(toml_text(content)) == content


def test_awkward_strings_are_written_so_that_they_come_back() -> None:
    content = {"a b": 'He said "no"\\\n\t\x7f', "list": [True, 1.5, {"x": "§ 4-125"}], "day": {"on": "ä"}}
    assert tomllib.loads(toml_text(content)) == content


@pytest.mark.parametrize(
    ("text", "holds", "fails"),
    [('"late"', "early", "late"), (">= 3", 2, 3), ("? in ['a', 'b']", "c", "a"), ("True", False, True)],
)
def test_a_negated_cell_holds_where_it_did_not(text: str, holds: object, fails: object) -> None:
    cell = cells.test_of(negated(text))
    assert isinstance(cell, cells.AnyCell)
    assert cell.matches(holds, {})
    assert not cell.matches(fails, {})


@pytest.mark.parametrize(
    ("text", "column", "other"),
    [
        ('"a"', ['"a"', '"b"'], '"b"'),
        ("True", ["True"], "False"),
        ("7", ["7"], "8"),
        ('"a"', ['"a"'], "'not a'"),
        ("days", ["days"], "not (days)"),
        ("", [""], "True"),
    ],
)
def test_another_result_is_another(text: str, column: list[str], other: str) -> None:
    assert another(text, column) == other


def test_a_procedure_without_a_step_still_runs_as_a_diagram() -> None:
    """Timers of the step go with it, and what they lead to; nothing dangles."""
    procedure = SHIPPED["agency_grievance"]
    steps = [mutant for mutant in breed(procedure, [Kind.STEP]) if mutant.element == "director_decides"]
    (mutant,) = steps
    definition = engine.parse(procedure.toml.process, mutant.procedure.bpmn, procedure.dmn, digest="mutant")
    gone = {"director_decides", "decision_target_passed", "remind_director", "director_reminded"}
    before = engine.parse(procedure.toml.process, procedure.bpmn, procedure.dmn, digest="before")
    assert set(before.elements) - set(definition.elements) == gone
    assert b"director_reminded" not in mutant.procedure.bpmn["agency_grievance.bpmn"]


def test_a_local_target_is_moved_where_the_scenarios_set_it() -> None:
    mutants = breed(SHIPPED["agency_grievance"], [Kind.CLOCK])
    moved = {mutant.element: mutant for mutant in mutants if mutant.shift}
    assert dict(moved["deadlines.decision_target.days"].shift) in ({"decision_target": 1}, {"decision_target": -1})
    assert moved["deadlines.decision_target.days"].procedure.toml == SHIPPED["agency_grievance"].toml
    assert {mutant.change for mutant in mutants} >= {"regular meeting -> special", "a day later", "a day earlier"}


@pytest.mark.parametrize(
    ("schedule", "changes"),
    [
        ({"every": "year", "on": "10-01"}, {"10-01 -> 10-02"}),
        ({"every": "quarter", "on": "15"}, {"15 -> 16", "15 -> 14"}),
        ({"every": "year", "before": "P60D", "anchor": "meeting:dsb/march"}, {"P60D -> P61D", "P60D -> P59D"}),
    ],
)
def test_what_opens_by_itself_opens_a_day_off(schedule: dict[str, str], changes: set[str]) -> None:
    procedure = SHIPPED["customization_request"]
    content = tomllib.loads(procedure.toml_text) | {"schedule": schedule | {"source": "local"}}
    mutants = breed(with_toml(procedure, content), [Kind.CLOCK])
    assert {mutant.change for mutant in mutants if mutant.element.startswith("schedule.")} == changes


def test_numbers_that_a_table_compares_with_are_one_more_and_one_less() -> None:
    changes = {(one.element, one.change) for one in breed(SHIPPED["retraining"], (Kind.GATE,))}
    assert changes >= {("settings.similar_tickets.default", "3 -> 4"), ("settings.similar_tickets.default", "3 -> 2")}


def test_the_agenda_of_a_meeting_the_case_opens_long_before_is_left_alone() -> None:
    moved = {one.element for one in breed(SHIPPED["disaster_plan_review"], (Kind.CLOCK,))}
    assert "deadlines.review.cutoff_days" in moved
    assert "deadlines.march_meeting.cutoff_days" not in moved
    assert "deadlines.march_meeting.anchor" in moved
