"""`bpmn/appeals.toml`: what whoever brought a matter can do when they do not agree with what becomes of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import RootModel

from ombud.workflows.procedures.model import Name, Part
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.toml import read_toml

FILE = "appeals.toml"


class Appeal(Part):
    """`not_after`: outcomes of a closed case after which this way is no longer open."""

    text: str
    source: str
    not_after: tuple[Name, ...] = ()


class AppealsToml(RootModel[dict[Name, Appeal]]):
    """By key of the procedure."""

    def of(self, procedure: str, outcome: str | None) -> Appeal | None:
        appeal = self.root.get(procedure)
        return None if appeal is None or outcome in appeal.not_after else appeal

    def ends(self, procedure: str, outcome: str | None) -> bool:
        """Whether the ways that the policy names have come to their end with this outcome."""
        appeal = self.root.get(procedure)
        return appeal is not None and outcome in appeal.not_after


@cache
def read_appeals(root: Path = BPMN) -> AppealsToml:
    """Raises ProcedureError naming file, line, key and what was expected."""
    return read_toml(root / FILE, AppealsToml, missing="the list of appeals is missing.")
