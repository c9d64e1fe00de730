"""bpmn/duties.toml: what it may say, and that the Board's rows stand in it with the register's own wording."""

from __future__ import annotations

from pathlib import Path

import pytest

from ombud.workflows.procedures.directory import read_directory
from ombud.workflows.procedures.duties import read_duties
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.register import read_register
from ombud.workflows.procedures.root import BPMN

CHASE = '[chase]\nevery = "P1M"\nsource = "local"\n'
DUTY = '[[duties]]\nkey = "report"\nwho = "body:dsb"\nwhat = "Reports"\nsource = "P102-ap"\n'


def test_every_duty_of_the_board_stands_in_the_words_of_the_register() -> None:
    register, duties = read_register(BPMN), read_duties().duties
    assert {duty.source for duty in duties} <= set(register)
    assert {duty.source: duty.what for duty in duties} == {duty.source: register[duty.source].what for duty in duties}
    assert all("duty" in register[duty.source].expected for duty in duties)
    board = {row.id for row in register.values() if row.proc in ("PR16", "PR20") and "duty" in row.expected} | {
        "P102-w",
        "P103-d",
    }
    assert board <= {duty.source for duty in duties}


def test_an_interval_stands_where_the_register_has_one_and_nowhere_else() -> None:
    register = read_register(BPMN)
    for duty in read_duties().duties:
        assert bool(duty.every) == (register[duty.source].deadline == "Annual"), duty.key


def test_every_body_is_in_the_directory() -> None:
    bodies = {body.key for body in read_directory(BPMN / "directory.toml").bodies}
    for duty in read_duties().duties:
        kind, _colon, reference = duty.who.partition(":")
        assert kind == "role" or reference.partition("/")[0] in bodies


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (CHASE + DUTY + DUTY, "twice: report"),
        (CHASE + DUTY + 'remind = ["P14D"]\n', "without `every`"),
        (CHASE + DUTY.replace("body:dsb", "everybody"), "who"),
        (CHASE + DUTY + 'every = "P30D"\n', "every"),
        (DUTY, "chase"),
        ("[chase\n", "this is not TOML"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, place: str) -> None:
    (tmp_path / "duties.toml").write_text(text)
    with pytest.raises(ProcedureError, match=r"duties\.toml") as refused:
        read_duties(tmp_path)
    assert place in str(refused.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProcedureError, match="list of standing duties is missing"):
        read_duties(tmp_path)
