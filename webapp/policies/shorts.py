"""The register's short forms where people read its rows: marked where they stand, and spelled out below."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from ombud.webapp.desk import desk
from ombud.workflows.casefile.clauses import Words
from ombud.workflows.procedures.abbreviations import parts_of
from ombud.workflows.text import in_language, language, spoken, translate


def explained(text: str, told_in: str = "") -> Markup:
    """The text with each short form marked, and what it stands for in the language of the text (of the page: "")."""
    with in_language(told_in or language()):
        return Markup("").join(
            Markup('<abbr title="{}">{}</abbr>').format(translate(meaning), part) if meaning else part
            for part, meaning in parts_of(text, desk().manual.abbreviations)
        )


def shorts_of(rows: Iterable[Words]) -> list[tuple[str, str]]:
    """Each short form of the rows once, by the alphabet, with what it stands for in the reader's language."""
    known = desk().manual.abbreviations
    texts = (text for row in rows for text in (row.who, row.what, row.trigger, row.limit))
    found = {meaning for text in texts for _part, meaning in parts_of(text, known) if meaning}
    return sorted((short, translate(meaning)) for short, meaning in known.items() if meaning in found)


def in_words(text: str) -> Markup:
    """Data in the reader's language; what nobody has translated is marked as being in its own."""
    words, told_in = spoken(text)
    if told_in == language() or not words:
        return Markup.escape(words)
    return Markup('<span lang="{}">{}</span>').format(told_in, words)
