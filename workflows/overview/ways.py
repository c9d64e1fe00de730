"""What cases passed that asks nobody: which way they went at each choice, and what Ombud did by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.orm import Session

from ombud.workflows.casefile.path import CHOOSES, moves_of
from ombud.workflows.days import day_of
from ombud.workflows.engine.definition import Definition, Flow
from ombud.workflows.log import histories_of
from ombud.workflows.overview.period import Period
from ombud.workflows.procedures.deployed import DeployedProcedures

BY_ITSELF = ("serviceTask", "businessRuleTask", "sendTask", "scriptTask")


@dataclass(slots=True)
class Passed:
    cases: set[UUID] = field(default_factory=set)
    times: int = 0


def choices_of(definition: Definition) -> dict[str, Flow]:
    """The ways out of each gateway that chooses among several, by their id."""
    found: dict[str, list[Flow]] = {one.id: [] for one in definition.of_type(*CHOOSES)}
    for flow in definition.flows:
        if flow.source in found:
            found[flow.source].append(flow)
    return {flow.id: flow for ways in found.values() if len(ways) > 1 for flow in ways}


def passes_of(
    session: Session,
    procedures: DeployedProcedures,
    versions: Mapping[UUID, UUID],
    case_ids: Select[UUID],
    period: Period,
) -> dict[str, Passed]:
    """By the id of a flow or an element: the cases that came there within the period, and how often in all. `versions`
    has the version that each case runs on."""
    found: dict[str, Passed] = {}
    logs = histories_of(session, case_ids)
    for case_id, log in logs.items():
        definition = procedures.get(session, versions[case_id]).definition
        counted = {one.id for one in definition.of_type(*BY_ITSELF)} | choices_of(definition).keys()
        for move in moves_of(definition, log):
            if day_of(move.at) in period:
                for name in _counted(counted, (*move.passed, *move.flows)):
                    passed = found.setdefault(name, Passed())
                    passed.cases.add(case_id)
                    passed.times += 1
    return found


def _counted(counted: set[str], names: tuple[str, ...]) -> Iterator[str]:
    return (name for name in names if name in counted)
