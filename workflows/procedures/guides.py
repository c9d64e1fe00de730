"""`bpmn/guides.toml`: what an office tells each kind of its people in its own words, where data cannot say it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from ombud.workflows.procedures.errors import Mistake, ProcedureError, toml_line
from ombud.workflows.procedures.load import load_all
from ombud.workflows.procedures.model import Name, Part, ProcedureToml
from ombud.workflows.procedures.roles import read_roles
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.toml import parse_toml, text_of

FILE = "guides.toml"

Reference = Annotated[str, Field(pattern=r"^(page|procedure|role|guide):[a-z][a-z0-9_]*$")]
Words = Annotated[str, Field(min_length=1)]


class Page(StrEnum):
    """Pages that a guide may send its readers to."""

    HOME = "home"
    TRACK = "track"
    LOST = "lost"
    MEETINGS = "meetings"
    POLICIES = "policies"
    GLOSSARY = "glossary"
    SIGN_IN = "sign_in"
    INBOX = "inbox"
    START = "start"
    ACCOUNT = "account"
    SUBSTITUTES = "substitutes"
    BODIES = "bodies"
    DUTIES = "duties"
    OVERVIEW = "overview"
    OPERATION = "operation"
    PEOPLE = "people"
    ACCESS = "access"
    SETTINGS = "settings"
    LOG = "log"


class Passage(Part):
    """A heading and what is said under it; an empty line begins a new paragraph. `see`: where to go, each a link."""

    title: Words
    text: Words
    see: tuple[Reference, ...] = ()


class Guide(Part):
    """`roles`: on whose pages it is named. `doors`: procedures that the front page offers these people, without an account."""

    title: Words
    text: Words
    roles: tuple[Name, ...] = ()
    doors: tuple[Name, ...] = ()
    parts: tuple[Passage, ...] = Field(min_length=1)

    def leads_to(self, procedure: str) -> bool:
        return procedure in self.doors or any(f"procedure:{procedure}" in part.see for part in self.parts)


class GuidesToml(Part):
    guides: dict[Name, Guide]


@cache
def read_guides(root: Path = BPMN) -> dict[str, Guide]:
    """By key, in the order of the file; none where an office has written none. Raises ProcedureError naming file, line and
    key: also for a role, procedure, page or guide that there is not."""
    path = root / FILE
    if not path.exists():
        return {}
    text = text_of(path)
    guides = parse_toml(path, text, GuidesToml).guides
    procedures = load_all(root)
    known: dict[str, set[str]] = {
        "role": {*read_roles(root).roles, *(role for one in procedures.values() for role in _roles(one.toml))},
        "procedure": set(procedures),
        "page": {str(page) for page in Page},
        "guide": set(guides),
    }
    named = [(key, "roles", f"role:{role}") for key, guide in guides.items() for role in guide.roles]
    named += [(key, "doors", f"procedure:{door}") for key, guide in guides.items() for door in guide.doors]
    named += [(key, "parts", one) for key, guide in guides.items() for part in guide.parts for one in part.see]
    mistakes = [_mistake(path, text, *one) for one in named if not _is_known(one[2], known)]
    if mistakes:
        raise ProcedureError(*mistakes)
    return guides


def _roles(toml: ProcedureToml) -> Iterator[str]:
    """Those that only a procedure names."""
    yield toml.start.party
    yield from (lane.role for lane in toml.lanes.values())


def _is_known(reference: str, known: dict[str, set[str]]) -> bool:
    kind, _colon, name = reference.partition(":")
    return name in known[kind]


def _mistake(path: Path, text: str, key: str, part: str, reference: str) -> Mistake:
    kind, _colon, name = reference.partition(":")
    return Mistake(
        str(path), f"there is no {kind} {name}.", toml_line(text, ("guides", key, part)), f"guides.{key}.{part}"
    )
