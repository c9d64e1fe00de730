"""A case's input log, read back from its events: what `replay` runs again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.events import Event
from ombud.workflows.engine.values import Input, InputKind

UNDONE = "case.undone"
MIGRATED = "case.migrated"
TERMINATED = "case.terminated"

ENDED_BY_HAND = "terminated"
"""The outcome of a case that an operator ended: it reached no end of its diagram."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One input in force. `commitment` is to what was sent in with it; None for what nobody said: a timer."""

    input: Input
    commitment: bytes | None = None


@dataclass
class Log:
    """The inputs in force, in order, and the termination that stands, if one does."""

    entries: list[Entry] = field(default_factory=list)
    terminated: dict[str, Any] | None = None  # the body of its event

    @property
    def inputs(self) -> list[Input]:
        return [entry.input for entry in self.entries]

    @property
    def commitments(self) -> list[bytes]:
        return [entry.commitment for entry in self.entries if entry.commitment]


def history_of(session: Session, case_id: UUID, *, up_to: int | None = None) -> Log:
    """What is in force after the case's event number `up_to`, else now.

    An undo took the last input back, or a termination; a migration rewrote what came before it, with the same people
    having said the same in the same order: only what its timers did may differ.
    """
    log = Log()
    rows = select(Event.kind, Event.body, Event.input, Event.commitment).where(Event.chain == case_id)
    if up_to is not None:
        rows = rows.where(Event.seq <= up_to)
    for kind, body, given, commitment in session.execute(rows.order_by(Event.seq)):
        if kind == TERMINATED:
            log.terminated = body
        elif kind == UNDONE and log.terminated is not None:
            log.terminated = None
        elif kind == UNDONE:
            log.entries.pop()
        elif kind == MIGRATED:
            log.entries = _rewritten(log.entries, [Input.from_json(entry) for entry in body["log"]])
        elif given is not None:
            log.entries.append(Entry(Input.from_json(given), commitment))
    return log


def _rewritten(before: list[Entry], inputs: list[Input]) -> list[Entry]:
    said = iter([entry.commitment for entry in before if entry.input.kind != InputKind.TICKED])
    return [Entry(one, None if one.kind == InputKind.TICKED else next(said)) for one in inputs]


def log_of(session: Session, case_id: UUID) -> list[Input]:
    """The inputs in force, in order."""
    return history_of(session, case_id).inputs
