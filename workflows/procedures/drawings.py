"""The procedures as they are drawn here: each with its steps in words, and what the drawing calls its elements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ombud.workflows.engine.reading import ACTIVITIES, OMBUD, SPIFF, tag
from ombud.workflows.engine.reading import BPMN as BPMN_NAMESPACE
from ombud.workflows.procedures.load import Procedure, load_all
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.xml import parse_xml

NODES = frozenset(
    (
        *ACTIVITIES, "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent",
        "exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "sequenceFlow",
    )
)  # fmt: skip
"""What may be marked. It counts as a step where it cites a row, and without one where it has a name and is no flow."""

TIMER = f"{BPMN_NAMESPACE}timerEventDefinition/{BPMN_NAMESPACE}timeDate"

OF_PEOPLE, AUTOMATIC = ("userTask", "manualTask"), ("serviceTask", "businessRuleTask")


@dataclass(frozen=True, slots=True)
class DrawnStep:
    """`name` is empty where the drawing gives none. `role` is its lane's, of a person's task."""

    element: str
    name: str
    role: str
    automatic: bool  # Ombud does it: an effect, or a table that is looked up
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """`names` also has what is no step: flows and lanes. The rest says which elements stand for a part of the data."""

    key: str
    title: str
    summary: str
    version: int
    policies: tuple[str, ...]
    source: bytes
    steps: tuple[DrawnStep, ...]
    elements: frozenset[str]
    names: Mapping[str, str]
    by_deadline: Mapping[str, tuple[str, ...]]
    by_letter: Mapping[str, tuple[str, ...]]  # letters and notices, by the effect that sends them
    by_table: Mapping[str, tuple[str, ...]]


@cache
def drawings(root: Path = BPMN) -> Mapping[str, Drawing]:
    """By the procedure's key, read once in a process. Raises ProcedureError for files that cannot be read."""
    return {key: _drawing(procedure) for key, procedure in load_all(root).items()}


def _drawing(procedure: Procedure) -> Drawing:
    trees = [parse_xml(content) for content in procedure.bpmn.values()]
    nodes = [node for tree in trees for node in tree.iter() if tag(node) and node.get("id")]
    toml = procedure.toml
    return Drawing(
        key=procedure.key,
        title=toml.title,
        summary=toml.summary,
        version=toml.version,
        policies=toml.policies,
        source=next(iter(procedure.bpmn.values())),
        steps=tuple(_steps(procedure, nodes)),
        elements=frozenset(node.get("id") for node in nodes if tag(node) in NODES),
        names={node.get("id"): node.get("name") for node in nodes if node.get("name")},
        by_deadline=_gathered((name, node) for node in nodes if tag(node) in NODES for name in _deadlines(node)),
        by_letter=_gathered((name, node) for node in nodes if tag(node) == "serviceTask" for name in _sent(node)),
        by_table=_gathered((name, node) for node in nodes if tag(node) == "businessRuleTask" for name in _tables(node)),
    )


def _steps(procedure: Procedure, nodes: list[Any]) -> Iterator[DrawnStep]:
    lanes = {
        (reference.text or "").strip(): node.get("id")
        for node in nodes
        if tag(node) == "lane"
        for reference in node.findall(f"{BPMN_NAMESPACE}flowNodeRef")
    }
    for node in nodes:
        cites, name = tuple(node.get(f"{OMBUD}cites", "").split()), node.get("name", "")
        if tag(node) in NODES and (cites or (name and tag(node) != "sequenceFlow")):
            lane = procedure.toml.lanes.get(lanes.get(node.get("id"), ""))
            role = lane.role if lane is not None and tag(node) in OF_PEOPLE else ""
            yield DrawnStep(node.get("id"), name, role, tag(node) in AUTOMATIC, cites)


def _deadlines(node: Any) -> Iterator[str]:
    yield node.get(f"{OMBUD}deadline", "")
    yield from ((timer.text or "").strip() for timer in node.findall(TIMER))


def _sent(node: Any) -> Iterator[str]:
    for parameter in node.iter(f"{SPIFF}parameter"):
        if parameter.get("id") in ("letter", "notice"):
            yield parameter.get("value", "").strip("'\"")


def _tables(node: Any) -> Iterator[str]:
    yield from ((called.text or "").strip() for called in node.iter(f"{SPIFF}calledDecisionId"))


def _gathered(pairs: Iterator[tuple[str, Any]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for name, node in pairs:
        if name:
            found.setdefault(name, {})[node.get("id")] = None
    return {name: tuple(elements) for name, elements in found.items()}
