"""issue_letter: a letter is frozen in the command; the worker renders and delivers it."""

from __future__ import annotations

from ombud.storage.jobs import JobKind
from ombud.workflows import engine
from ombud.workflows.held import HeldCase
from ombud.workflows.jobs.queue import job_row
from ombud.workflows.letters.freeze import letter_row


def issue_letter(held: HeldCase, effect: engine.RequestedEffect) -> None:
    """Freezes the letter `letter`; the worker renders and delivers it."""
    row = letter_row(held, key=effect.key, name=str(effect.parameters["letter"]))
    held.letters.append(row)
    held.jobs.append(
        job_row(
            kind=JobKind.LETTER,
            key=f"letter:{row['id']}",
            case_id=held.id,
            payload={"letter": str(row["id"])},
            run_at=held.at,
        )
    )
