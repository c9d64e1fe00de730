"""What each policy asks of people, and what takes it up: the register's rows by policy, with the steps that answer them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from ombud.workflows.engine.reading import tag
from ombud.workflows.procedures.coverage import RowAnswer, coverage
from ombud.workflows.procedures.load import Procedure, load_all
from ombud.workflows.procedures.policies import Policy, the_manual
from ombud.workflows.procedures.register import Row
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.xml import parse_xml

ATTACHMENT = ("Attachment", "ATT")
"""How the manual labels its attachment, and how the register's ids begin for it."""


@dataclass(frozen=True, slots=True)
class Runner:
    """A procedure that takes a row up, with the steps that do; none where it does so as a whole."""

    procedure: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Obligation:
    row: Row
    kind: str  # one of the register's answers; empty where nothing answers it
    runners: tuple[Runner, ...]
    reason: str


@cache
def obligations(root: Path = BPMN) -> Mapping[str, tuple[Obligation, ...]]:
    """Rows by the slug of the manual's policy, read once in a process. Raises ProcedureError as `coverage` does."""
    procedures, answered = load_all(root), coverage(root)
    found: dict[str, tuple[Obligation, ...]] = {}
    for policy in the_manual(root).policies:
        beginnings = _beginnings(policy)
        mine = [answer for answer in answered if answer.row.id.partition("-")[0] in beginnings]
        found[policy.slug] = tuple(_obligation(answer, procedures) for answer in mine)
    return found


def _beginnings(policy: Policy) -> set[str]:
    label, beginning = ATTACHMENT
    return {beginning if each.number == label else f"P{each.number}" for each in policy.labels}


def _obligation(answer: RowAnswer, procedures: Mapping[str, Procedure]) -> Obligation:
    return Obligation(answer.row, answer.kind, tuple(_runners(answer, procedures)), answer.reason)


def _runners(answer: RowAnswer, procedures: Mapping[str, Procedure]) -> Iterator[Runner]:
    for key, places in groupby(answer.where, key=lambda where: where.partition("/")[0]):
        if (procedure := procedures.get(key)) is not None:
            names = _names(procedure)
            steps = (names[place] for _file, _hash, place in map(_parts, places) if place in names)
            yield Runner(procedure.toml.title, tuple(dict.fromkeys(steps)))


def _parts(where: str) -> tuple[str, str, str]:
    return where.partition("#")


def _names(procedure: Procedure) -> dict[str, str]:
    """What the elements of the diagrams are called, by id."""
    nodes = (node for content in procedure.bpmn.values() for node in parse_xml(content).iter() if tag(node))
    return {node.get("id"): node.get("name") for node in nodes if node.get("id") and node.get("name")}
