"""What goes into the engine and what comes out: plain values, no library objects, no database.

Everything here is immutable. Instants are aware UTC `datetime`s. A case's state is two byte strings
that only this package can read; everything else a caller needs stands in the `Step`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple


class ElementKey(NamedTuple):
    """One pass through one element: what tasks, deadlines and log entries hang on.

    `occurrence` counts the passes through `element` in this case from 1, in the order they began;
    `item` is the key of a multi-instance's item, empty otherwise. Stable across save, load and replay
    (the library's own ids are new each time).
    """

    element: str
    occurrence: int = 1
    item: str = ""

    def __str__(self) -> str:
        text = f"{self.element}:{self.occurrence}"
        return f"{text}:{self.item}" if self.item else text

    @classmethod
    def parse(cls, text: str) -> ElementKey:
        """The key that `str()` wrote. Raises ValueError on anything else."""
        element, occurrence, *item = text.split(":", 2)
        return cls(element, int(occurrence), item[0] if item else "")


Due = Mapping[ElementKey, datetime]
"""The ledger's dates for waiting timers. A timer that is missing here is not due."""


@dataclass(frozen=True, slots=True)
class State:
    """A case's engine state as stored. Both are orjson, keys in the order given (never JSONB)."""

    tree: bytes
    variables: bytes


@dataclass(frozen=True, slots=True)
class OpenedTask:
    """A user or manual task that began to wait for a person."""

    key: ElementKey
    lane: str  # lane id; a task inside a subprocess without lanes has its subprocess's lane
    item: Any = None  # the multi-instance item, as given


@dataclass(frozen=True, slots=True)
class ArmedTimer:
    """A timer event that began to wait. The ledger answers with its date (or with none: not due)."""

    key: ElementKey
    deadline: str  # name in procedure.toml
    host: ElementKey | None = None  # the activity it is attached to; None for an intermediate or gateway timer


@dataclass(frozen=True, slots=True)
class AwaitedMessage:
    """A message event that waits. `host` is the activity it is attached to, None for any other event."""

    key: ElementKey
    message: str
    host: ElementKey | None = None


@dataclass(frozen=True, slots=True)
class RequestedEffect:
    """A service task that was passed: storage applies the effect in the same transaction."""

    key: ElementKey
    effect: str  # the serviceTaskOperator's id
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ThrownMessage:
    key: ElementKey
    message: str
    payload: Mapping[str, Any]


class InputKind(StrEnum):
    OPENED = "opened"
    COMPLETED = "completed"
    TICKED = "ticked"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class Input:
    """One entry of the input log: all that is needed to run this step again. Routing values only."""

    kind: InputKind
    now: datetime
    key: ElementKey | None = None  # the completed task
    message: str = ""  # the delivered message
    values: Mapping[str, Any] = field(default_factory=dict)  # opening variables, routing answers or payload; settings
    due: Due = field(default_factory=dict)  # the dates the step saw

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, instants in ISO 8601 UTC; `from_json` reads them back equal."""
        return {
            "kind": str(self.kind),
            "now": self.now.isoformat(),
            "key": str(self.key) if self.key else None,
            "message": self.message,
            "values": dict(self.values),
            "due": {str(key): at.isoformat() for key, at in self.due.items()},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Input:
        return cls(
            kind=InputKind(data["kind"]),
            now=datetime.fromisoformat(data["now"]),
            key=ElementKey.parse(data["key"]) if data["key"] else None,
            message=data["message"],
            values=data["values"],
            due={ElementKey.parse(key): datetime.fromisoformat(at) for key, at in data["due"].items()},
        )


@dataclass(frozen=True, slots=True)
class Step:
    """What one engine input changed. Tuples are in the order things happened."""

    state: State
    input: Input
    opened: tuple[OpenedTask, ...] = ()
    completed: tuple[ElementKey, ...] = ()  # tasks: the one completed by this input
    cancelled: tuple[ElementKey, ...] = ()  # tasks interrupted by an event or an ended subprocess
    armed: tuple[ArmedTimer, ...] = ()
    fired: tuple[ElementKey, ...] = ()  # timers whose date had passed
    disarmed: tuple[ElementKey, ...] = ()  # timers that will never fire: their host ended first
    effects: tuple[RequestedEffect, ...] = ()
    thrown: tuple[ThrownMessage, ...] = ()
    visited: tuple[ElementKey, ...] = ()  # every element passed or begun, for the timeline and coverage
    ended: str | None = None  # id of the end event that ended the case; None while it runs
    variables: Mapping[str, Any] = field(default_factory=dict)  # the case variables after the step


DueOf = Callable[[ArmedTimer, Step], datetime | None]
"""Asked when a timer arms during a replay: its date, or None when it has none."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """Where a log leads when it is run again. `steps` has one Step for each entry, then those of the clock's own ticks
    among them; `opened`, `armed` and `awaited` are what is open, waiting and awaited at the end."""

    state: State
    steps: tuple[Step, ...]
    opened: tuple[OpenedTask, ...]
    armed: tuple[ArmedTimer, ...]
    awaited: tuple[AwaitedMessage, ...]
    due: Due  # the dates of `armed`, as recorded or recomputed
    ended: str | None
    variables: Mapping[str, Any]

    @property
    def visited(self) -> tuple[ElementKey, ...]:
        return tuple(key for step in self.steps for key in step.visited)
