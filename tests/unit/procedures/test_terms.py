"""`bpmn/terms.toml`, and the other names of roles and documents: what the manual calls by several names (A10)."""

from __future__ import annotations

from pathlib import Path

import pytest

from ombud.workflows.procedures.documents import read_documents
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.register import read_register
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.terms import read_terms, several_names


def names() -> dict[str, set[str]]:
    return {one.title: {alias.name for alias in one.aliases} for one in several_names()}


def test_what_the_manual_has_several_names_for_is_listed_once() -> None:
    assert names() == {
        "Agency Security Coordinator": {"Security Contact"},
        "Exhibit B: security checklist": {"Section B of the Attachments"},
        "Personally identifiable information (PII)": {"PPI", "Protected Personal Information"},
        "System Administrator": {"CT HMIS Admin", "Statewide Administrator", "Help Desk"},
        "The client": {"consumer", "participant"},
    }


def test_every_name_stands_in_a_row_of_the_register() -> None:
    rows = read_register(BPMN).keys()
    for one in several_names():
        assert {alias.source for alias in one.aliases} | {*one.apart} <= rows, one.title
    assert {term.source for term in read_terms().values()} <= rows


def test_no_name_is_two_things() -> None:
    every = [name.casefold() for title, also in names().items() for name in (title, *also)]
    assert len(every) == len(set(every))


def test_what_is_in_data_and_what_is_removed_from_records_stay_two_lists() -> None:
    (personal,) = (one for one in several_names() if one.note)
    assert personal.apart == ("P405-d", "P303-e")


def test_an_installation_without_the_list_has_none(tmp_path: Path) -> None:
    assert read_terms(tmp_path) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[terms.x]\ntitle = 'X'\naliases = []\nsource = 'P1'", "aliases"),
        ("[terms.x]\ntitle = ''\naliases = [{ name = 'Y', source = 'P1' }]\nsource = 'P1'", "title"),
        ("[terms.x]\ntitle = 'X'\naliases = [{ name = 'Y', source = 'P1' }]\nsource = 'P1'\nnote = 'Z'", "apart"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "terms.toml").write_text(text)
    with pytest.raises(ProcedureError, match=said):
        read_terms(tmp_path)


def test_another_name_of_a_document_names_a_row_that_exists(tmp_path: Path) -> None:
    for name in ("register.csv", "documents.toml"):
        (tmp_path / name).write_text((BPMN / name).read_text())
    listed = "[documents.x]\ntitle = 'X'\npurpose = 'Y'\norigin = 'Z'\nmeanwhile = 'W'\n"
    (tmp_path / "documents.toml").write_text(f"{listed}aliases = [{{ name = 'V', source = 'P999-z' }}]\n")
    with pytest.raises(ProcedureError, match="P999-z"):
        read_documents(tmp_path)
