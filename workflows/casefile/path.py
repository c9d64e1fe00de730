"""The path a case took through its diagram: what it passed, and along which flows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from ombud.workflows import engine
from ombud.workflows.casefile.finding import Found
from ombud.workflows.engine.definition import Definition, Flow
from ombud.workflows.engine.values import ElementKey
from ombud.workflows.log import Log, log_of
from ombud.workflows.refusals import NotReplayable

ANSWERED = frozenset({"userTask", "manualTask"})
"""These are left when they are completed; anything else as it is passed."""

CHOOSES = frozenset({"exclusiveGateway", "eventBasedGateway"})
JOINS = "parallelGateway"


@dataclass(frozen=True, slots=True)
class Path:
    """Ids of elements and of sequence flows, in the order they were first come to."""

    passed: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()


def path_of(session: Session, found: Found) -> Path:
    """By the steps in force: what an undo took back is not on it. Empty where the log does not fit its diagram any more,
    which `ombud case verify` tells of."""
    try:
        replayed = engine.replay(found.deployed.definition, log_of(session, found.case.id), due_of=None)
    except NotReplayable:
        return Path()
    return walked(found.deployed.definition, replayed.steps)


def walked(definition: Definition, steps: Sequence[engine.Step]) -> Path:
    moves = list(_moves(definition, map(_passage, steps)))
    passed = dict.fromkeys(element for move in moves for element in move.passed)
    return Path(tuple(passed), tuple(dict.fromkeys(flow for move in moves for flow in move.flows)))


@dataclass(frozen=True, slots=True)
class Move:
    """What one step of a case came to: ids of elements and of sequence flows, each as often as it did."""

    at: datetime
    passed: tuple[str, ...]
    flows: tuple[str, ...]


def moves_of(definition: Definition, log: Log) -> tuple[Move, ...]:
    """By the steps in force, as their events tell; a log that a migration rewrote is run again. Empty where it does not
    fit its diagram any more."""
    told = [entry.visited for entry in log.entries]
    if None in told:
        try:
            steps = engine.replay(definition, log.inputs, due_of=None).steps
        except NotReplayable:
            return ()
        return tuple(_moves(definition, map(_passage, steps)))
    return tuple(_moves(definition, (_Passage.told(one.input, one.visited or ()) for one in log.entries)))


@dataclass(frozen=True, slots=True)
class _Passage:
    """The elements that a step completed, and those it came to, in order."""

    at: datetime
    left: tuple[str, ...]
    met: tuple[str, ...]

    @staticmethod
    def told(given: engine.Input, visited: Iterable[str]) -> _Passage:
        left = (given.key.element,) if given.key is not None else ()
        return _Passage(given.now, left, tuple(ElementKey.parse(key).element for key in visited))


def _passage(step: engine.Step) -> _Passage:
    return _Passage(
        step.input.now, tuple(key.element for key in step.completed), tuple(key.element for key in step.visited)
    )


def _moves(definition: Definition, passages: Iterable[_Passage]) -> Iterator[Move]:
    trace = _Trace(definition)
    for passage in passages:
        trace.flows = []
        for element in passage.left:
            trace.leave(element)
        for element in passage.met:
            trace.arrive(element)
        yield Move(passage.at, passage.met, tuple(trace.flows))


@dataclass
class _Trace:
    """Follows tokens by what they pass; where several come together, the one that has been on its way longest is first."""

    definition: Definition
    flows: list[str] = field(default_factory=list)
    _ways: list[Flow] = field(default_factory=list)  # out of what was left, until one arrives

    def arrive(self, element: str) -> None:
        kind = self.definition.elements[element].type
        coming = [flow for flow in self._ways if flow.target == element]
        for flow in coming if kind == JOINS else coming[:1]:
            self._take(flow)
        if kind not in ANSWERED:
            self.leave(element)

    def leave(self, element: str) -> None:
        out = (flow for flow in self.definition.flows if flow.source == element)
        self._ways += [flow for flow in out if flow not in self._ways]

    def _take(self, flow: Flow) -> None:
        self.flows.append(flow.id)
        one_way_out = self.definition.elements[flow.source].type in CHOOSES
        self._ways = [way for way in self._ways if way != flow and not (one_way_out and way.source == flow.source)]
