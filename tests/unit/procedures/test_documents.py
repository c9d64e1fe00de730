"""bpmn/documents.toml: what it may say, and that the documents the manual leaves out all stand in it (A79)."""

from __future__ import annotations

from pathlib import Path

import pytest

from ombud.workflows.procedures.checklists import read_checklists
from ombud.workflows.procedures.documents import read_documents
from ombud.workflows.procedures.errors import ProcedureError
from tests.unit.procedures.folders import REGISTER

MISSING_FROM_THE_MANUAL = {
    "memorandum": "P101-d",
    "exhibit_a": "P210-c",
    "exhibit_b": "P210-d",
    "designation_of_access": "P107-i",
    "data_sharing_agreement": "P405-k",
    "data_request_form": "P405-e",
    "end_user_agreement": "P401-e",
    "board_charter": "P102-u",
    "board_bylaws": "CL-d",
    "security_incident_form": "P106-s",
    "grievance_forms": "P103-e",
    "access_report_procedures": "P107-t",
    "data_quality_plan": "P302-f",
    "release_of_information": "P207-s",
    "security_plan": "P202-b",
    "privacy_notice": "P205-c",
    "policy_manual": "T-a",
}

FORM = '[documents.form]\ntitle = "Form"\npurpose = "To ask with."\ncites = ["P1-a"]\n'


def test_each_stands_in_it_with_the_row_that_asks_for_it() -> None:
    documents = read_documents().documents
    assert {key for key, row in MISSING_FROM_THE_MANUAL.items() if row not in documents[key].cites} == set()


def test_every_checklist_is_the_stand_in_of_a_document() -> None:
    found = {document.checklist for document in read_documents().documents.values() if document.checklist}
    assert found == set(read_checklists())


def test_where_no_list_is_kept_it_is_empty(tmp_path: Path) -> None:
    assert read_documents(tmp_path).documents == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (FORM.replace("P1-a", "P9-z"), "documents.toml:4: documents.form.cites: the register has no row P9-z"),
        (
            FORM + 'stand_in = "checklist:a"\nmeanwhile = "A list."\n',
            "documents.form.stand_in: there is no checklist a",
        ),
        (FORM + 'stand_in = "procedure:leave"\nmeanwhile = "It."\n', "there is no procedure leave"),
        (FORM + 'stand_in = "leave"\nmeanwhile = "It."\n', 'stand_in is "checklist:KEY" or "procedure:KEY"'),
        (FORM + 'stand_in = "procedure:leave"\n', "says in `meanwhile` what that is"),
        (FORM.replace('cites = ["P1-a"]\n', ""), "or says in `origin` who asks for it"),
        (FORM + "form = 1\n", "documents.form.form: there is no such key"),
        (FORM + FORM, "this is not TOML"),
    ],
)
def test_a_mistake_is_named_with_file_and_key(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "register.csv").write_text(REGISTER)
    (tmp_path / "documents.toml").write_text(text)
    with pytest.raises(ProcedureError, match=r"documents\.toml") as refused:
        read_documents(tmp_path)
    assert told in str(refused.value)
