"""A case's input log, read back from its events: what `replay` runs again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, select
from sqlalchemy.orm import Session

from ombud.storage.events import Event
from ombud.workflows.engine.values import Input, InputKind

UNDONE = "case.undone"
MIGRATED = "case.migrated"
TERMINATED = "case.terminated"
SETTINGS_TAKEN = "case.settings_taken"

ENDED_BY_HAND = "terminated"
"""The outcome of a case that an operator ended: it reached no end of its diagram."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One input in force. `commitment` is to what was sent in with it; None for what nobody said: a timer. `visited`: the
    elements it came to, as its event has them; None where a migration rewrote it."""

    input: Input
    commitment: bytes | None = None
    visited: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A move onto the settings of a day, in force. `after`: how many inputs there were before it."""

    after: int
    as_of: datetime
    changed: tuple[dict[str, Any], ...]  # `name`, `was`, `now`


@dataclass
class Log:
    """The inputs in force, in order, the moves onto other settings, and the termination that stands, if one does."""

    entries: list[Entry] = field(default_factory=list)
    terminated: dict[str, Any] | None = None  # the body of its event
    taken: list[Taken] = field(default_factory=list)

    @property
    def inputs(self) -> list[Input]:
        return [entry.input for entry in self.entries]

    @property
    def undoable(self) -> bool:
        """Whether there is anything to take back: the opening itself is not."""
        return self.terminated is not None or self.newest_taken is not None or len(self.entries) > 1

    @property
    def newest_taken(self) -> Taken | None:
        """The move onto other settings that came after the last input: an undo takes it back first."""
        return self.taken[-1] if self.taken and self.taken[-1].after == len(self.entries) else None

    @property
    def settings_of(self) -> datetime | None:
        """The instant whose settings the case was put under; None: those it was opened under."""
        return self.taken[-1].as_of if self.taken else None

    @property
    def commitments(self) -> list[bytes]:
        return [entry.commitment for entry in self.entries if entry.commitment]


def history_of(session: Session | Connection, case_id: UUID, *, up_to: int | None = None) -> Log:
    """What is in force after the case's event number `up_to`, else now.

    An undo took the last input back, a termination, or a move onto other settings; a migration rewrote what came before it, with the same people
    having said the same in the same order: only what its timers did may differ.
    """
    rows = _ROWS.where(Event.chain == case_id)
    if up_to is not None:
        rows = rows.where(Event.seq <= up_to)
    return _in_force(session.execute(rows))


def histories_of(session: Session, case_ids: Select[UUID]) -> dict[UUID, Log]:
    """What is in force in many cases, in one statement."""
    rows = session.execute(_ROWS.where(Event.chain.in_(case_ids)))
    return {case_id: _in_force(each) for case_id, each in groupby(rows, key=lambda row: row.chain)}


_ROWS = select(Event.chain, Event.kind, Event.body, Event.input, Event.commitment).order_by(Event.chain, Event.seq)


def _in_force(rows: Iterable[Row[UUID, str, Any, Any, bytes | None]]) -> Log:
    log = Log()
    for _chain, kind, body, given, commitment in rows:
        if kind == TERMINATED:
            log.terminated = body
        elif kind == UNDONE and log.terminated is not None:
            log.terminated = None
        elif kind == UNDONE and log.newest_taken is not None:
            log.taken.pop()
        elif kind == UNDONE:
            log.entries.pop()
        elif kind == SETTINGS_TAKEN:
            as_of = datetime.fromisoformat(body["as_of"])
            log.taken.append(Taken(len(log.entries), as_of, tuple(body["changed"])))
        elif kind == MIGRATED:
            before, log.entries = len(log.entries), _rewritten(log.entries, [Input.from_json(e) for e in body["log"]])
            log.taken = [_placed(one, before, len(log.entries)) for one in log.taken]
        elif given is not None:
            log.entries.append(Entry(Input.from_json(given), commitment, tuple(body.get("visited", ()))))
    return log


def _rewritten(before: list[Entry], inputs: list[Input]) -> list[Entry]:
    said = iter([entry.commitment for entry in before if entry.input.kind != InputKind.TICKED])
    return [Entry(one, None if one.kind == InputKind.TICKED else next(said)) for one in inputs]


def _placed(taken: Taken, before: int, now: int) -> Taken:
    """A migration may have changed what timers did: a move stays before the last input, or after it, as it was."""
    return replace(taken, after=now if taken.after == before else min(taken.after, now - 1))


def log_of(session: Session, case_id: UUID) -> list[Input]:
    """The inputs in force, in order."""
    return history_of(session, case_id).inputs
