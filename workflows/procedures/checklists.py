"""`bpmn/checklists/`: the checklists an agency certifies, as this office has them before it publishes its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from pydantic import Field, model_validator

from ombud.workflows.procedures.errors import Mistake, ProcedureError, toml_line
from ombud.workflows.procedures.model import Name, Part
from ombud.workflows.procedures.register import read_register
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.toml import parse_toml, text_of

FOLDER = "checklists"

Words = Annotated[str, Field(min_length=1)]


class Attribute(Part):
    """Something an agency has declared of itself, on which it depends whether an item is asked of it."""

    question: Words
    source: str


class StandInItem(Part):
    """A statement an agency confirms. It rests on rows of the register, or says where else it comes from."""

    heading: Name
    text: Words
    help: str = ""
    evidence: str = ""  # what an agency shows for it: a hint
    only_if: Name | None = None
    cites: tuple[str, ...] = ()
    origin: str = ""

    @model_validator(mode="after")
    def rests_on_something(self) -> StandInItem:
        if not (self.cites or self.origin):
            raise ValueError("an item names rows of the register in `cites`, or says in `origin` where it comes from")
        return self


class Approval(Part):
    """The body that approves a version of a checklist."""

    body: Name
    source: str


class ChecklistToml(Part):
    title: Words
    origin: Words
    approval: Approval | None = None
    headings: dict[Name, Words]
    attributes: dict[Name, Attribute] = Field(default_factory=dict)
    items: Annotated[dict[Name, StandInItem], Field(min_length=1)]

    @model_validator(mode="after")
    def names_are_known(self) -> ChecklistToml:
        for key, item in self.items.items():
            if item.heading not in self.headings:
                raise ValueError(f"the item {key} stands under {item.heading}, which [headings] has not")
            if item.only_if is not None and item.only_if not in self.attributes:
                raise ValueError(f"the item {key} asks for {item.only_if}, which [attributes] has not")
        return self


Checklists = Mapping[str, ChecklistToml]


@cache
def read_checklists(root: Path = BPMN) -> Checklists:
    """By key, which is the file's name; none where there is no folder. Raises ProcedureError naming file, line and key."""
    found, mistakes = dict[str, ChecklistToml](), list[Mistake]()
    paths = sorted((root / FOLDER).glob("*.toml"))
    rows = read_register(root) if paths else {}
    for path in paths:
        text = text_of(path)
        toml = found[path.stem] = parse_toml(path, text, ChecklistToml)
        mistakes += _unknown_rows(toml, rows, file=str(path), text=text)
    if mistakes:
        raise ProcedureError(*mistakes)
    return MappingProxyType(found)


def _unknown_rows(toml: ChecklistToml, rows: Mapping[str, object], *, file: str, text: str) -> Iterator[Mistake]:
    cited: list[tuple[tuple[str, ...], str]]
    cited = [(("items", key, "cites"), row) for key, item in toml.items.items() for row in item.cites]
    cited += [(("attributes", key, "source"), attribute.source) for key, attribute in toml.attributes.items()]
    cited += [(("approval", "source"), toml.approval.source)] if toml.approval else []
    for place, row in cited:
        if row not in rows:
            yield Mistake(file, f"the register has no row {row}.", toml_line(text, place), ".".join(place))
