"""The organisation of a lane, where no answer names it but a decision table does."""

from __future__ import annotations

from tests.unit.procedures.builder import refused
from tests.unit.procedures.folders import Folder, table

LANE = '[lanes.office]\nscope = "organisation"\nwithin = "keeper"'


def test_a_lane_may_be_that_of_an_organisation_a_table_looks_up(folder: Folder) -> None:
    folder.replace("[lanes.office]", LANE)
    folder.dmn = table(
        ["kind"], [(['"short"'], ['"office"', '""']), (['"long"'], ['"board"', "kind"])], outputs=("route", "keeper")
    )
    assert "unknown-variable" not in {finding.rule for finding in folder.check()}


def test_refuses_a_lane_of_an_organisation_that_nobody_names(folder: Folder) -> None:
    folder.replace("[lanes.office]", LANE)
    assert "Nobody writes" in refused(folder.check(), "unknown-variable", "lanes.office.within").sentence
