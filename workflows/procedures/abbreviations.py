"""`bpmn/abbreviations.toml`: the short forms of the register, and what each stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from ombud.workflows.procedures.model import Part
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.toml import read_toml

FILE = "abbreviations.toml"

Words = Annotated[str, Field(min_length=1)]


class AbbreviationsToml(Part):
    """`plain`: phrases of the register in which a short form is an ordinary word."""

    plain: tuple[Words, ...] = ()
    abbreviations: dict[Words, Words]


@cache
def read_abbreviations(root: Path = BPMN) -> Mapping[str, str]:
    """What each stands for, in the source language, and "" for a plain phrase; none where there is no file. Raises
    ProcedureError."""
    if not (root / FILE).exists():
        return {}
    toml = read_toml(root / FILE, AbbreviationsToml)
    return toml.abbreviations | dict.fromkeys(toml.plain, "")


def parts_of(text: str, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The text in its order, cut so that each short form stands alone: (part, what it stands for, or "").

    A plural with s is one too.
    """
    if not known:
        yield text, ""
        return
    last = 0
    for found in _pattern(tuple(known)).finditer(text):
        yield text[last : found.start()], ""
        yield found[0], known[found[1]]
        last = found.end()
    yield text[last:], ""


@cache
def _pattern(known: tuple[str, ...]) -> re.Pattern[str]:
    """The longest first, so that “CT BOS” is not read as “CT”."""
    listed = "|".join(re.escape(one) for one in sorted(known, key=len, reverse=True))
    return re.compile(rf"(?<!\w)({listed})s?(?!\w)")
