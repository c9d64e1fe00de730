"""Lanes among which somebody chooses: the question is asked, and leaves a choice."""

from __future__ import annotations

from tests.unit.procedures.builder import refused
from tests.unit.procedures.folders import Folder


def test_refuses_a_question_nobody_is_asked(folder: Folder) -> None:
    findings = folder.replace('role = "clerk"', 'role = "clerk"\nchosen_by = "anser"').check()
    assert "answer" in refused(findings, "chosen-by", "lanes.office.chosen_by").way_out


def test_refuses_a_choice_of_one(folder: Folder) -> None:
    findings = folder.replace('role = "clerk"', 'role = "clerk"\nchosen_by = "answer"').check()
    assert "nobody to choose instead" in refused(findings, "chosen-by", "lanes.office.chosen_by").sentence
