"""`bpmn/documents.toml`: the documents the manual speaks of, and what Ombud uses while the office lacks one (A79)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from ombud.workflows.procedures.checklists import read_checklists
from ombud.workflows.procedures.errors import Mistake, ProcedureError, toml_line
from ombud.workflows.procedures.model import Alias, Name, Part
from ombud.workflows.procedures.register import read_register
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.toml import parse_toml, text_of

FILE = "documents.toml"
CHECKLIST, PROCEDURE = "checklist", "procedure"

Words = Annotated[str, Field(min_length=1)]


class Document(Part):
    """`stand_in` is what Ombud uses in the document's place, `meanwhile` the same in words."""

    title: Words
    purpose: Words
    asked_by: tuple[Name, ...] = ()
    stand_in: str = ""
    meanwhile: str = ""
    cites: tuple[str, ...] = ()
    aliases: tuple[Alias, ...] = ()  # other names the manual has for it
    origin: str = ""

    @model_validator(mode="after")
    def says_enough(self) -> Document:
        kind, _colon, name = self.stand_in.partition(":")
        if self.stand_in and not (kind in (CHECKLIST, PROCEDURE) and name):
            raise ValueError('stand_in is "checklist:KEY" or "procedure:KEY"')
        if self.stand_in and not self.meanwhile:
            raise ValueError("a document with a stand_in says in `meanwhile` what that is")
        if not (self.cites or self.origin):
            raise ValueError("a document names rows of the register in `cites`, or says in `origin` who asks for it")
        return self

    @property
    def checklist(self) -> str:
        """The key of the checklist that this document is, empty for any other."""
        kind, _colon, key = self.stand_in.partition(":")
        return key if kind == CHECKLIST else ""


class DocumentsToml(Part):
    documents: dict[Name, Document]


@cache
def read_documents(root: Path = BPMN) -> DocumentsToml:
    """Empty where an installation keeps no such list. Raises ProcedureError naming file, line and key."""
    path = root / FILE
    if not path.exists():
        return DocumentsToml(documents={})
    text = text_of(path)
    found = parse_toml(path, text, DocumentsToml)
    if mistakes := list(_unknown(found, root, text)):
        raise ProcedureError(*mistakes)
    return found


def _unknown(toml: DocumentsToml, root: Path, text: str) -> Iterator[Mistake]:
    """What is named and is not there: rows of the register, checklists, procedures."""
    file, rows, checklists = str(root / FILE), read_register(root), read_checklists(root)
    for key, document in toml.documents.items():
        named = [("cites", row) for row in document.cites] + [("aliases", one.source) for one in document.aliases]
        for where, row in named:
            if row not in rows:
                place = ("documents", key, where)
                yield Mistake(file, f"the register has no row {row}.", toml_line(text, place), ".".join(place))
        kind, _colon, name = document.stand_in.partition(":")
        lacking = {
            CHECKLIST: name not in checklists,
            PROCEDURE: not (root / name / "procedure.toml").exists(),
        }
        if lacking.get(kind):
            place = ("documents", key, "stand_in")
            yield Mistake(file, f"there is no {kind} {name}.", toml_line(text, place), ".".join(place))
