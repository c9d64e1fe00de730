"""What a service task of a diagram may ask for, one module each.

Applied in the command's transaction; the outside world is told later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import select

from ombud.storage.events import Event
from ombud.workflows import engine
from ombud.workflows.effects.add_party import add_party, take_back_parties
from ombud.workflows.effects.bar_subject import bar_subject, lift_subjects
from ombud.workflows.effects.designate_cochair import designate_cochair, take_back_designations
from ombud.workflows.effects.letter import issue_letter
from ombud.workflows.effects.list_person import list_person
from ombud.workflows.effects.notice import send_notice
from ombud.workflows.effects.open_case import open_case, take_back_openings
from ombud.workflows.effects.put_on_agenda import put_on_agenda
from ombud.workflows.effects.record_declaration import record_declaration, take_back_declarations
from ombud.workflows.effects.record_policy_version import record_policy_version, take_back_versions
from ombud.workflows.effects.seat_member import seat_member, unseat
from ombud.workflows.held import HeldCase

EFFECTS: Final[dict[str, Callable[[HeldCase, engine.RequestedEffect], None]]] = {
    "add_party": add_party,
    "bar_subject": bar_subject,
    "designate_cochair": designate_cochair,
    "issue_letter": issue_letter,
    "list_person": list_person,
    "open_case": open_case,
    "put_on_agenda": put_on_agenda,
    "record_declaration": record_declaration,
    "record_policy_version": record_policy_version,
    "seat_member": seat_member,
    "send_notice": send_notice,
}
"""The registry the checker reads too."""

TAKEN_BACK: Final[dict[str, Callable[[HeldCase, Sequence[engine.ElementKey]], None]]] = {
    "add_party": take_back_parties,
    "bar_subject": lift_subjects,
    "designate_cochair": take_back_designations,
    "open_case": take_back_openings,
    "record_declaration": take_back_declarations,
    "record_policy_version": take_back_versions,
    "seat_member": unseat,
}
"""How an undo takes back what an effect wrote in these passes."""


def apply(held: HeldCase, effect: engine.RequestedEffect) -> None:
    """Raises EngineError for an effect nobody registered: the checker refuses such a diagram before it is deployed."""
    try:
        act = EFFECTS[effect.effect]
    except KeyError:
        raise engine.EngineError(f"{effect.key.element} asks for an unknown effect: {effect.effect}") from None
    act(held, effect)


def keep_only(held: HeldCase, passed: Sequence[engine.ElementKey]) -> None:
    """After an undo: what an effect wrote that stands for the case itself goes with the step that asked for it."""
    for effect, keys in _gone(held, passed).items():
        if effect in TAKEN_BACK:
            TAKEN_BACK[effect](held, keys)


def _gone(held: HeldCase, passed: Sequence[engine.ElementKey]) -> dict[str, list[engine.ElementKey]]:
    """The passes that asked for an effect and are passed no more, by effect. Steps are the events with an input."""
    steps = select(Event.body).where(Event.chain == held.id, Event.input.is_not(None)).order_by(Event.seq)
    asked = {(one["effect"], one["element"]) for body in held.connection.scalars(steps) for one in body["effects"]}
    stands, gone = set(passed), dict[str, list[engine.ElementKey]]()
    for effect, element in sorted(asked):
        key = engine.ElementKey.parse(element)
        if key not in stands:
            gone.setdefault(effect, []).append(key)
    return gone
