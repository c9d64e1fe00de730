"""A case's input log, read back from its events: what `replay` runs again."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.events import Event
from ombud.workflows.engine.values import Input

UNDONE = "case.undone"
MIGRATED = "case.migrated"


def log_of(session: Session, case_id: UUID) -> list[Input]:
    """The inputs in force, in order: an undo took the last one back, a migration rewrote what came before it."""
    log: list[Input] = []
    rows = select(Event.kind, Event.body, Event.input).where(Event.chain == case_id).order_by(Event.seq)
    for kind, body, given in session.execute(rows):
        if kind == UNDONE:
            log.pop()
        elif kind == MIGRATED:
            log = [Input.from_json(entry) for entry in body["log"]]
        elif given is not None:
            log.append(Input.from_json(given))
    return log
