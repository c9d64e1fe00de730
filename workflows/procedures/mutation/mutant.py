"""A procedure that differs in one place from the one it was made of, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from ombud.workflows.procedures.load import Procedure
from ombud.workflows.procedures.model import ProcedureToml
from ombud.workflows.procedures.mutation.writing import toml_text
from ombud.workflows.procedures.toml import parse_toml

TOML = "procedure.toml"
CHECK = "procedures check"
"""Named as the killer of a mutant that `ombud procedures check` refuses: it could not be deployed."""


class Kind(StrEnum):
    CLOCK = "clock"
    GATE = "gate"
    RECIPIENT = "recipient"
    STEP = "step"


@dataclass(frozen=True, slots=True)
class Mutant:
    """`file` is a file of the folder, `element` an id of it or a key of the TOML, `change` what was done to it."""

    kind: Kind
    file: str
    line: int
    element: str
    change: str
    procedure: Procedure = field(repr=False)
    near: frozenset[str] = frozenset()  # elements of the diagram that a scenario comes by where it can notice
    shift: Mapping[str, int] = field(
        default_factory=dict
    )  # short names of settings -> days, where a scenario sets them

    def __str__(self) -> str:
        return f"{self.procedure.folder / self.file}:{self.line} {self.element}: {self.change}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`killer` is a scenario's file name or CHECK, empty for a survivor; `why` is the sentence it failed with."""

    mutant: Mutant
    killer: str
    why: str = ""

    @property
    def survived(self) -> bool:
        return not self.killer


def with_toml(procedure: Procedure, content: dict[str, Any]) -> Procedure:
    """The procedure with another procedure.toml. Raises ProcedureError where that is none."""
    text = toml_text(content)
    toml = parse_toml(procedure.folder / TOML, text, ProcedureToml)
    return replace(procedure, toml=toml, toml_text=text)


def with_file(procedure: Procedure, name: str, content: bytes) -> Procedure:
    """The procedure with another diagram or table."""
    if name in procedure.bpmn:
        return replace(procedure, bpmn={**procedure.bpmn, name: content})
    return replace(procedure, dmn={**procedure.dmn, name: content})
