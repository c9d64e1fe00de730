"""bar_subject: a matter turned out to be about somebody, who does not decide on it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update

from ombud.storage.board import Conflict, ConflictKind
from ombud.storage.events import Event
from ombud.workflows import engine
from ombud.workflows.barring import DECLARED, LIFTED, bar
from ombud.workflows.effects.add_party import is_party_already
from ombud.workflows.held import HeldCase
from ombud.workflows.refusals import InvalidAnswers
from ombud.workflows.text import lazy
from ombud.workflows.text import translate as _

EFFECT = "bar_subject"

ABOUT_THEM = lazy("What is decided here is about them.")


def bar_subject(held: HeldCase, effect: engine.RequestedEffect) -> None:
    """Bars `person` from every impartial task of the case.

    With `field`, raises InvalidAnswers naming that question where they are a party: a case about oneself is somebody
    else's to bring.
    """
    person_id, field = UUID(str(effect.parameters["person"])), effect.parameters.get("field")
    if field and is_party_already(held, person_id):
        raise InvalidAnswers({str(field): [_("The case would be about you: somebody else has to bring it.")]})
    bar(held, [person_id], ConflictKind.SUBJECT, ABOUT_THEM, step=effect.key)


def lift_subjects(held: HeldCase, gone: Sequence[engine.ElementKey]) -> None:
    """Whom steps barred that were taken back is barred no more, unless somebody declared it too."""
    told = (Event.chain == held.id, Event.kind == DECLARED, Event.element.in_([str(key) for key in gone]))
    ids = [UUID(body["conflict"]) for body in held.connection.scalars(select(Event.body).where(*told))]
    theirs = update(Conflict).where(Conflict.id.in_(ids), Conflict.lifted_at.is_(None)).values(lifted_at=held.at)
    lifted = held.connection.execute(theirs.returning(Conflict.person_id, Conflict.kind)).all()
    for person_id, kind in sorted(lifted):
        held.event(LIFTED, {"person": str(person_id), "kind": str(kind)})
