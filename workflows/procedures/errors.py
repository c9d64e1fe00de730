"""What is wrong with a file of a procedure, told in a sentence that names the file, the line and the key."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_HEADER = re.compile(r"^\[(\[?)\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"""^((?:[\w\-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w\-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[\w\-]+|"[^"]*"|'[^']*'""")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in one file; `key` is the dotted TOML key, empty where none is concerned."""

    file: str
    sentence: str
    line: int | None = None
    key: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (place, self.key, self.sentence) if part)


class ProcedureError(Exception):
    """A file of a procedure does not say what it should. The text names file, line and key of every mistake."""

    def __init__(self, *mistakes: str | Mistake) -> None:
        self.mistakes = tuple(m for m in mistakes if isinstance(m, Mistake))
        super().__init__("\n".join(str(mistake) for mistake in mistakes))


def toml_line(text: str, location: Sequence[str | int]) -> int:
    """The line of the deepest part of `location` (keys and list places) that a TOML text writes down; 1 without one."""
    known = toml_lines(text)
    for length in range(len(location), 0, -1):
        if (line := known.get(tuple(str(part) for part in location[:length]))) is not None:
            return line
    return 1


def toml_lines(text: str) -> dict[tuple[str, ...], int]:
    """Where each key and table of a TOML text begins; places in an array of tables count from 0."""
    found: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    counts: dict[tuple[str, ...], int] = {}
    inside = ""  # the quotes of a string over several lines
    for number, line in enumerate(text.splitlines(), 1):
        if inside:
            inside = "" if inside in line else inside
            continue
        stripped = line.strip()
        if header := _HEADER.match(stripped):
            table = _parts(header[2])
            if header[1]:
                counts[table] = place = counts.get(table, -1) + 1
                table = (*table, str(place))
            _add(found, table, number)
        elif key := _KEY.match(stripped):
            _add(found, (*table, *_parts(key[1])), number)
        inside = next((quotes for quotes in ('"""', "'''") if line.count(quotes) % 2), "")
    return found


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))


def _add(found: dict[tuple[str, ...], int], path: tuple[str, ...], number: int) -> None:
    for length in range(1, len(path) + 1):
        found.setdefault(path[:length], number)
