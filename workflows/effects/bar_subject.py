"""bar_subject: a matter turned out to be about somebody, who does not decide on it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update

from ombud.storage.board import Conflict, ConflictKind
from ombud.storage.events import Event
from ombud.workflows import engine
from ombud.workflows.barring import LIFTED, bar
from ombud.workflows.held import HeldCase

EFFECT = "bar_subject"

ABOUT_THEM = "What is decided here is about them."


def bar_subject(held: HeldCase, effect: engine.RequestedEffect) -> None:
    """Bars `person` from every impartial task of the case."""
    bar(held, [UUID(str(effect.parameters["person"]))], ConflictKind.SUBJECT, ABOUT_THEM)


def keep_subjects(held: HeldCase, passed: Sequence[engine.ElementKey]) -> None:
    """After steps were taken back: whom a step barred that no longer stands is barred no more."""
    bodies = held.connection.scalars(select(Event.body).where(Event.chain == held.id))
    asked = [one for body in bodies for one in body.get("effects", ()) if one["effect"] == EFFECT]
    stands = {one["person"] for one in asked if engine.ElementKey.parse(one["element"]) in passed}
    for person_id in sorted({one["person"] for one in asked} - stands):
        mine = (Conflict.case_id == held.id, Conflict.person_id == UUID(person_id), Conflict.lifted_at.is_(None))
        lifting = update(Conflict).where(*mine, Conflict.kind == ConflictKind.SUBJECT).values(lifted_at=held.at)
        if held.connection.execute(lifting).rowcount:
            held.event(LIFTED, {"person": person_id, "kind": str(ConflictKind.SUBJECT)})
