"""A procedure as it is drawn, in words: its steps, who does each, and those that somebody came for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ombud.workflows.casefile.clauses import Clause, Clauses, cited
from ombud.workflows.casefile.words import humanised, role_name
from ombud.workflows.procedures.drawings import Drawing
from ombud.workflows.text import translate


@dataclass(frozen=True, slots=True)
class Step:
    """`who` is empty for what no person does."""

    element: str
    name: str
    who: str
    automatic: bool
    clauses: tuple[Clause, ...]
    marked: bool


def steps_of(drawing: Drawing, clauses: Clauses, marked: Collection[str]) -> list[Step]:
    """In the order of the file; roles and names in the reader's language."""
    return [
        Step(
            step.element,
            translate(step.name) or humanised(step.element),
            role_name(step.role) if step.role else "",
            step.automatic,
            cited(clauses, step.cites),
            step.element in marked,
        )
        for step in drawing.steps
    ]
