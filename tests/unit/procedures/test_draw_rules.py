"""What is refused of a procedure for which agencies are drawn."""

from __future__ import annotations

import pytest

from ombud.workflows.procedures.errors import ProcedureError
from tests.unit.procedures.builder import refused
from tests.unit.procedures.folders import Folder

DRAW = 'draw = { percent = "share", rest = "rounds" }'
SCHEDULE = f'[schedule]\nevery = "year"\non = "01-01"\nper = "drawn"\n{DRAW}\nsource = "P1-a"\n\n[lanes.office]'


def test_refuses_a_draw_by_settings_that_are_not_there(folder: Folder) -> None:
    findings = folder.replace("[lanes.office]", SCHEDULE).check()
    assert "no setting share" in refused(findings, "schedule-draw", "schedule.draw.percent").sentence
    assert refused(findings, "schedule-draw", "schedule.draw.rest")


def test_a_start_form_beside_a_draw_says_of_which_agency(folder: Folder) -> None:
    findings = folder.replace("[lanes.office]", SCHEDULE).check()
    assert "does not say of which" in refused(findings, "schedule-start", "start.form").sentence
    assert not [one for one in findings if one.rule == "schedule-party" and "letters" in str(one)]


@pytest.mark.parametrize("broken", [SCHEDULE.replace(f"{DRAW}\n", ""), SCHEDULE.replace("drawn", "participating")])
def test_refuses_half_a_draw_by_file_and_line(folder: Folder, broken: str) -> None:
    folder.replace("[lanes.office]", broken)
    folder.write()
    with pytest.raises(ProcedureError, match=r"procedure.toml:\d+.*both or neither"):
        folder.load()
