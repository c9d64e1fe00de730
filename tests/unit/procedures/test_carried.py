"""Answers are carried forward to tasks that there are."""

from __future__ import annotations

from tests.unit.procedures.builder import refused
from tests.unit.procedures.folders import Folder


def carrying(folder: Folder, task: str) -> Folder:
    return folder.replace('prefix = "', f'carries = ["{task}"]\nprefix = "')


def test_a_task_may_carry_its_answers(folder: Folder) -> None:
    assert [str(finding) for finding in carrying(folder, "decide").check()] == []


def test_refuses_to_carry_answers_to_a_task_that_is_not_there(folder: Folder) -> None:
    finding = refused(carrying(folder, "deside").check(), "unknown-task", "carries")
    assert "decide" in finding.way_out
