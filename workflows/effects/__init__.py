"""What a service task of a diagram may ask for, one module each.

Applied in the command's transaction; the outside world is told later.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ombud.workflows import engine
from ombud.workflows.effects.letter import issue_letter
from ombud.workflows.effects.notice import send_notice
from ombud.workflows.held import HeldCase

EFFECTS: Final[dict[str, Callable[[HeldCase, engine.RequestedEffect], None]]] = {
    "issue_letter": issue_letter,
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
