"""`bpmn/terms.toml`: what the manual calls by several names; and the other names of roles and documents (A10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import Field, model_validator

from ombud.workflows.procedures.documents import read_documents
from ombud.workflows.procedures.model import Alias, Name, Part
from ombud.workflows.procedures.roles import read_roles
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.toml import read_toml

FILE = "terms.toml"


class Term(Part):
    title: str = Field(min_length=1)
    aliases: tuple[Alias, ...] = Field(min_length=1)
    note: str = ""  # what must not be taken for the same
    apart: tuple[str, ...] = ()  # rows of the register that the note is about
    source: str

    @model_validator(mode="after")
    def says_what_is_apart(self) -> Term:
        if bool(self.note) != bool(self.apart):
            raise ValueError("note says what is not the same, and apart in which rows it stands: both or neither")
        return self


class TermsToml(Part):
    terms: dict[Name, Term]


@dataclass(frozen=True, slots=True)
class Called:
    """Something with several names. `own` is whether its first name is of Ombud's data, and so translated."""

    title: str
    aliases: tuple[Alias, ...]
    note: str = ""
    apart: tuple[str, ...] = ()
    own: bool = False


@cache
def read_terms(root: Path = BPMN) -> dict[str, Term]:
    """None where an installation keeps no such list. Raises ProcedureError naming file, line and key."""
    if not (root / FILE).exists():
        return {}
    return read_toml(root / FILE, TermsToml).terms


def several_names(root: Path = BPMN) -> list[Called]:
    """Whatever the manual has several names for, by its first one."""
    return sorted((one for one in _all(root) if one.aliases), key=lambda one: one.title.casefold())


def _all(root: Path) -> Iterator[Called]:
    for role in read_roles(root).roles.values():
        yield Called(role.title, role.aliases, own=True)
    for document in read_documents(root).documents.values():
        yield Called(document.title, document.aliases)
    for term in read_terms(root).values():
        yield Called(term.title, term.aliases, term.note, term.apart)
