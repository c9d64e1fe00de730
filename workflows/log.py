"""A case's input log, read back from its events: what `replay` runs again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.events import Event
from ombud.workflows.engine.values import Input

UNDONE = "case.undone"
MIGRATED = "case.migrated"
TERMINATED = "case.terminated"

ENDED_BY_HAND = "terminated"
"""The outcome of a case that an operator ended: it reached no end of its diagram."""


@dataclass
class Log:
    """The inputs in force, in order, and the termination that stands, if one does."""

    inputs: list[Input] = field(default_factory=list)
    terminated: dict[str, Any] | None = None  # the body of its event


def history_of(session: Session, case_id: UUID) -> Log:
    """An undo took the last input back, or a termination; a migration rewrote what came before it."""
    log = Log()
    rows = select(Event.kind, Event.body, Event.input).where(Event.chain == case_id).order_by(Event.seq)
    for kind, body, given in session.execute(rows):
        if kind == TERMINATED:
            log.terminated = body
        elif kind == UNDONE and log.terminated is not None:
            log.terminated = None
        elif kind == UNDONE:
            log.inputs.pop()
        elif kind == MIGRATED:
            log.inputs = [Input.from_json(entry) for entry in body["log"]]
        elif given is not None:
            log.inputs.append(Input.from_json(given))
    return log


def log_of(session: Session, case_id: UUID) -> list[Input]:
    """The inputs in force, in order."""
    return history_of(session, case_id).inputs
