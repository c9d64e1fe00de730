"""A checklist as people paste it: an item on each line, headings between them.

Nothing here refuses a text: it says what it understood, and what is wrong with it in words for whoever pasted it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from ombud.workflows.text import translate as _
from ombud.workflows.written import visible

LARGEST: Final = 200
"""Items in a checklist. Somebody answers each of them, and somebody else reads the answers."""
LONGEST: Final = 1000
"""Characters of an item or a heading."""
TOLD: Final = 10
"""How many things that are wrong are told at once."""

_BULLET = r"[\s\-*+•·–—▪◦‣●○■□☐☑☒✓✔]+"
_BOX = r"\[[ xX]?\]"
_COUNTED = r"\(?\d{1,3}(?:\.\d{1,3})*(?:[.)](?=\D|$)|\t)|\d{1,3}(?:\.\d{1,3})+\s+(?=[A-Z])"
_LETTERED = r"\(?(?:[A-Za-z]|[ivxIVX]{2,5})[.)](?=\s)"
_NUMBERING = re.compile(f"(?:{_BULLET}|{_BOX}|{_COUNTED}|{_LETTERED})")
_HOPELESS: Final = 2 * LONGEST
"""Characters of a line that is too long whatever stands in front of its words: it is not looked at more closely."""
_WORDS_OF_AN_ID = 5
_WORDS = re.compile(r"[^\W_]+")


class Worded(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def heading(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Line:
    """An item as it was understood. `number` is the line it was read from, counted from 1."""

    number: int
    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    lines: tuple[Line, ...]
    wrong: tuple[str, ...]


def understand(text: str) -> Understood:
    """The items of a text, and what is wrong with it; with anything wrong it is not to be used."""
    if "\0" in text:
        return Understood((), (_("This is not text: it holds bytes that no text has. Paste the words themselves."),))
    headings, lines = _read(text)
    wrong = [*_damaged(text), *_too_long(headings), *_too_long(lines), *_twice(lines), *_how_many(len(lines))]
    if len(wrong) > TOLD:
        wrong = [*wrong[:TOLD], _("And %(count)d more.", count=len(wrong) - TOLD)]
    return Understood(tuple(lines), tuple(wrong))


def printed(items: Iterable[Worded]) -> str:
    """The text from which `understand` reads the same items."""
    lines, heading = [], ""
    for item in items:
        if item.heading != heading:
            heading = item.heading
            lines.append(f"# {heading}")
        lines.append(item.text)
    return "\n".join(lines)


def folded(text: str) -> str:
    """A text as far as it matters for being the same: its words, whatever their case and what stands between them."""
    return " ".join(_WORDS.findall(unicodedata.normalize("NFKC", text).casefold()))


def new_id(text: str, *, taken: Container[str]) -> str:
    """A readable id that follows from the text alone, unless another item has it."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)[:_WORDS_OF_AN_ID]
    digest = hashlib.sha256(folded(text).encode()).hexdigest()
    for length in range(8, len(digest)):
        found = "_".join([*words, digest[:length]])
        if found not in taken:
            return found
    return new_id(f"{text} {digest}", taken=taken)


def _read(text: str) -> tuple[list[Line], list[Line]]:
    """Headings and items, each with the line it stands in."""
    headings, items, heading = list[Line](), list[Line](), ""
    for number, raw in enumerate(text.splitlines(), 1):
        seen = visible(raw)
        if len(seen) > _HOPELESS:
            seen = " ".join(seen.split())
        if len(seen) > _HOPELESS:
            items.append(Line(number, seen, heading))
            continue
        line = _unnumbered(seen)
        if not any(character.isalnum() for character in line):
            continue
        if not (line.startswith("#") or line.endswith(":")):
            items.append(Line(number, line, heading))
        elif title := _title(line):
            heading = title
            headings.append(Line(number, title))
    return headings, items


def _unnumbered(line: str) -> str:
    """Without the numbers, bullets and boxes in front, on one line with single spaces."""
    while (found := _NUMBERING.match(line)) and found.end():
        line = line[found.end() :]
    return " ".join(line.split())


def _title(line: str) -> str:
    before = ""
    while line != before:
        before = line
        line = _unnumbered(line.lstrip("#").rstrip(": "))
    return line if any(character.isalnum() for character in line) else ""


def _damaged(text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        if "\ufffd" in line:
            yield _(
                "Line %(number)d: some letters were damaged on the way (�). Copy it again, or save the file as UTF-8.",
                number=number,
            )


def _too_long(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        if len(line.text) > LONGEST:
            yield _(
                "Line %(number)d is %(length)d characters long. Split it, or shorten it to %(max)d.",
                number=line.number,
                length=len(line.text),
                max=LONGEST,
            )


def _twice(lines: Iterable[Line]) -> Iterator[str]:
    first: dict[str, int] = {}
    for line in lines:
        same = first.setdefault(folded(line.text), line.number)
        if same != line.number:
            yield _("Line %(number)d says the same as line %(first)d. Leave one out.", number=line.number, first=same)


def _how_many(count: int) -> Iterator[str]:
    if count > LARGEST:
        yield _("There are %(count)d items. A checklist has at most %(max)d.", count=count, max=LARGEST)
    if not count:
        yield _("There is no item in it. Write one on each line.")
