"""Random block-structured diagrams, each with a plain simulation of what must be open at every moment."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from tests.unit.engine.diagrams import Diagram, timer

Shape = tuple[Any, ...]
"""("task",), ("seq", …), ("par", …), ("xor", chosen, …), ("loop", passes, body), ("sub", body)"""


def shapes() -> st.SearchStrategy[Shape]:
    leaf = st.just(("task",))
    return st.recursive(leaf, _extend, max_leaves=9)


def _extend(inner: st.SearchStrategy[Shape]) -> st.SearchStrategy[Shape]:
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        several.map(lambda parts: ("seq", *parts)),
        several.map(lambda parts: ("par", *parts)),
        st.tuples(st.integers(0, 1), inner, inner).map(lambda given: ("xor", *given)),
        st.tuples(st.integers(1, 3), inner).map(lambda given: ("loop", *given)),
        inner.map(lambda body: ("sub", body)),
    )


class Drawing:
    """Draws a shape as BPMN. Loops ask a task `again_N`; choices read a variable `choice_N`."""

    def __init__(self) -> None:
        self.numbers = itertools.count(1)
        self.variables: dict[str, int] = {}
        self.loops: dict[str, int] = {}

    def whole(self, shape: Shape) -> tuple[Diagram, Node]:
        diagram = Diagram().start().end()
        first, last, node = self.draw(shape, diagram)
        diagram.path(f"begin {first}").path(f"{last} done")
        return diagram, node

    def draw(self, shape: Shape, diagram: Diagram) -> tuple[str, str, Node]:
        drawn: tuple[str, str, Node] = getattr(self, f"_{shape[0]}")(shape, diagram)
        return drawn

    def _task(self, shape: Shape, diagram: Diagram) -> tuple[str, str, Node]:
        name = f"task_{next(self.numbers)}"
        diagram.user(name)
        return name, name, Leaf(name)

    def _seq(self, shape: Shape, diagram: Diagram) -> tuple[str, str, Node]:
        parts = [self.draw(part, diagram) for part in shape[1:]]
        for (_, last, _), (first, _, _) in itertools.pairwise(parts):
            diagram.path(f"{last} {first}")
        return parts[0][0], parts[-1][1], Sequence([node for _, _, node in parts])

    def _par(self, shape: Shape, diagram: Diagram) -> tuple[str, str, Node]:
        number = next(self.numbers)
        split, join = f"split_{number}", f"join_{number}"
        diagram.parallel(split, join)
        nodes = []
        for part in shape[1:]:
            first, last, node = self.draw(part, diagram)
            diagram.path(f"{split} {first}").path(f"{last} {join}")
            nodes.append(node)
        return split, join, Together(nodes)

    def _xor(self, shape: Shape, diagram: Diagram) -> tuple[str, str, Node]:
        number = next(self.numbers)
        fork, merge = f"fork_{number}", f"merge_{number}"
        diagram.choice(fork).choice(merge)
        self.variables[f"choice_{number}"] = shape[1]
        nodes = []
        for place, part in enumerate(shape[2:]):
            first, last, node = self.draw(part, diagram)
            diagram.when(fork, first, f"choice_{number} == {place}").path(f"{last} {merge}")
            nodes.append(node)
        return fork, merge, nodes[shape[1]]

    def _loop(self, shape: Shape, diagram: Diagram) -> tuple[str, str, Node]:
        number = next(self.numbers)
        head, ask, fork, out = (f"{word}_{number}" for word in ("head", "again", "back", "out"))
        first, last, node = self.draw(shape[2], diagram)
        diagram.choice(head).user(ask).choice(fork).choice(out).path(f"{head} {first}").path(f"{last} {ask} {fork}")
        diagram.when(fork, head, f"{ask} == True").when(fork, out, f"{ask} == False")
        self.loops[ask] = shape[1]
        return head, out, Repeated(node, ask, shape[1])

    def _sub(self, shape: Shape, diagram: Diagram) -> tuple[str, str, Node]:
        number = next(self.numbers)
        inner = Diagram(f"inner_{number}").start(f"in_{number}").end(f"out_{number}")
        first, last, node = self.draw(shape[1], inner)
        inner.path(f"in_{number} {first}").path(f"{last} out_{number}")
        diagram.sub(f"sub_{number}", inner).end(f"gone_{number}")
        diagram.boundary(f"timer_{number}", f"sub_{number}", timer("never")).path(f"timer_{number} gone_{number}")
        diagram.boundary(f"note_{number}", f"sub_{number}", diagram.message("note"), interrupting=False)
        diagram.user(f"read_{number}").end(f"noted_{number}").path(f"note_{number} read_{number} noted_{number}")
        return f"sub_{number}", f"sub_{number}", node


class Node:
    """A part of the simulation. `begin` starts a pass; `complete` passes a completion on and says whether it fitted."""

    def begin(self) -> Run:
        raise NotImplementedError


class Run:
    done = False

    def open(self) -> Iterator[str]:
        raise NotImplementedError

    def complete(self, name: str) -> None:
        raise NotImplementedError


@dataclass
class Leaf(Node):
    name: str

    def begin(self) -> Run:
        return LeafRun(self.name)


@dataclass
class LeafRun(Run):
    name: str
    done: bool = False

    def open(self) -> Iterator[str]:
        if not self.done:
            yield self.name

    def complete(self, name: str) -> None:
        self.done = self.done or name == self.name


@dataclass
class Sequence(Node):
    parts: list[Node]

    def begin(self) -> Run:
        return SequenceRun(iter(self.parts))


@dataclass
class SequenceRun(Run):
    parts: Iterator[Node]
    current: Run | None = None
    done: bool = False

    def __post_init__(self) -> None:
        self.advance()

    def advance(self) -> None:
        while not self.done and (self.current is None or self.current.done):
            following = next(self.parts, None)
            self.done = following is None
            self.current = following.begin() if following is not None else None

    def open(self) -> Iterator[str]:
        if self.current is not None:
            yield from self.current.open()

    def complete(self, name: str) -> None:
        if self.current is not None:
            self.current.complete(name)
            self.advance()


@dataclass
class Together(Node):
    parts: list[Node]

    def begin(self) -> Run:
        return TogetherRun([part.begin() for part in self.parts])


@dataclass
class TogetherRun(Run):
    runs: list[Run]

    @property
    def done(self) -> bool:  # type: ignore[override]
        return all(run.done for run in self.runs)

    def open(self) -> Iterator[str]:
        for run in self.runs:
            yield from run.open()

    def complete(self, name: str) -> None:
        for run in self.runs:
            run.complete(name)


@dataclass
class Repeated(Node):
    body: Node
    ask: str
    passes: int

    def begin(self) -> Run:
        return SequenceRun(iter([self.body, Leaf(self.ask)] * self.passes))


@dataclass
class Story:
    """A drawn shape and the simulation that runs beside the case."""

    shape: Shape
    drawing: Drawing = field(default_factory=Drawing)

    def __post_init__(self) -> None:
        self.diagram, node = self.drawing.whole(self.shape)
        self.run = node.begin()
        self.rounds: dict[str, int] = {}

    def answers(self, name: str) -> dict[str, bool]:
        """Loops go on until their number of passes, counted anew at each entry."""
        if name not in self.drawing.loops:
            return {}
        self.rounds[name] = self.rounds.get(name, 0) + 1
        return {name: self.rounds[name] % self.drawing.loops[name] != 0}
