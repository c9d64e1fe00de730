"""Which item of the list in use a line of a new text is: the same words, or words close to them.

It only suggests. Whoever publishes confirms it, because what an agency answered last year goes to the item it is
matched with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from ombud.workflows.checklists.text import Line, folded, new_id
from ombud.workflows.checklists.values import Item

CLOSE: Final = 0.5
"""The share of words that two texts have in common, from which on one is suggested for the other."""


def suggested(lines: Sequence[Line], old: Sequence[Item]) -> tuple[str, ...]:
    """For each line the id of the item it most likely is, empty for a new one. No item is suggested twice."""
    given, known = [_words(line.text) for line in lines], [(_words(item.text), item.id) for item in old]
    pairs = sorted(
        (
            (closeness, -place, item_id)
            for place, words in enumerate(given)
            for item_words, item_id in known
            if (closeness := _closeness(words, item_words)) >= CLOSE
        ),
        reverse=True,
    )
    found: dict[int, str] = {}
    taken: set[str] = set()
    for _closest, place, item_id in pairs:
        if -place not in found and item_id not in taken:
            found[-place] = item_id
            taken.add(item_id)
    return tuple(found.get(place, "") for place in range(len(lines)))


def merged(lines: Sequence[Line], chosen: Sequence[str], old: Mapping[str, Item]) -> tuple[Item, ...]:
    """The items of a new version: a line that is an old item keeps its id and all but its words; the others are new."""
    taken = set(chosen)
    items = []
    for line, item_id in zip(lines, chosen, strict=True):
        if item_id:
            items.append(replace(old[item_id], text=line.text, heading=line.heading))
        else:
            made = new_id(line.text, taken=taken)
            taken.add(made)
            items.append(Item(made, line.text, line.heading))
    return tuple(items)


def _words(text: str) -> frozenset[str]:
    return frozenset(folded(text).split())


def _closeness(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other) or 1)
