"""Diagrams and tables as the mutants rewrite them: parsed anew for each, changed in one place, written back."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from ombud.workflows.engine.reading import BPMN, OMBUD, SPIFF
from ombud.workflows.procedures.load import Procedure
from ombud.workflows.procedures.xml import Node, parse_xml


def written(root: Node) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def counterpart(content: bytes, node: Node) -> tuple[Node, Node]:
    """The root of a fresh copy, and the node in it that stands where `node` stands."""
    place = list(node.getroottree().getroot().iter()).index(node)
    root = parse_xml(content)
    return root, list(root.iter())[place]


def nodes(procedure: Procedure) -> Iterator[tuple[str, Node]]:
    """Every element of the diagrams, with the file it stands in."""
    for name, content in procedure.bpmn.items():
        for node in parse_xml(content).iter(etree.Element):
            yield name, node


def waiting_for(procedure: Procedure, deadline: str) -> frozenset[str]:
    """The tasks that have a deadline and the timers that wait for it, with what these stand on."""
    found = set()
    for _name, node in nodes(procedure):
        if node.get(f"{OMBUD}deadline") == deadline:
            found.add(node.get("id", ""))
        elif (node.findtext(f"{BPMN}timerEventDefinition/{BPMN}timeDate") or "").strip() == deadline:
            found |= {node.get("id", ""), node.get("attachedToRef", "")}
    return frozenset(found - {""})


def asking_for(procedure: Procedure, effect: str, name: str) -> frozenset[str]:
    """The service tasks that issue a letter or send a notice."""
    found = set()
    for _file, node in nodes(procedure):
        operators = node.findall(f"{BPMN}extensionElements/{SPIFF}serviceTaskOperator")
        values = [each.get("value", "").strip("'\"") for one in operators for each in one.iter(f"{SPIFF}parameter")]
        if name in values and any(one.get("id") == effect for one in operators):
            found.add(node.get("id", ""))
    return frozenset(found)
