"""What a service task of a diagram may ask for. Applied in the command's transaction; the outside world is told later."""

from __future__ import annotations

from collections.abc import Callable

from ombud.storage.jobs import JobKind
from ombud.workflows import engine
from ombud.workflows.held import HeldCase
from ombud.workflows.jobs.queue import job_row
from ombud.workflows.letters.freeze import letter_row


def apply(held: HeldCase, effect: engine.RequestedEffect) -> None:
    """Raises EngineError for an effect nobody registered: the checker refuses such a diagram before it is deployed."""
    try:
        act = EFFECTS[effect.effect]
    except KeyError:
        raise engine.EngineError(f"{effect.key.element} asks for an unknown effect: {effect.effect}") from None
    act(held, effect)


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


def send_notice(held: HeldCase, effect: engine.RequestedEffect) -> None:
    """Tells the recipients of the notice `notice` that something happened; the mail holds no case details."""
    held.jobs.append(
        job_row(
            kind=JobKind.NOTIFY,
            key=f"notify:{held.id}:{effect.key}:{held.case['head_seq']}",
            case_id=held.id,
            payload={"notice": str(effect.parameters["notice"]), "element": str(effect.key)},
            run_at=held.at,
        )
    )


EFFECTS: dict[str, Callable[[HeldCase, engine.RequestedEffect], None]] = {
    "issue_letter": issue_letter,
    "send_notice": send_notice,
}
"""The registry the checker reads too."""
