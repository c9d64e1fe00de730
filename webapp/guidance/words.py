"""The glossary as people read it: by where a word is met, each in the reader's language and by its alphabet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _

from ombud.webapp.desk import desk
from ombud.workflows.casefile.clauses import Clause
from ombud.workflows.procedures.glossary import About, Word, read_glossary
from ombud.workflows.text import translate

HEADINGS: dict[About, Any] = {
    About.OMBUD: _("On the pages of Ombud"),
    About.POLICIES: _("In the policies"),
    About.DRAWING: _("In the drawings"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """`clause`: the row it follows; None for what this office, or Ombud, calls something."""

    key: str
    title: str
    short: str
    text: str
    clause: Clause | None


def groups() -> list[tuple[About, Any, list[Entry]]]:
    entries = [(word.about, _entry(word)) for word in read_glossary()]
    return [
        (
            about,
            heading,
            sorted((entry for one, entry in entries if one is about), key=lambda entry: entry.title.casefold()),
        )
        for about, heading in HEADINGS.items()
    ]


def others() -> list[tuple[str, str]]:
    """Short forms that need no sentence: what they stand for is one."""
    told = {word.short for word in read_glossary()}
    known = desk().manual.abbreviations
    return sorted((short, translate(meaning)) for short, meaning in known.items() if meaning and short not in told)


def anchor(short: str) -> str:
    """Where on the page of the glossary a short form is explained."""
    known = {word.short: word.key for word in read_glossary() if word.short}
    return f"word-{known[short]}" if short in known else "short-forms"


def _entry(word: Word) -> Entry:
    return Entry(
        word.key, translate(word.title), word.short, translate(word.text), desk().manual.clauses.get(word.source)
    )
