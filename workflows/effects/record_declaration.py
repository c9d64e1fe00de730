"""record_declaration: what an organisation has certified of itself is kept with it, and not asked again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert, select

from ombud.storage.declarations import Declaration
from ombud.workflows import engine
from ombud.workflows.held import HeldCase
from ombud.workflows.people.declarations import WORDS

WHAT = "declaration"


def record_declaration(held: HeldCase, effect: engine.RequestedEffect) -> None:
    """Keeps the `answer` to the question of an `attribute` for the case's organisation, by whoever takes this step.

    Nothing is kept of an answer that is neither yes nor no, of what is known already, and of nobody's organisation.
    """
    attribute, declared = str(effect.parameters["attribute"]), WORDS.get(str(effect.parameters["answer"]))
    organisation_id = held.case["organisation_id"]
    if declared is None or organisation_id is None:
        return
    theirs = (Declaration.organisation_id == organisation_id, Declaration.attribute == attribute)
    newest = select(Declaration.declared).where(*theirs).order_by(Declaration.at.desc()).limit(1)
    if held.connection.scalar(newest) is declared:
        return
    row = {
        "id": held.row_id(WHAT, effect.key),
        "organisation_id": organisation_id,
        "attribute": attribute,
        "declared": declared,
        "at": held.at,
        "by": held.by.person_id,
        "case_id": held.id,
    }
    held.connection.execute(insert(Declaration), row)
    facts = {"organisation": str(organisation_id), "attribute": attribute, "declared": declared}
    held.event("organisation.declared", facts, element=effect.key)


def take_back_declarations(held: HeldCase, gone: Sequence[engine.ElementKey]) -> None:
    """Takes back what was declared by steps which were taken back; what was known before counts again."""
    ids = [held.row_id(WHAT, key) for key in gone]
    held.connection.execute(delete(Declaration).where(Declaration.id.in_(ids)))
