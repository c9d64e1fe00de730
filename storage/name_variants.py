"""Names that may mean the same organisation: found for a person to look at, never joined by the program."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import combinations
from typing import Final

from ombud.storage.organisations import folded

_ALIKE: Final = 0.88
"""Share of letters two folded names must have in common, in order, to be reported. It decides nothing: a person does."""
_LONGEST_ABBREVIATION: Final = 3
"""Letters of a word that may stand for a longer one: CT, St."""
_TELLING: Final = 10
"""Letters after which a common beginning is reported although a space is missing where one name ends."""


class Likeness(StrEnum):
    """Why two names are reported together, strongest first."""

    PUNCTUATION = "punctuation"  # case, punctuation, spacing, "Inc."
    ABBREVIATED = "abbreviated"
    SPELLING = "spelling"
    LONGER = "longer"  # one begins with all of the other


@dataclass(frozen=True, slots=True)
class Mention:
    """A name and the lines of the file it stands on; none for a name that only the directory has."""

    name: str
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Variant:
    first: Mention
    second: Mention
    likeness: Likeness


def find_variants(mentions: Sequence[Mention]) -> list[Variant]:
    """Every pair of different names that look alike, in the order given; without pairs that only the directory has."""
    plain = {mention: folded(mention.name) for mention in mentions}
    found = []
    for first, second in combinations(mentions, 2):
        if not first.lines and not second.lines:
            continue
        likeness = _likeness(plain[first], plain[second])
        if likeness is not None:
            found.append(Variant(first, second, likeness))
    return found


def _likeness(one: str, other: str) -> Likeness | None:
    shorter, longer = sorted((one.replace(" ", ""), other.replace(" ", "")), key=len)
    if shorter == longer:
        return Likeness.PUNCTUATION
    words, others = one.split(), other.split()
    if _abbreviates(words, others):
        return Likeness.ABBREVIATED
    fewer, more = sorted((words, others), key=len)
    if fewer == more[: len(fewer)] or (len(shorter) >= _TELLING and longer.startswith(shorter)):
        return Likeness.LONGER
    return Likeness.SPELLING if _spelt_alike(shorter, longer) else None


def _abbreviates(words: Sequence[str], others: Sequence[str]) -> bool:
    """The same words one by one, some of them shortened, at least one in full."""
    if len(words) != len(others) or not set(words) & set(others):
        return False
    return all(
        one == other or _short_for(*sorted((one, other), key=len)) for one, other in zip(words, others, strict=True)
    )


def _short_for(short: str, word: str) -> bool:
    """Its letters stand in the word in this order, the first one first: CT in Connecticut."""
    if len(short) > _LONGEST_ABBREVIATION or len(word) <= len(short) or short[0] != word[0] or short.isdigit():
        return False
    letters = iter(word)
    return all(letter in letters for letter in short)


def _spelt_alike(one: str, other: str) -> bool:
    """Nearly the same letters. Another number is another name: Ward 1, Ward 12."""
    if re.sub(r"\D", "", one) != re.sub(r"\D", "", other):
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE
