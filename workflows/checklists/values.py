"""What a checklist is, whichever place its text comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final

from ombud.workflows.procedures.checklists import ChecklistToml

STAND_IN = 0
"""The version of the stand-in that ships as data; those an office publishes count from 1."""


@dataclass(frozen=True, slots=True)
class Item:
    """A statement an agency confirms. `id` stays when the words change."""

    id: str
    text: str
    heading: str = ""  # as people read it
    help: str = ""
    evidence: str = ""  # what an agency shows for it: a hint
    cites: tuple[str, ...] = ()  # rows of the register
    only_if: str = ""  # an attribute of the agency without which it is not asked
    origin: str = ""  # where it comes from, if from no row

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Checklist:
    key: str
    title: str
    version: int
    official: bool
    origin: str
    items: tuple[Item, ...]
    published_at: datetime | None = None  # None: the stand-in, which ships as data
    published_by: str = ""
    reason: str = ""
    approver: str = ""  # the key of the body that approves a version; empty where the data names none
    resolution: str = ""  # the number of the resolution by which it did; empty: it has not approved this version

    @property
    def cited(self) -> frozenset[str]:
        """The rows of the register that its items stand for."""
        return frozenset(row for item in self.items for row in item.cites)


BESIDES: Final = ("heading", "help", "evidence", "cites", "only_if", "origin")
"""What an item says besides its words."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Pairs are an item before and after. One whose words and whose citations changed is among both kinds of pairs."""

    added: tuple[Item, ...]
    removed: tuple[Item, ...]
    reworded: tuple[tuple[Item, Item], ...]
    changed: tuple[tuple[Item, Item], ...]  # in something besides the words
    reordered: bool  # of the items that stay

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.reworded or self.changed or self.reordered)


def difference(old: Sequence[Item], new: Sequence[Item]) -> Difference:
    """What has changed from one list to another, by the items' ids, in the order in which they stand."""
    before, after = {item.id: item for item in old}, {item.id: item for item in new}
    kept = [(before[item.id], item) for item in new if item.id in before]
    return Difference(
        added=tuple(item for item in new if item.id not in before),
        removed=tuple(item for item in old if item.id not in after),
        reworded=tuple((was, now) for was, now in kept if was.text != now.text),
        changed=tuple((was, now) for was, now in kept if replace(was, text=now.text) != now),
        reordered=[item.id for item in old if item.id in after] != [now.id for _was, now in kept],
    )


def besides(was: Item, now: Item) -> list[tuple[str, str, str]]:
    """What changed of an item besides its words: the name, before, after."""
    pairs = ((name, getattr(was, name), getattr(now, name)) for name in BESIDES)
    return [(name, _joined(one), _joined(other)) for name, one, other in pairs if one != other]


def _joined(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def from_toml(key: str, toml: ChecklistToml) -> Checklist:
    items = tuple(
        Item(
            id=name,
            text=item.text,
            heading=toml.headings[item.heading],
            help=item.help,
            evidence=item.evidence,
            cites=item.cites,
            only_if=item.only_if or "",
            origin=item.origin,
        )
        for name, item in toml.items.items()
    )
    approver = toml.approval.body if toml.approval else ""
    return Checklist(key, toml.title, STAND_IN, official=False, origin=toml.origin, items=items, approver=approver)


def item_from_json(written: dict[str, Any]) -> Item:
    return Item(**written | {"cites": tuple(written["cites"])})
