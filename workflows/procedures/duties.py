"""`bpmn/duties.toml`: what a body or a role owes all the time or again and again, without a case that opens and closes."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from ombud.workflows.procedures.model import Name, Part, Period
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.toml import read_toml

FILE = "duties.toml"

Every = Annotated[str, Field(pattern=r"^P[1-9]\d*[MY]$")]
Who = Annotated[str, Field(pattern=r"^(role:[a-z][a-z0-9_]*|body:[a-z][a-z0-9_]*(/[a-z][a-z0-9_]*)?)$")]


class Duty(Part):
    """`who` is a role, a body (those who preside over it answer for it), or a role within a body."""

    key: Name
    who: Who
    what: str
    every: Every | None = None  # None: continuous, or as needed; the policy names no interval
    remind: tuple[Period, ...] = ()  # before it is due; when it is late, `Chase` says how often
    source: str

    @model_validator(mode="after")
    def reminded_of_a_date(self) -> Duty:
        if self.remind and not self.every:
            raise ValueError("remind counts back from a date, and a duty without `every` has none")
        return self


class Chase(Part):
    """How often somebody is told of a duty that is late, or of which no record was ever made."""

    every: Every
    source: str


class DutiesToml(Part):
    chase: Chase
    duties: tuple[Duty, ...]

    @model_validator(mode="after")
    def keys_differ(self) -> DutiesToml:
        keys = [duty.key for duty in self.duties]
        if twice := sorted({key for key in keys if keys.count(key) > 1}):
            raise ValueError(f"these keys stand here twice: {', '.join(twice)}")
        return self

    def find(self, key: str) -> Duty | None:
        return next((duty for duty in self.duties if duty.key == key), None)


@cache
def read_duties(root: Path = BPMN) -> DutiesToml:
    """Raises ProcedureError naming file, line, key and what was expected."""
    return read_toml(root / FILE, DutiesToml, missing="the list of standing duties is missing.")
