"""The clauses of a policy in words: what the register's row asks, and each place where it runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from ombud.workflows.casefile.clauses import Clause as Row
from ombud.workflows.casefile.clauses import Words
from ombud.workflows.casefile.words import humanised
from ombud.workflows.procedures.obligations import Obligation, obligations
from ombud.workflows.procedures.places import Place, PlaceKind
from ombud.workflows.text import translate

LABELS: dict[PlaceKind, Any] = {
    PlaceKind.STEP: lazy("Step"),
    PlaceKind.TABLE: lazy("Decision table"),
    PlaceKind.DEADLINE: lazy("Time limit"),
    PlaceKind.LETTER: lazy("Letter"),
    PlaceKind.NOTICE: lazy("Mail"),
    PlaceKind.SETTING: lazy("Setting"),
    PlaceKind.BALLOT: lazy("Ballot"),
    PlaceKind.PROCEDURE: lazy("The whole procedure"),
    PlaceKind.CHECKLIST: lazy("Checklist item"),
    PlaceKind.DUTY: lazy("Standing duty"),
    PlaceKind.RULE: lazy("Rule"),
    PlaceKind.OUTSIDE: lazy("Outside of Ombud"),
}


@dataclass(frozen=True, slots=True)
class Where:
    """`address`: of the drawing with the place marked; empty where none shows it. `law`: a citation, where it has one."""

    label: str
    name: str
    reason: str
    address: str
    law: str = ""


@dataclass(frozen=True, slots=True)
class Within:
    """The places within one procedure or checklist; `title` is empty for those of neither."""

    title: str
    places: tuple[Where, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """A row of the register."""

    id: str
    words: Words
    where: tuple[Within, ...]


def clauses_of(slug: str) -> tuple[Clause, ...]:
    """In the order of the register; none for a policy of no rows."""
    return tuple(_clause(one) for one in obligations().get(slug, ()))


def _clause(one: Obligation) -> Clause:
    row = one.row
    words = Row(row.id, row.who, row.what, row.deadline, row.trigger).words
    return Clause(row.id, words, tuple(_within(one.places)))


def _within(places: Iterable[Place]) -> Iterator[Within]:
    """In the order in which each comes first."""
    found: dict[str, list[Where]] = {}
    for place in places:
        found.setdefault(place.of, []).append(_where(place))
    yield from (Within(translate(title), tuple(wheres)) for title, wheres in found.items())


def _where(place: Place) -> Where:
    label, name = str(LABELS[place.kind]), translate(place.name)
    if not name and place.kind is PlaceKind.STEP:
        name = humanised(place.elements[0])  # nobody has named it in the drawing
    if not name and place.procedure:
        name = _("See the procedure")
    address = url_for("guidance.about", key=place.procedure, mark=place.elements) if place.procedure else ""
    return Where(label, name, translate(place.reason), address, place.law)
