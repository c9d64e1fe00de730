"""A checklist as answers to choose from: each item of the version in force, by the name that stays."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from ombud.workflows.checklists.published import newest
from ombud.workflows.checklists.values import Checklist, Item, from_toml
from ombud.workflows.procedures.checklists import read_checklists
from ombud.workflows.text import translate as _

Source = Callable[[Session, datetime], list[tuple[str, str]]]

FAMILY, VERSION = "checklists", "version"


def named(what: str) -> Source:
    """`KEY`: the items that every agency is asked. `KEY.version`: which version is in force. `KEY.ATTRIBUTE`: the items
    asked only of agencies that have declared this of themselves. Raises KeyError when read, for an unknown list."""
    key, _dot, part = what.partition(".")
    return _version_of(key) if part == VERSION else _items(key, part)


def items_of(session: Session, sources: Iterable[str], *, at: datetime) -> dict[str, dict[str, Item]]:
    """The items behind each of the sources that are a list, by their ids: what a page says of them besides their words."""
    found: dict[str, dict[str, Item]] = {}
    lists: dict[str, Checklist] = {}
    for source in sources:
        family, _dot, what = source.partition(".")
        key, _dot, part = what.partition(".")
        if family == FAMILY and part != VERSION:
            lists[key] = lists.get(key) or in_force(session, key, at=at)
            found[source] = {item.id: item for item in lists[key].items if item.only_if == part}
    return found


def _version_of(key: str) -> Source:
    """The one version in force, and where its text comes from."""

    def found(session: Session, at: datetime) -> list[tuple[str, str]]:
        known = in_force(session, key, at=at)
        words = _("version %(number)d: %(origin)s", number=known.version, origin=_(known.origin))
        return [(str(known.version), "; ".join((f"{_(known.title)}, {words}", *approval_of(known))))]

    return found


def approval_of(known: Checklist) -> tuple[str, ...]:
    """By which resolution a version was approved, or that it was not; nothing where no body approves it (P201-d)."""
    if known.resolution:
        return (_("approved by resolution %(number)s", number=known.resolution),)
    return (_("not approved by a resolution of the board"),) if known.approver else ()


def in_force(session: Session, key: str, *, at: datetime) -> Checklist:
    """The newest version published by then, else the stand-in that ships. Raises KeyError for an unknown list."""
    return newest(session, from_toml(key, read_checklists()[key]), at=at)


def _items(key: str, attribute: str) -> Source:
    def found(session: Session, at: datetime) -> list[tuple[str, str]]:
        return [(item.id, item.text) for item in in_force(session, key, at=at).items if item.only_if == attribute]

    return found
