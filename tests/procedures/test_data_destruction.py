"""The letters about a data file say what was sent and when: in time and lacking something, never, or at last."""

from __future__ import annotations

import pytest
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


def letter_of(stage: Stage, scenario: str, name: str) -> str:
    """Plays what is done in the scenario, and returns the newest letter of that name as it went out."""
    played = read_scenario(BPMN / "data_destruction" / "scenarios" / f"{scenario}.toml")
    stage.now = played.at
    stage.settle()
    for step in played.toml.step:
        if step.verb != "expect" and not step.refused:
            act(stage, step)
    with reading(stage.database) as session:
        issued = select(Letter).where(Letter.name == name).order_by(Letter.issued_at.desc())
        letter = session.scalars(issued).first()
        assert letter is not None
        return html(manuscript(session, stage.office, letter, at=stage.now))


def test_the_board_is_told_that_what_was_confirmed_in_time_lacked_something(shipped: Sets) -> None:
    with shipped.stage() as stage:
        letter = letter_of(stage, "sent_in_time_and_checked_late", "file_overdue")
    assert "A confirmation was sent on December 28, 2026" in letter
    assert "destroyed on December 20, 2026" in letter
    assert "sent it back on January 12, 2027" in letter


def test_where_nothing_was_sent_nothing_is_said_of_a_confirmation(shipped: Sets) -> None:
    with shipped.stage() as stage:
        letter = letter_of(stage, "overdue_then_confirmed", "file_overdue")
    assert "has not been confirmed" in letter
    assert "A confirmation was sent" not in letter


@pytest.mark.long
def test_a_late_confirmation_is_answered_by_its_own_words(shipped: Sets) -> None:
    with shipped.stage() as stage:
        returned = letter_of(stage, "overdue_then_confirmed", "returned")
    assert "What became of the backups?" in returned
    with shipped.stage() as stage:
        confirmed = letter_of(stage, "overdue_then_confirmed", "confirmation")
    assert "was destroyed</strong> on January 20, 2027" in confirmed
