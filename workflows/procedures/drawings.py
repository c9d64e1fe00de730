"""The procedures as they are drawn here: what each drawing calls its elements, and which stand for a part of the data."""

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
"""What may be marked."""

TIMER = f"{BPMN_NAMESPACE}timerEventDefinition/{BPMN_NAMESPACE}timeDate"


@dataclass(frozen=True, slots=True)
class Drawing:
    """`names` also has what is no step: flows and lanes. The rest says which elements stand for a part of the data."""

    key: str
    title: str
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
    return Drawing(
        key=procedure.key,
        title=procedure.toml.title,
        names={node.get("id"): node.get("name") for node in nodes if node.get("name")},
        by_deadline=_gathered((name, node) for node in nodes if tag(node) in NODES for name in _deadlines(node)),
        by_letter=_gathered((name, node) for node in nodes if tag(node) == "serviceTask" for name in _sent(node)),
        by_table=_gathered((name, node) for node in nodes if tag(node) == "businessRuleTask" for name in _tables(node)),
    )


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
