"""The policy register against what answers it."""

from __future__ import annotations

import pytest

from ombud.workflows.procedures.coverage import as_json, as_text, coverage
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.root import BPMN
from tests.unit.procedures.folders import Folder


def test_rows_are_answered_by_elements_tables_and_sources(folder: Folder) -> None:
    folder.write()
    rows = {answered.row.id: answered for answered in coverage(folder.root)}
    assert rows["P1-a"].kind == "element"
    assert "leave/leave.bpmn#decide" in rows["P1-a"].where
    assert "leave/route_of.dmn#row_1" in rows["P1-a"].where
    assert "leave/procedure.toml#letters.answer" in rows["P1-a"].where
    assert rows["P1-b"].where == ("leave/procedure.toml#deadlines.answer_due", "leave/procedure.toml#notices.late")
    assert rows["P1-c"].kind == rows["P1-d"].kind == ""


def test_rules_duties_checklists_and_what_is_outside(folder: Folder) -> None:
    folder.replace("[outcomes]", '[rules]\n"P1-c" = "No form asks who it is."\n\n[outcomes]').write()
    (folder.root / "duties.toml").write_text('[[duties]]\nwhat = "Has an office"\nsource = ["P1-d"]\n')
    rows = {answered.row.id: answered for answered in coverage(folder.root)}
    assert (rows["P1-c"].kind, rows["P1-c"].reason) == ("rule", "No form asks who it is.")
    assert (rows["P1-d"].kind, rows["P1-d"].where) == ("duty", ("duties.toml#duties.1",))
    (folder.root / "duties.toml").unlink()
    (folder.root / "checklists").mkdir()
    (folder.root / "checklists" / "exhibit_a.toml").write_text('[items.office]\ncites = ["P1-d", "P1-a"]\n')
    (folder.root / "outside.toml").write_text('[rows]\n"P1-c" = "Nobody can compute it."\n')
    rows = {answered.row.id: answered for answered in coverage(folder.root)}
    assert (rows["P1-d"].kind, rows["P1-d"].where) == ("checklist", ("checklists/exhibit_a.toml#items.office",))
    assert rows["P1-c"].kind == "rule"
    assert rows["P1-a"].kind == "element", "a checklist may cite a row for the reason it gives"


def test_a_row_that_a_checklist_may_not_answer_is_not_answered_by_one(folder: Folder) -> None:
    folder.write()
    (folder.root / "checklists").mkdir()
    (folder.root / "checklists" / "exhibit_a.toml").write_text('[items.office]\ncites = ["P1-c"]\n')
    assert {answered.row.id: answered.kind for answered in coverage(folder.root)}["P1-c"] == ""


def test_an_answer_the_register_does_not_expect_is_flagged(folder: Folder) -> None:
    folder.attribute("decide", ombud__cites="P1-d").write()
    answered = next(each for each in coverage(folder.root) if each.row.id == "P1-d")
    assert answered.kind == "element"
    assert not answered.allowed
    assert answered.reason == "The register expects checklist or duty."
    assert "  ! P1-d" in as_text([answered])


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("outside.toml", '[rows]\n"P9-x" = "why"\n'),
        ("duties.toml", '[[duties]]\nsource = "P9-x"\n'),
        ("outside.toml", "["),
    ],
)
def test_unknown_rows_and_broken_files_are_told(folder: Folder, file: str, text: str) -> None:
    folder.write()
    (folder.root / file).write_text(text)
    with pytest.raises(ProcedureError, match=file):
        coverage(folder.root)


def test_the_json_has_exactly_the_public_keys(folder: Folder) -> None:
    folder.write()
    written = as_json(coverage(folder.root))
    assert set(written) == {"rows"}
    assert len(written["rows"]) == 4
    for row in written["rows"]:
        assert list(row) == ["id", "proc", "track", "expected", "answer", "where", "reason"]
    assert written["rows"][3]["expected"] == "checklist|duty"


def test_the_table_has_a_block_for_each_procedure(folder: Folder) -> None:
    folder.write()
    lines = as_text(coverage(folder.root)).splitlines()
    assert lines[0] == "PR01: 2 of 3 rows answered"
    assert lines[1].startswith("    P1-a     element    leave/")
    assert lines[-1] == "All: 2 of 4 rows answered, 0 in a way the register does not expect."


def test_the_grievance_rows_of_the_manual_are_answered() -> None:
    """By elements of the two diagrams, and one as a standing duty of every agency."""
    rows = [answered for answered in coverage(BPMN) if answered.row.proc == "PR04"]
    assert len(rows) == 13
    assert {answered.row.id for answered in rows if not answered.allowed} == set()
