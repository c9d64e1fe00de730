"""The clause a step stands on: register rows by id."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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


def clauses_of(procedures: Path) -> Clauses:
    """The register beside the procedures; none where an installation keeps none."""
    register = procedures / "register.csv"
    if not register.exists():
        return {}
    with register.open(encoding="utf-8", newline="") as lines:
        return {row["id"]: Clause(row["id"], row["who"], row["what"], row["deadline"]) for row in csv.DictReader(lines)}


def cited(clauses: Clauses, ids: Iterable[str]) -> tuple[Clause, ...]:
    """Those rows in the order cited; an id the register has lost keeps its place, without words."""
    return tuple(clauses.get(key) or Clause(key, "", "", "") for key in ids)
