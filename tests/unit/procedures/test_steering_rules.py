"""Settings that a table compares with: declared with a number, read by something, and with a name of their own."""

from __future__ import annotations

import pytest

from ombud.workflows.procedures.errors import ProcedureError
from tests.unit.procedures.builder import refused
from tests.unit.procedures.folders import TOML, Folder, table

DAYS = (
    '\n[settings.short_days]\ntitle = "So many days are short"\ndefault = 5\nmax = 30\nroutes = true\nsource = "P1-b"\n'
)
READING = table(["kind", "1"], [(['"short"', "? <= short_days"], ['"office"']), (['"long"', "-"], ['"board"'])])


def test_a_table_reads_a_setting_by_its_name(folder: Folder) -> None:
    folder.toml, folder.dmn = TOML + DAYS, READING
    assert folder.check() == []


def test_a_cell_names_what_somebody_writes(folder: Folder) -> None:
    folder.toml, folder.dmn = TOML, READING
    assert "short_days" in refused(folder.check(), "unknown-variable", "choose").sentence


def test_a_setting_that_routes_is_read(folder: Folder) -> None:
    folder.toml = TOML + DAYS
    assert "no condition or table reads it" in refused(folder.check(), "setting", "settings.short_days").sentence


def test_a_setting_has_its_name_for_itself(folder: Folder) -> None:
    folder.toml = TOML + DAYS.replace("short_days", "answer")
    assert "another variable" in refused(folder.check(), "setting", "settings.answer").sentence


@pytest.mark.parametrize("wrong", [("default = 5\nmax = 30\n", ""), ("default = 5\nmax = 30", 'kind = "text"')])
def test_it_is_a_number_that_is_there(folder: Folder, wrong: tuple[str, str]) -> None:
    folder.toml = TOML + DAYS.replace(*wrong)
    with pytest.raises(ProcedureError, match="an integer with a default"):
        folder.check()
