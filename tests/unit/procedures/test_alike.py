"""`bpmn/alike.toml`: procedures that are taken for one another."""

from __future__ import annotations

from pathlib import Path

import pytest

from ombud.workflows.procedures.alike import FILE, read_alike
from ombud.workflows.procedures.errors import ProcedureError


def test_an_office_may_keep_none(tmp_path: Path) -> None:
    assert read_alike(tmp_path) == ()


def test_a_procedure_that_there_is_not_is_refused_by_its_line(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('[[groups]]\nnothing.text = "You need nothing."\nnobody.text = "Nobody asks."\n')
    with pytest.raises(ProcedureError, match="there is no procedure nothing") as refused:
        read_alike(tmp_path)
    assert [one.line for one in refused.value.mistakes] == [2, 3]


def test_one_alone_is_like_nothing_and_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('[[groups]]\nnothing.text = "You need nothing."\n')
    with pytest.raises(ProcedureError, match="groups"):
        read_alike(tmp_path)
