"""A procedure in the order in which people tell it: each step once, where its ways part and meet, what waits beside a step,
how it ends.

Pure over a parsed version. The words are the diagram's own, untranslated; a step comes after whatever leads to it, and of
two ways the one that is drawn first comes first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import count

from ombud.workflows.engine import Definition, Element, Flow
from ombud.workflows.engine.structure import reverse_postorder

BEGINNING = ""
"""Stands for the beginning of a process among the names of its elements."""


class Kind(StrEnum):
    TASK = "task"  # a person does it
    AUTOMATIC = "automatic"  # Ombud does it
    TABLE = "table"  # Ombud looks it up in a decision table
    CHOICE = "choice"  # one of its ways is gone
    RACE = "race"  # the way of what happens first
    FORK = "fork"  # all of its ways are gone
    JOIN = "join"  # it goes on when everything that leads here is done
    WAIT = "wait"  # for a day, or to be told something
    EDGE = "edge"  # may happen while the step it stands at goes on
    PART = "part"  # steps of its own inside
    END = "end"


KINDS = {
    "userTask": Kind.TASK,
    "manualTask": Kind.TASK,
    "businessRuleTask": Kind.TABLE,
    "receiveTask": Kind.WAIT,
    "intermediateCatchEvent": Kind.WAIT,
    "boundaryEvent": Kind.EDGE,
    "exclusiveGateway": Kind.CHOICE,
    "eventBasedGateway": Kind.RACE,
    "subProcess": Kind.PART,
    "callActivity": Kind.PART,
    "endEvent": Kind.END,
}
"""By BPMN tag; a parallel gateway is a fork or a join by its ways, and all else is done by Ombud."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where it goes from a step: to another one by its id, or to an end that is told right here. `said`: under which
    condition, as the diagram calls it."""

    said: str
    to: str
    end: Told | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A step. `number`: of a person's task, counted from the beginning; 0 for all else."""

    element: Element
    kind: Kind
    number: int = 0
    ways: tuple[Way, ...] = ()
    edges: tuple[Told, ...] = ()
    inside: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    starts: tuple[Element, ...]
    steps: tuple[Told, ...]

    def every(self) -> Iterator[Told]:
        """Each step, event at the edge of one, and end, once, in the order told."""
        yield from _every(self.steps)


def outline_of(definition: Definition) -> Outline:
    teller = _Teller(definition)
    starts = [e for e in definition.of_type("startEvent") if e.process == definition.process_id]
    return Outline(tuple(starts), teller.inside(definition.process_id))


def _every(steps: Iterable[Told]) -> Iterator[Told]:
    for step in steps:
        yield step
        yield from _every(step.edges)
        yield from _every(way.end for way in step.ways if way.end is not None)
        yield from _every(step.inside)


class _Teller:
    """Tells the processes and parts of one definition. A part that is called twice is told where it is met first."""

    def __init__(self, definition: Definition) -> None:
        self._elements = definition.elements
        self._out: dict[str, list[Flow]] = {}
        for flow in definition.flows:
            self._out.setdefault(flow.source, []).append(flow)
        self._edges: dict[str, list[Element]] = {}
        for element in definition.elements.values():
            if element.host:
                self._edges.setdefault(element.host, []).append(element)
        self._numbers, self._called = count(1), set[str]()
        self._met = Counter(end for name in self._elements for end in self._ends_after(name))

    def inside(self, process: str) -> tuple[Told, ...]:
        order = [self._elements[name] for name in self._order(process)]
        return tuple(self._told(one) for one in order if self._is_told_here(one))

    def _order(self, process: str) -> list[str]:
        """Of two ways the search goes the last one first: its steps then come last."""
        mine = [element.id for element in self._elements.values() if element.process == process]
        starts = [name for name in mine if self._elements[name].type == "startEvent"]
        graph: dict[str, Sequence[str]] = {name: self._next(name)[::-1] for name in mine}
        return reverse_postorder(graph | {BEGINNING: starts[::-1]}, BEGINNING)[1:]

    def _next(self, name: str) -> list[str]:
        edges = [edge.id for edge in self._edges.get(name, ())]
        return edges + [flow.target for flow in self._out.get(name, ())]

    def _is_told_here(self, element: Element) -> bool:
        """Not what only joins ways, nor what is told with the step it belongs to."""
        if element.type in ("startEvent", "boundaryEvent") or self._passes(element):
            return False
        return element.type != "endEvent" or self._met[element.id] != 1

    def _passes(self, element: Element) -> bool:
        return element.type == "exclusiveGateway" and len(self._out.get(element.id, ())) == 1

    def _told(self, element: Element) -> Told:
        kind = self._kind(element)
        number = next(self._numbers) if kind is Kind.TASK else 0
        edges = tuple(self._told(edge) for edge in self._edges.get(element.id, ()))
        inside = self._within(element) if kind is Kind.PART else ()
        return Told(element, kind, number, self._ways(element.id), edges, inside)

    def _kind(self, element: Element) -> Kind:
        if element.type == "parallelGateway":
            return Kind.FORK if len(self._out.get(element.id, ())) > 1 else Kind.JOIN
        return KINDS.get(element.type, Kind.AUTOMATIC)

    def _within(self, element: Element) -> tuple[Told, ...]:
        process = element.calls or element.id
        if process in self._called:
            return ()
        self._called.add(process)
        return self.inside(process)

    def _ways(self, name: str) -> tuple[Way, ...]:
        return tuple(self._way(flow) for flow in self._out.get(name, ()))

    def _way(self, flow: Flow) -> Way:
        to = self._lands(flow.target)
        end = self._elements[to]
        is_here = end.type == "endEvent" and self._met[to] == 1
        return Way(flow.name, to, Told(end, Kind.END) if is_here else None)

    def _lands(self, name: str) -> str:
        """The step that is told, past what only joins ways."""
        seen = set[str]()
        while self._passes(self._elements[name]) and name not in seen:
            seen.add(name)
            name = self._out[name][0].target
        return name

    def _ends_after(self, name: str) -> Iterator[str]:
        """Ends that a way of something told leads to."""
        if not self._passes(self._elements[name]) and self._elements[name].type != "startEvent":
            landed = (self._lands(flow.target) for flow in self._out.get(name, ()))
            yield from (to for to in landed if self._elements[to].type == "endEvent")


def numbers(outline: Outline) -> Mapping[str, int]:
    """The number of each person's task, by its element."""
    return {told.element.id: told.number for told in outline.every() if told.number}
