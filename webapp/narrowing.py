"""A long page of lists, narrowed to the lines whose title, or whose list's title, holds what is looked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask import request

LONGEST = 100
"""Characters; no title is as long."""


def asked() -> str:
    """What the address asks for."""
    return request.args.get("find", "").strip()[:LONGEST]


def narrowed(sections: Iterable[Any], wanted: str) -> list[Any]:
    """Of dataclasses with `title` and `lines`, each line with a `title`; a section without such a line is left out."""
    found = wanted.casefold()
    kept = []
    for section in sections:
        if found not in section.title.casefold():
            lines = tuple(line for line in section.lines if found in line.title.casefold())
            section = replace(section, lines=lines)
        if section.lines:
            kept.append(section)
    return kept
