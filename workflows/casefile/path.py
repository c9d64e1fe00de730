"""The path a case took through its diagram: what it passed, and along which flows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from ombud.workflows import engine
from ombud.workflows.casefile.finding import Found
from ombud.workflows.engine.definition import Definition, Flow
from ombud.workflows.log import log_of
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
    trace = _Trace(definition)
    for step in steps:
        for key in step.completed:
            trace.leave(key.element)
        for key in step.visited:
            trace.arrive(key.element)
    return Path(tuple(trace.passed), tuple(trace.flows))


@dataclass
class _Trace:
    """Follows tokens by what they pass; where several come together, the one that has been on its way longest is first."""

    definition: Definition
    passed: dict[str, None] = field(default_factory=dict)
    flows: dict[str, None] = field(default_factory=dict)
    _ways: list[Flow] = field(default_factory=list)  # out of what was left, until one arrives

    def arrive(self, element: str) -> None:
        self.passed[element] = None
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
        self.flows[flow.id] = None
        one_way_out = self.definition.elements[flow.source].type in CHOOSES
        self._ways = [way for way in self._ways if way != flow and not (one_way_out and way.source == flow.source)]
