"""What people type or paste, without the characters that nobody sees: they could make a text read otherwise than it is
stored, and a database refuses some of them."""

from __future__ import annotations

import unicodedata
from typing import Final

_HIDDEN: Final = frozenset({"Cc", "Cf", "Co", "Cs"})
"""Control characters, direction marks and other formats, private ones (Word's bullets), halves of a character."""
_JOINERS: Final = "\u200c\u200d"
"""Formats that some scripts need to be written correctly."""


def visible(text: str, *, lines: bool = False) -> str:
    """`text` in its composed form without hidden characters; tabs stay, and with `lines` the ends of lines."""
    kept = "\t\n" if lines else "\t"
    if lines:
        text = "\n".join(text.splitlines())
    seen = (c for c in text if c in kept or c in _JOINERS or unicodedata.category(c) not in _HIDDEN)
    return unicodedata.normalize("NFC", "".join(seen))
