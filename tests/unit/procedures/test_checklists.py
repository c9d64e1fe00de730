"""bpmn/checklists/: what a file may say, and that every row only a checklist can answer has an item."""

from __future__ import annotations

from pathlib import Path

import pytest

from ombud.workflows.procedures.check import Finding
from ombud.workflows.procedures.checking import check_paths
from ombud.workflows.procedures.checklists import read_checklists
from ombud.workflows.procedures.coverage import coverage
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.register import read_register
from ombud.workflows.procedures.root import BPMN
from tests.unit.procedures.folders import REGISTER, Folder

HEAD = 'title = "Exhibit A"\norigin = "stand-in"\n\n[headings]\npeople = "People"\n\n'
ITEM = '[items.office]\nheading = "people"\ntext = "The agency has an office."\ncites = ["P1-d"]\n'

ABOUT_OTHERS = ("P102-p",)
"""Rows a checklist might answer, of which only those who appoint to the board could tell."""
OF_AGENCIES = ("Agency", "HDC", "ASC", "User", "Contractors", "All", "Consumer")


def written(root: Path, text: str) -> Path:
    (root / "register.csv").write_text(REGISTER)
    (root / "checklists").mkdir()
    (root / "checklists" / "exhibit_a.toml").write_text(text)
    return root


def test_every_row_that_only_a_checklist_answers_is_answered_by_an_item() -> None:
    rows = {answered.row.id: answered for answered in coverage(BPMN)}
    lacking = [key for key, one in rows.items() if one.row.expected == ("checklist",) and one.kind != "checklist"]
    assert lacking == []
    assert rows["P207-d"].where == ("checklists/exhibit_a.toml#items.explained_before_intake",)


def test_every_row_of_an_agency_and_its_users_that_a_checklist_may_answer_has_an_item() -> None:
    cited = {row for toml in read_checklists().values() for item in toml.items.values() for row in item.cites}
    asked = {
        row.id
        for row in read_register(BPMN).values()
        if "checklist" in row.expected and row.who.startswith(OF_AGENCIES) and row.id not in ABOUT_OTHERS
    }
    assert asked - cited == set()
    assert len(asked) > 90


def test_the_topics_of_the_protocols_stand_one_by_one() -> None:
    items = read_checklists()["exhibit_b"].items.values()
    for letter in "bcdefghijk":
        assert [item.cites for item in items if f"P208-{letter}" in item.cites] == [(f"P208-{letter}",)]


def test_the_item_on_hipaa_is_asked_of_those_who_are_covered() -> None:
    """A18: an agency that is not covered could not truthfully certify it."""
    exhibit = read_checklists()["exhibit_a"]
    assert exhibit.items["hipaa_kept"].only_if == "hipaa_covered"
    assert exhibit.items["hipaa_declared"].only_if is None
    assert exhibit.attributes["hipaa_covered"].source == "P106-a"


def test_what_is_shipped_is_called_a_stand_in() -> None:
    assert {toml.origin for toml in read_checklists().values()} == {"stand-in, not the official checklist"}


def test_without_a_folder_there_are_none(tmp_path: Path) -> None:
    assert read_checklists(tmp_path) == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEAD + ITEM.replace("P1-d", "P9-z"), "exhibit_a.toml:10: items.office.cites: the register has no row P9-z"),
        (HEAD + ITEM.replace('cites = ["P1-d"]\n', ""), "names rows of the register in `cites`, or says in `origin`"),
        (HEAD + ITEM.replace('"people"', '"places"'), "stands under places, which [headings] has not"),
        (HEAD + ITEM + 'only_if = "covered"\n', "asks for covered, which [attributes] has not"),
        (HEAD + ITEM.replace("text =", "words ="), "exhibit_a.toml:9: items.office.words: there is no such key"),
        (HEAD + ITEM.replace("items.office", "items.Office"), "a name of small letters"),
        (HEAD + ITEM.replace("The agency has an office.", ""), "items.office.text"),
        (HEAD + ITEM + '\n[attributes.covered]\nquestion = "Is it?"\nsource = "P9-z"\n', "attributes.covered.source"),
        (HEAD, "items: this key is missing"),
        (HEAD + ITEM + ITEM, "this is not TOML"),
        ("\x00", "this is not TOML"),
    ],
)
def test_a_mistake_is_named_with_file_and_key(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ProcedureError, match=r"exhibit_a\.toml") as refused:
        read_checklists(written(tmp_path, text))
    assert told in str(refused.value)


def test_the_check_of_everything_looks_at_the_lists_too(folder: Folder) -> None:
    folder.write()
    (folder.root / "policies.toml").write_bytes((BPMN / "policies.toml").read_bytes())
    (folder.root / "checklists").mkdir()
    (folder.root / "checklists" / "exhibit_a.toml").write_text(HEAD + ITEM.replace("P1-d", "P9-z"))
    assert [found.element for found in lists_in(folder.root)] == ["items.office.cites"]
    (folder.root / "checklists" / "exhibit_a.toml").write_text(HEAD + ITEM)
    (folder.root / "documents.toml").write_text('[documents.form]\ntitle = "Form"\npurpose = "To ask"\n')
    (found,) = lists_in(folder.root)
    assert found.element == "documents.form"
    assert "names rows of the register" in found.sentence


def lists_in(root: Path) -> list[Finding]:
    found = check_paths([root], root, {}, theatre=None, deployed={})
    return [finding for finding in found if finding.rule == "list"]
