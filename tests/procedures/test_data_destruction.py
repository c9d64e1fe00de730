"""The letter about a file that is overdue says whose turn it is: it goes to the board, also where only the check is missing."""

from __future__ import annotations

from sqlalchemy import select

from ombud.storage.letters import Letter
from ombud.storage.session import reading
from ombud.workflows.letters.context import manuscript
from ombud.workflows.letters.render import html
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.scenarios.acts import act
from ombud.workflows.procedures.scenarios.model import read_scenario
from ombud.workflows.procedures.scenarios.stage import Stage
from tests.procedures.conftest import Sets

UNCHECKED = "The HMIS Lead has not checked it yet"


def overdue_letter(stage: Stage, scenario: str) -> str:
    """Plays what is done in the scenario, and returns the letter as it went out."""
    played = read_scenario(BPMN / "data_destruction" / "scenarios" / f"{scenario}.toml")
    stage.now = played.at
    stage.settle()
    for step in played.toml.step:
        if step.verb != "expect" and not step.refused:
            act(stage, step)
    with reading(stage.database) as session:
        letter = session.scalars(select(Letter).where(Letter.name == "file_overdue")).one()
        return html(manuscript(session, stage.office, letter, at=stage.now))


def test_the_board_is_told_that_a_confirmation_waits_for_the_lead(shipped: Sets) -> None:
    with shipped.stage() as stage:
        letter = overdue_letter(stage, "sent_in_time_and_not_checked")
    assert UNCHECKED in letter
    assert "December 20, 2026" in letter


def test_where_nothing_was_sent_nothing_is_said_of_a_confirmation(shipped: Sets) -> None:
    with shipped.stage() as stage:
        letter = overdue_letter(stage, "overdue_then_confirmed")
    assert "has not been confirmed" in letter
    assert "A confirmation was sent" not in letter
