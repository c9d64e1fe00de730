"""The history of a case in words: what was taken back, by which step; and an operator's reason under the act it was for."""

from __future__ import annotations

from typing import Any

import pytest

from ombud.storage.session import reading
from ombud.workflows import cases, rewind, terminating
from ombud.workflows.actors import OPERATOR
from ombud.workflows.casefile.finding import case_by_id
from ombud.workflows.casefile.said import said_in
from ombud.workflows.casefile.timeline import timeline_of
from ombud.workflows.commands import perform
from ombud.workflows.letters import notes
from ombud.workflows.mail.smtp import MailRefused
from ombud.workflows.opening import Opened
from ombud.workflows.text import in_language
from tests.support.permit import Town


def act(town: Town, command: Any, asked: Opened, reason: str) -> None:
    perform(
        town.database,
        town.office,
        lambda s: command(s, town.office, asked.case_id, reason=reason, by=OPERATOR, at=town.at),
        at=town.at,
    )


def newest(town: Town, asked: Opened) -> str:
    clerk = town.who("clerk")
    with reading(town.database) as session:
        return timeline_of(session, case_by_id(session, town.office, clerk, asked.case_id, at=town.at))[0].what


def test_an_undo_names_the_step_that_is_open_again(town: Town) -> None:
    asked = town.ask()
    town.complete(asked, "decide", town.who("clerk"), decision="refused", reasons="No room.")
    act(town, rewind.undo, asked, "By mistake.")
    assert newest(town, asked) == "Taken back: Decide"


def test_an_undo_of_an_operators_end_says_so(town: Town) -> None:
    asked = town.ask()
    act(town, terminating.terminate, asked, "Opened twice.")
    act(town, rewind.undo, asked, "It was not.")
    assert newest(town, asked) == "Taken back: the end by an operator"


def test_a_withdrawal_that_is_taken_back(town: Town) -> None:
    asked = town.ask()
    town.withdraw(asked, town.stranger(asked))
    act(town, rewind.undo, asked, "She did not mean it.")
    assert newest(town, asked) == "Taken back: the withdrawal"


def test_an_operators_reason_stands_under_what_it_was_for(town: Town) -> None:
    asked = town.ask()
    act(town, cases.suspend, asked, "Holidays.")
    clerk = town.who("clerk")
    with reading(town.database) as session:
        found = case_by_id(session, town.office, clerk, asked.case_id, at=town.at)
        said = said_in(session, town.office, found, clerk, at=town.at)[-1]
    assert (said.title, [(one.label, one.values) for one in said.answers]) == (
        "Suspended",
        [("Reason", ("Holidays.",))],
    )


@pytest.mark.parametrize(
    "note",
    [
        notes.kept(notes.NOBODY),
        notes.kept(notes.GIVEN_UP),
        notes.of_refusal(MailRefused()),
        notes.of_refusal(MailRefused(550)),
    ],
)
def test_why_a_letter_was_not_delivered_is_kept_in_english_and_shown_in_words(note: str) -> None:
    with in_language("es"):
        assert notes.kept(notes.NOBODY) == "Nobody is known to whom this letter is addressed."
    assert notes.shown(note) == note
    assert "%" not in note


def test_what_somebody_wrote_of_a_delivery_is_shown_as_it_is() -> None:
    assert notes.shown("Handed over at the counter, 100% sure.") == "Handed over at the counter, 100% sure."
