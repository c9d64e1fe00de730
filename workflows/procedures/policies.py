"""`bpmn/policies.toml`: the policies of the manual with their dates; what the manual leaves blank stays blank."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from ombud.workflows.procedures.errors import Mistake, ProcedureError, toml_line
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.toml import parse_toml, text_of

FILE = "policies.toml"

OWN_HEADER = "own header"
"""The policy's own header says when it was approved; else it holds by the adoption of the manual as a whole (A04)."""


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(Part):
    """The number a policy has in one place of the manual (A03)."""

    number: str
    where: str
    since: date | None = None  # the first day; None: as long as is known
    until: date | None = None  # the first day it was no longer in use

    def holds(self, on: date) -> bool:
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)


class Policy(Part):
    """Dates as the header prints them, `month/year`; empty where the header is blank."""

    slug: str
    labels: tuple[Label, ...]
    title: str
    written: str
    revised: str
    approved: str
    approval: str
    effective: str = ""
    note: str = ""
    logged: tuple[date, ...] = ()  # the days the change log names
    added: date | None = None  # the day on which the change log calls it a new policy

    @property
    def disagrees(self) -> bool:
        """Whether header and change log name different months for its last change or its beginning, or the header an
        approval before the writing (A05). A header without a date that the log has disagrees; what neither has does not."""
        changed = bool(self.logged) and self.revised != _month(self.logged[-1])
        begun = self.added is not None and self.written != _month(self.added)
        return changed or begun or bool(self.approved and self.written and _later(self.written, self.approved))


def _month(day: date) -> str:
    return f"{day:%m/%Y}"


def _later(one: str, other: str) -> bool:
    """Of two months as headers print them."""
    return one.split("/")[::-1] > other.split("/")[::-1]


class RetiredPolicy(Part):
    slug: str
    labels: tuple[Label, ...]
    title: str
    retired: date  # the first day it no longer held
    reason: str


class Manual(Part):
    title: str
    version: str
    revised: str
    adopted: date


class PoliciesToml(Part):
    manual: Manual
    policies: tuple[Policy, ...]
    retired: tuple[RetiredPolicy, ...] = ()


@cache
def the_manual(root: Path = BPMN) -> PoliciesToml:
    """All of it, read once in a process. Raises ProcedureError as `read_policies` does."""
    return _read(root)


def read_policies(root: Path) -> dict[str, Policy]:
    """The policies by slug. Raises ProcedureError naming file, line, key and what was expected."""
    return {policy.slug: policy for policy in _read(root).policies}


def _read(root: Path) -> PoliciesToml:
    path = root / FILE
    text = text_of(path, missing="the list of policies is missing.")
    toml = parse_toml(path, text, PoliciesToml)
    _each_once(path, text, toml)
    return toml


def _each_once(path: Path, text: str, toml: PoliciesToml) -> None:
    found: set[str] = set()
    tables: dict[str, tuple[Policy | RetiredPolicy, ...]] = {"policies": toml.policies, "retired": toml.retired}
    for table, listed in tables.items():
        for place, policy in enumerate(listed):
            if policy.slug in found:
                line = toml_line(text, (table, place))
                raise ProcedureError(Mistake(str(path), f"the slug {policy.slug} stands here twice.", line, table))
            found.add(policy.slug)
