"""What the list of appeals names exists: procedures, their outcomes, rows of the register."""

from __future__ import annotations

from pathlib import Path

import pytest

from ombud.workflows.procedures.appeals import read_appeals
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.load import load_all
from ombud.workflows.procedures.register import read_register
from ombud.workflows.procedures.root import BPMN


def test_every_way_to_appeal_stands_on_the_register_and_on_a_procedure() -> None:
    procedures, rows = load_all(BPMN), read_register(BPMN)
    appeals = read_appeals().root
    assert set(appeals) <= set(procedures)
    for key, appeal in appeals.items():
        assert appeal.source in rows
        assert set(appeal.not_after) <= set(procedures[key].toml.outcomes)


def test_a_way_is_shown_while_it_is_open() -> None:
    appeals = read_appeals()
    assert appeals.of("agency_grievance", None)
    assert appeals.of("client_grievance", "redirected")
    assert appeals.of("agency_grievance", "decided_on_appeal") is None
    assert appeals.of("customization_request", None) is None


def test_a_mistake_names_the_file_and_the_key(tmp_path: Path) -> None:
    with pytest.raises(ProcedureError, match="missing"):
        read_appeals(tmp_path)
    (tmp_path / "appeals.toml").write_text('[permit]\ntext = "You may appeal."\n')
    with pytest.raises(ProcedureError, match="source"):
        read_appeals(tmp_path)
