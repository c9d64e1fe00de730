"""What is refused of a procedure that is shown agency by agency."""

from __future__ import annotations

import pytest

from ombud.workflows.procedures.errors import ProcedureError
from tests.unit.procedures.builder import refused
from tests.unit.procedures.folders import Folder

SCHEDULE = '[schedule]\nevery = "year"\non = "01-01"\nper = "participating"\nsource = "P1-a"\n\n'
TOLD = (
    '[by_agency]\ntitle = "Leave of each agency"\nanswers = ["decide"]\nremedy = "answer_due"\n'
    'remedy_ends = "answer_due"\ndone = ["answered"]\nsource = "P1-a"\n\n'
)
LANES = "[lanes.office]"


def test_what_there_is_may_be_named(folder: Folder) -> None:
    findings = folder.replace(LANES, SCHEDULE + TOLD + LANES).check()
    assert not [one for one in findings if one.rule == "by-agency"], findings


def test_only_cases_that_each_agency_has_are_shown_so(folder: Folder) -> None:
    findings = folder.replace(LANES, TOLD + LANES).check()
    assert "No schedule opens a case for each agency" in refused(findings, "by-agency", "by_agency").sentence


@pytest.mark.parametrize(
    ("written", "instead", "key", "said"),
    [
        ('["decide"]', '["decided"]', "answers", "no user task decided"),
        ('remedy = "answer_due"', 'remedy = "answer_do"', "remedy", "no deadline answer_do"),
        ('remedy_ends = "answer_due"', 'remedy_ends = "day_60"', "remedy_ends", "no deadline day_60"),
        ('remedy_ends = "answer_due"\n', "", "remedy", "not the last one there can be"),
        ('done = ["answered"]', 'done = ["answer"]', "done", "no words for answer"),
        ('"P1-a"\n\n', '"P9-z"\n\n', "source", "no row P9-z"),
    ],
)
def test_refuses_what_is_not_there(folder: Folder, written: str, instead: str, key: str, said: str) -> None:
    told = TOLD.replace(written, instead)
    assert told != TOLD
    findings = folder.replace(LANES, SCHEDULE + told + LANES).check()
    finding = refused(findings, "by-agency", f"by_agency.{key}")
    assert said in finding.sentence
    assert finding.way_out


def test_refuses_half_of_it_by_file_and_line(folder: Folder) -> None:
    folder.replace(LANES, SCHEDULE + TOLD.replace('answers = ["decide"]\n', "answers = []\n") + LANES)
    folder.write()
    with pytest.raises(ProcedureError, match=r"procedure.toml:\d+.*by_agency.answers"):
        folder.load()
