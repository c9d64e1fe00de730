"""A coordinator has several users: each letter of a retraining says whose it is, and which training."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from ombud.workflows.letters.render import html
from tests.unit.letters.test_templates import a_manuscript

LETTERS = Path(__file__).parents[3] / "bpmn/retraining/letters"
REQUEST = SimpleNamespace(
    answers=SimpleNamespace(course="Coordinated entry", ground="coc_request", reason="Low two quarters in a row."),
    names=SimpleNamespace(user="Leo Park (Harbor House)"),
    sender="Yuki Tanabe",
    sent_at=datetime(2026, 3, 2, 14, 5, tzinfo=UTC),
)
CHANGE = SimpleNamespace(answers=SimpleNamespace(changed_on=date(2026, 4, 17)), sender="Yuki Tanabe")


@pytest.mark.parametrize("letter", sorted(path.stem for path in LETTERS.glob("*.html")))
def test_it_names_the_user_and_the_training(letter: str) -> None:
    text = (LETTERS / f"{letter}.html").read_text()
    made = html(a_manuscript(text, request=REQUEST, change=CHANGE, settings=SimpleNamespace(completion=45)))
    assert "Leo Park (Harbor House)" in made
    assert "Coordinated entry" in made
