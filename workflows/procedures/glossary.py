"""`bpmn/glossary.toml`: the words people meet here, a sentence each. What a short form stands for is said in one place,
`abbreviations.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import Field, model_validator

from ombud.workflows.procedures import register
from ombud.workflows.procedures.abbreviations import read_abbreviations
from ombud.workflows.procedures.errors import Mistake, ProcedureError, toml_line
from ombud.workflows.procedures.model import Name, Part
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.toml import parse_toml, text_of

FILE = "glossary.toml"
LOCAL = "local"


class About(StrEnum):
    """Where people meet a word: in the policies, on the pages of Ombud, in a drawing."""

    POLICIES = "policies"
    OMBUD = "ombud"
    DRAWING = "drawing"


class WordRule(Part):
    """Either `short`, a short form of abbreviations.toml, or `title`, a word of its own."""

    short: str = ""
    title: str = ""
    about: About
    text: str = Field(min_length=1)
    source: str

    @model_validator(mode="after")
    def is_called_one_thing(self) -> WordRule:
        if bool(self.short) == bool(self.title):
            raise ValueError('write either short = "HDC", a short form of abbreviations.toml, or title = "…"')
        return self


class GlossaryToml(Part):
    words: dict[Name, WordRule]


@dataclass(frozen=True, slots=True)
class Word:
    """`title`: what it is called in full, in the source language; `short`: empty where it has no short form."""

    key: str
    title: str
    short: str
    about: About
    text: str
    source: str


@cache
def read_glossary(root: Path = BPMN) -> tuple[Word, ...]:
    """In the order of the file; none where an installation keeps no glossary. Raises ProcedureError naming file, line and
    key: for a short form that abbreviations.toml does not have, and for a row that the register does not."""
    path = root / FILE
    if not path.exists():
        return ()
    text, known = text_of(path), read_abbreviations(root)
    toml, rows = parse_toml(path, text, GlossaryToml), register.read_register(root)
    mistakes = []
    for key, word in toml.words.items():
        if word.short and not known.get(word.short):
            mistakes.append(
                _mistake(path, text, key, "short", f"abbreviations.toml does not say what {word.short} stands for.")
            )
        if word.source != LOCAL and word.source not in rows:
            mistakes.append(_mistake(path, text, key, "source", f"the register has no row {word.source}."))
    if mistakes:
        raise ProcedureError(*mistakes)
    return tuple(
        Word(key, known[word.short] if word.short else word.title, word.short, word.about, word.text, word.source)
        for key, word in toml.words.items()
    )


def _mistake(path: Path, text: str, key: str, part: str, sentence: str) -> Mistake:
    return Mistake(str(path), sentence, toml_line(text, ("words", key, part)), f"words.{key}.{part}")
