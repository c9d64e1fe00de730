"""What steps stand on: the register's rows by id, and the manual's policies by slug."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ombud.workflows.procedures import policies, register
from ombud.workflows.procedures.abbreviations import read_abbreviations
from ombud.workflows.procedures.obligations import beginnings
from ombud.workflows.text import spoken, translate

NOTHING = ("", "-")
"""How the register leaves a cell blank."""

NO_LIMIT = ("Not stated", "None stated", "No window stated")
"""How the register says that the manual sets no time limit."""

EACH_TIME = ("Each",)
"""What the register writes where a row holds every time it comes to it, which is no time limit."""


@dataclass(frozen=True, slots=True)
class Words:
    """A row as it is read: whole in one language, the reader's or the register's own. `unlimited`: the manual sets no
    time limit where one could be expected; `limit` is empty then."""

    who: str
    what: str
    trigger: str
    limit: str
    unlimited: bool
    language: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One row of the register, in its own words. `policy` is the manual's number, read off the id: P114-k is of Policy
    114, W1-a of none. `slug` is the policy's where it has a page."""

    id: str
    who: str
    what: str
    deadline: str
    trigger: str = ""
    slug: str = ""

    @property
    def policy(self) -> str:
        place = self.id.split("-")[0]
        return place[1:] if place[:1] == "P" and place[1:].isdigit() else ""

    @property
    def words(self) -> Words:
        """In the reader's language once what it asks is translated: a row is not read half in one and half in another."""
        what, language = spoken(self.what)
        unlimited = self.deadline in NO_LIMIT
        cells = (self.who, self.trigger, "" if unlimited or self.deadline in EACH_TIME else self.deadline)
        told = ("" if cell in NOTHING else cell for cell in cells)
        who, trigger, limit = (translate(cell) if what != self.what else cell for cell in told)
        return Words(who, what, trigger, limit, unlimited, language)


Clauses = Mapping[str, Clause]


@dataclass(frozen=True, slots=True)
class Manual:
    clauses: Clauses = field(default_factory=dict)
    policies: Mapping[str, str] = field(default_factory=dict)  # slug -> number and title, as people cite it
    abbreviations: Mapping[str, str] = field(default_factory=dict)  # the register's short forms -> what they stand for

    def policy(self, slug: str) -> str:
        return self.policies.get(slug, slug)


def read_manual(procedures: Path) -> Manual:
    """The register and the policies beside the procedures; empty where an installation keeps none."""
    known = policies.read_policies(procedures) if (procedures / policies.FILE).exists() else {}
    slugs = {beginning: policy.slug for policy in known.values() for beginning in beginnings(policy)}
    clauses = _clauses(procedures, slugs) if (procedures / register.FILE).exists() else {}
    return Manual(clauses, _titles(known), read_abbreviations(procedures))


def cited(clauses: Clauses, ids: Iterable[str]) -> tuple[Clause, ...]:
    """Those rows in the order cited; an id the register has lost keeps its place, without words."""
    return tuple(clauses.get(key) or Clause(key, "", "", "") for key in ids)


def _clauses(procedures: Path, slugs: Mapping[str, str]) -> Clauses:
    rows = register.read_register(procedures).values()
    return {
        row.id: Clause(row.id, row.who, row.what, row.deadline, row.trigger, slugs.get(row.id.partition("-")[0], ""))
        for row in rows
    }


def _titles(known: Mapping[str, policies.Policy]) -> Mapping[str, str]:
    """The number in the manual's body, which is where people look it up, and the title."""
    found = {}
    for policy in known.values():
        numbers = [label.number for label in policy.labels if label.where == "body"]
        numbers += [label.number for label in policy.labels]
        found[policy.slug] = f"{numbers[0]} ({policy.title})" if numbers else policy.title
    return found
