"""What steps stand on: the register's rows by id, and the manual's policies by slug."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ombud.workflows.procedures import policies, register


@dataclass(frozen=True, slots=True)
class Clause:
    """One row of the register. `policy` is the manual's number, read off the id: P114-k is of Policy 114, W1-a of none."""

    id: str
    who: str
    what: str
    deadline: str

    @property
    def policy(self) -> str:
        place = self.id.split("-")[0]
        return place[1:] if place[:1] == "P" and place[1:].isdigit() else ""


Clauses = Mapping[str, Clause]


@dataclass(frozen=True, slots=True)
class Manual:
    clauses: Clauses = field(default_factory=dict)
    policies: Mapping[str, str] = field(default_factory=dict)  # slug -> number and title, as people cite it

    def policy(self, slug: str) -> str:
        return self.policies.get(slug, slug)


def read_manual(procedures: Path) -> Manual:
    """The register and the policies beside the procedures; empty where an installation keeps none."""
    clauses = _clauses(procedures) if (procedures / register.FILE).exists() else {}
    return Manual(clauses, _policies(procedures) if (procedures / policies.FILE).exists() else {})


def cited(clauses: Clauses, ids: Iterable[str]) -> tuple[Clause, ...]:
    """Those rows in the order cited; an id the register has lost keeps its place, without words."""
    return tuple(clauses.get(key) or Clause(key, "", "", "") for key in ids)


def _clauses(procedures: Path) -> Clauses:
    rows = register.read_register(procedures).values()
    return {row.id: Clause(row.id, row.who, row.what, row.deadline) for row in rows}


def _policies(procedures: Path) -> Mapping[str, str]:
    """The number in the manual's body, which is where people look it up, and the title."""
    found = {}
    for policy in policies.read_policies(procedures).values():
        numbers = [label.number for label in policy.labels if label.where == "body"]
        numbers += [label.number for label in policy.labels]
        found[policy.slug] = f"{numbers[0]} ({policy.title})" if numbers else policy.title
    return found
