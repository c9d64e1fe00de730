"""Which passwords may be chosen (S7): long ones that nobody would try first. No rules about kinds of characters.

A password is refused when it is among the most used ones, when it is easily guessed by somebody who knows whose it is,
or when it stands in the list of breached passwords this installation was given.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import BinaryIO, Final

from flask_babel import gettext as _
from zxcvbn import zxcvbn
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from ombud.webapp.accounts.passwords import normalised

SHORTEST: Final = 15
LONGEST: Final = 1024  # far above the 64 that have to be allowed; what is longer only costs time
GOOD_SCORE: Final = 3
"""Of 0 to 4: 3 stands for more than 10^8 guesses."""
LEAST_LEFT: Final = 8
"""Letters that have to be left of a password that has as many characters of its owner's name and address."""
_LOOKED_AT: Final = 72
"""Characters whose guessability is worked out: it takes longer with the square of their number."""
_LINE: Final = 128
"""Bytes within which a line of the list of breached passwords ends."""


def objections(password: str, *, about: Iterable[str], breached: Path | None) -> list[str]:
    """Why this password is not to be chosen, in plain words; nothing when it is good. `about`: what is known of whose
    it is."""
    password = normalised(password)
    if len(password) < SHORTEST:
        return [_("Use at least %(least)d characters: several words in a row are easy to keep.", least=SHORTEST)]
    if len(password) > LONGEST:
        return [_("Use at most %(most)d characters.", most=LONGEST)]
    if _is_common(password):
        return [_("This is one of the passwords that are tried first. Choose another.")]
    if _is_guessable(password, about):
        return [_("This is easily guessed. Take several words that have nothing to do with each other or with you.")]
    if breached is not None and is_listed(password, breached):
        return [_("This password became public when another service was broken into. Choose another.")]
    return []


def is_listed(password: str, breached: Path) -> bool:
    """Whether the file has a line `SHA-1:count` of it. The file is sorted and may be larger than memory: its lines are
    found by halving."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with breached.open("rb") as file:
        low, high = 0, file.seek(0, os.SEEK_END)
        while low < high:
            middle = (low + high) // 2
            start, found = _line_after(file, middle)
            if found == wanted:
                return True
            if found and found < wanted:
                low = start + 1
            else:
                high = middle
    return False


def _line_after(file: BinaryIO, offset: int) -> tuple[int, bytes]:
    """Where the first line that begins at or after an offset begins, and its hash; nothing at the end of the file."""
    file.seek(max(offset - 1, 0))
    if offset:
        file.readline(_LINE)
    start = file.tell()
    return start, file.readline(_LINE).partition(b":")[0].strip().upper()


def _is_common(password: str) -> bool:
    """Alone, with blanks between, or again and again."""
    plain = "".join(password.lower().split())
    again = re.fullmatch(r"(.+?)\1+", plain, re.DOTALL)
    return plain in _common() or (again is not None and again[1] in _common())


@cache
def _common() -> frozenset[str]:
    return frozenset(FREQUENCY_LISTS["passwords"])


def _is_guessable(password: str, about: Iterable[str]) -> bool:
    """Also when little is left of it without what everybody knows of its owner: the estimate alone takes any row of
    words for strong."""
    known = {part.lower() for text in (*about, "ombud") for part in (text, *re.split(r"[\W_]+", text)) if len(part) > 2}
    left = password.lower()
    for part in sorted(known, key=len, reverse=True):
        left = left.replace(part, "")
    if len(re.sub(r"[\W\d_]+", "", left)) < LEAST_LEFT <= len(password) - len(left):
        return True
    score: int = zxcvbn(password[:_LOOKED_AT], user_inputs=sorted(known))["score"]
    return score < GOOD_SCORE
