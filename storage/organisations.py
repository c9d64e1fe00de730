"""Organisations by name, however it was typed."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from sqlalchemy import Select, select

from ombud.storage.directory import Organisation

_LEGAL_FORMS: Final = frozenset({"co", "company", "corp", "corporation", "inc", "incorporated", "llc", "ltd"})
_ARTICLES: Final = frozenset({"a", "an", "the"})
_NOTHING: Final = dict.fromkeys(map(ord, "'’‘`´"))


def folded(name: str) -> str:
    """What stays of a name when accents, case, punctuation, spacing, a leading article and a legal form are ignored.

    A name that consists of nothing else keeps its words, so that no name folds to the empty string unless it has
    neither letter nor digit.
    """
    plain = unicodedata.normalize("NFKD", name).casefold().translate(_NOTHING).replace("&", " and ")
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    words = re.findall(r"[^\W_]+", plain)
    kept = words
    while len(kept) > 1 and kept[-1] in _LEGAL_FORMS:
        kept = kept[:-1]
    if len(kept) > 1 and kept[0] in _ARTICLES:
        kept = kept[1:]
    return " ".join(kept)


def matching(text: str) -> Select[Organisation]:
    """Organisations whose folded name holds every word of `text`, in the order of a directory."""
    statement = select(Organisation).order_by(Organisation.sort_name, Organisation.name)
    for word in folded(text).split():
        statement = statement.where(Organisation.sort_name.contains(word, autoescape=True))
    return statement
