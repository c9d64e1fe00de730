"""What steps stand on: the register's rows by id, and the manual's policies by slug."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Clause:
    """One row of the register. `policy` is the manual's number, read off the id: P114-k is of Policy 114."""

    id: str
    who: str
    what: str
    deadline: str

    @property
    def policy(self) -> str:
        return self.id.split("-")[0].removeprefix("P")


Clauses = Mapping[str, Clause]


@dataclass(frozen=True, slots=True)
class Manual:
    clauses: Clauses = field(default_factory=dict)
    policies: Mapping[str, str] = field(default_factory=dict)  # slug -> number and title, as people cite it

    def policy(self, slug: str) -> str:
        return self.policies.get(slug, slug)


def read_manual(procedures: Path) -> Manual:
    """The register and the policies beside the procedures; empty where an installation keeps none."""
    return Manual(_clauses(procedures / "register.csv"), _policies(procedures / "policies.toml"))


def cited(clauses: Clauses, ids: Iterable[str]) -> tuple[Clause, ...]:
    """Those rows in the order cited; an id the register has lost keeps its place, without words."""
    return tuple(clauses.get(key) or Clause(key, "", "", "") for key in ids)


def _clauses(register: Path) -> Clauses:
    if not register.exists():
        return {}
    with register.open(encoding="utf-8", newline="") as lines:
        return {row["id"]: Clause(row["id"], row["who"], row["what"], row["deadline"]) for row in csv.DictReader(lines)}


def _policies(listing: Path) -> Mapping[str, str]:
    if not listing.exists():
        return {}
    entries = tomllib.loads(listing.read_text("utf-8")).get("policies", ())
    return {entry["slug"]: f"{_number(entry)} ({entry['title']})" for entry in entries}


def _number(entry: Mapping[str, object]) -> str:
    """The number in the manual's body, which is where people look it up."""
    labels = entry.get("labels")
    if not isinstance(labels, list) or not labels:
        return str(entry["slug"])
    return str(next((label for label in labels if label.get("where") == "body"), labels[0])["number"])
