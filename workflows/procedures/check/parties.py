"""Who is a party of a case: whoever it is from, and those whom a step adds."""

from __future__ import annotations

from collections.abc import Iterator

from ombud.workflows.procedures.check.activities import operator_of, parameters_of
from ombud.workflows.procedures.check.expressions import read
from ombud.workflows.procedures.check.findings import Findings
from ombud.workflows.procedures.check.people import near
from ombud.workflows.procedures.check.subject import Subject
from ombud.workflows.procedures.model import Scope

ADD = "add_party"


def parties_of(subject: Subject) -> set[str]:
    """The roles in which somebody can be a party of a case."""
    return {subject.procedure.toml.start.party, *added(subject)}


def case_lanes(subject: Subject) -> Findings:
    """The tasks of a lane with scope = "case" are those of a party."""
    known = parties_of(subject)
    for name, lane in subject.procedure.toml.lanes.items():
        if lane.scope is Scope.CASE and lane.role not in known:
            sentence = f"{lane.role} is no party of a case, so nobody could act in this lane."
            yield subject.toml_finding(f"lanes.{name}.role", "lane-scope", sentence, near(lane.role, known))


def added(subject: Subject) -> Iterator[str]:
    """The roles of those whom a step brings in."""
    for scope in subject.scopes:
        for _name, node in scope.of("serviceTask"):
            operator = operator_of(node)
            if operator is not None and operator.get("id") == ADD:
                role = read(parameters_of(operator).get("role") or "''")
                if not isinstance(role, str) and not role.names:
                    yield str(role.evaluate({}))
