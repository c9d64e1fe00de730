"""What the law gives and not the policy: cited with its section, without a row of the register or beside one."""

from __future__ import annotations

import pytest

from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.model import SettingRule
from ombud.workflows.settings import declared, of_rules
from tests.unit.procedures.builder import refused
from tests.unit.procedures.folders import Folder

CITATION = "Conn. Gen. Stat. § 36a-701b(b)(1)"
DUE = 'anchor = "opened"\nsource = "P1-b"'


@pytest.mark.parametrize("beside", ["", '\nsource = "P1-b"'])
def test_a_citation_is_a_source(folder: Folder, beside: str) -> None:
    folder.replace(DUE, f'anchor = "opened"\nlaw = "{CITATION}"{beside}')
    assert folder.check() == []
    days = declared(folder.load().toml)["answer_due"]
    assert (days.law, days.source) == (CITATION, "P1-b" if beside else "")
    assert not days.local
    assert days.deviates(30)


def test_the_row_beside_it_is_one_of_the_register(folder: Folder) -> None:
    folder.replace(DUE, f'anchor = "opened"\nlaw = "{CITATION}"\nsource = "P7-q"')
    refused(folder.check(), "unknown-row", "deadlines.answer_due.source")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("", "a row of the register"),
        ('law = "the law of Connecticut"', "cites a section"),
        (f'law = "{CITATION}"\nsource = "local"', "no rule of this office"),
    ],
)
def test_refuses_a_number_without_a_source(folder: Folder, given: str, sentence: str) -> None:
    folder.replace(DUE, f'anchor = "opened"\n{given}')
    with pytest.raises(ProcedureError, match=sentence):
        folder.load()


def test_a_setting_keeps_its_citation() -> None:
    rule = SettingRule(title="Months", default=24, law=CITATION)
    assert of_rules({"months": rule})["months"].law == CITATION
