"""What a service task of a diagram may ask for, one module each.

Applied in the command's transaction; the outside world is told later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from ombud.workflows import engine
from ombud.workflows.effects.bar_subject import bar_subject, keep_subjects
from ombud.workflows.effects.designate_cochair import designate_cochair, keep_designations
from ombud.workflows.effects.letter import issue_letter
from ombud.workflows.effects.notice import send_notice
from ombud.workflows.effects.put_on_agenda import put_on_agenda
from ombud.workflows.effects.record_policy_version import keep_versions, record_policy_version
from ombud.workflows.effects.seat_member import keep_terms, seat_member
from ombud.workflows.held import HeldCase

EFFECTS: Final[dict[str, Callable[[HeldCase, engine.RequestedEffect], None]]] = {
    "bar_subject": bar_subject,
    "designate_cochair": designate_cochair,
    "issue_letter": issue_letter,
    "put_on_agenda": put_on_agenda,
    "record_policy_version": record_policy_version,
    "seat_member": seat_member,
    "send_notice": send_notice,
}
"""The registry the checker reads too."""


def apply(held: HeldCase, effect: engine.RequestedEffect) -> None:
    """Raises EngineError for an effect nobody registered: the checker refuses such a diagram before it is deployed."""
    try:
        act = EFFECTS[effect.effect]
    except KeyError:
        raise engine.EngineError(f"{effect.key.element} asks for an unknown effect: {effect.effect}") from None
    act(held, effect)


def keep_only(held: HeldCase, passed: Sequence[engine.ElementKey]) -> None:
    """After an undo: what an effect wrote that stands for the case itself goes with the step that asked for it."""
    keep_designations(held, passed)
    keep_subjects(held, passed)
    keep_terms(held, passed)
    keep_versions(held, passed)
