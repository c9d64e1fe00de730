"""The text of a checklist from a file: a plain text, or a table of comma-separated values. It is read, never run."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import PurePath
from typing import Final

from flask_babel import gettext as _

LARGEST: Final = 512 * 1024
"""Bytes."""
TEXT, TABLE = ".txt", ".csv"
DELIMITERS: Final = ",;\t"
ITEM_COLUMNS: Final = ("item", "text", "requirement", "statement", "question", "description")
HEADING_COLUMNS: Final = ("heading", "section", "category", "group", "area")
_NOT_TEXT: Final = (
    b"%PDF",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"MZ",
    b"\x7fELF",
)
"""How files begin that are of another kind, whatever they are called."""
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")


def text_of(name: str, content: bytes) -> str:
    """Lines as somebody would paste them. Raises ValueError in a sentence for whoever chose the file."""
    ending = PurePath(name.replace("\\", "/")).suffix.lower()
    if ending not in (TEXT, TABLE):
        raise ValueError(
            _("Choose a text file (.txt) or a table (.csv). From Word, copy the text and paste it instead.")
        )
    if not content:
        raise ValueError(_("The file is empty."))
    if len(content) > LARGEST:
        raise ValueError(_("The file is larger than %(limit)d KB. No checklist is that long.", limit=LARGEST // 1024))
    text = _decoded(content)
    return _from_table(text) if ending == TABLE else text


def _decoded(content: bytes) -> str:
    if content.startswith(_UTF_16):
        raise ValueError(_("The file is written in UTF-16. Save it again as UTF-8 (in Excel: “CSV UTF-8”)."))
    if content.startswith(_NOT_TEXT) or b"\0" in content:
        raise ValueError(_("This is not a text file, whatever its name says. Save it as text, or paste the words."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ValueError(
            _("Line %(line)d is not written in UTF-8. Save the file again as UTF-8 (in Excel: “CSV UTF-8”).", line=line)
        ) from None


def _from_table(text: str) -> str:
    """Each row is an item, under the heading in a column called so. Without a column called “item” or the like, the
    one with the most words is taken."""
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)) if any(row)]
    except csv.Error:
        raise ValueError(_("The table cannot be read. Save it again as CSV, or paste the column of items.")) from None
    if not rows:
        return ""
    names = [cell.strip().casefold() for cell in rows[0]]
    item, heading = _column(names, ITEM_COLUMNS), _column(names, HEADING_COLUMNS)
    if item is None:
        return "\n".join(_line(row, _wordiest(rows)) for row in rows)
    lines, before = [], ""
    for row in rows[1:]:
        above = _line(row, heading) if heading is not None else ""
        if above and above != before:
            lines.append(f"# {above}")
            before = above
        lines.append(_line(row, item))
    return "\n".join(lines)


def _delimiter(text: str) -> str:
    """The one the first line has most of."""
    first = text.partition("\n")[0]
    return max(DELIMITERS, key=first.count)


def _column(names: Sequence[str], known: Sequence[str]) -> int | None:
    return next((place for place, name in enumerate(names) if name in known), None)


def _wordiest(rows: Sequence[Sequence[str]]) -> int:
    return max(range(max(map(len, rows))), key=lambda place: sum(len(_line(row, place)) for row in rows))


def _line(row: Sequence[str], place: int) -> str:
    return " ".join(row[place].split()) if place < len(row) else ""
