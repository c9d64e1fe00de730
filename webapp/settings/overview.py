"""What the pages of settings show: each value in force with its source, who set it and why, and what is coming."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.directory import Person
from ombud.storage.procedures import Setting
from ombud.webapp.board.body_page import RuleLine, bodies_of, rule_lines
from ombud.workflows import settings
from ombud.workflows.board import seat_table
from ombud.workflows.casefile.words import humanised
from ombud.workflows.office import Office
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.refusals import NotFound
from ombud.workflows.settings import Declared, Family
from ombud.workflows.text import translate as _


@dataclass(frozen=True, slots=True)
class Dated:
    """A value somebody set."""

    words: str
    from_at: datetime
    by: str
    reason: str
    deviates: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A setting. Without `standing` nobody has set it, and the default holds."""

    family: str
    declared: Declared
    title: str
    note: str  # what its title explains besides, as a sentence
    value: Any
    words: str
    default: str
    standing: Dated | None
    coming: tuple[Dated, ...]
    past: tuple[Dated, ...]  # the newest first, what holds now left out

    @property
    def deviates(self) -> bool:
        return self.declared.deviates(self.value)


@dataclass(frozen=True, slots=True)
class Section:
    family: Family
    title: str
    lines: tuple[Line, ...]
    open_cases: int | None  # None: no case runs under these settings


@dataclass(frozen=True, slots=True)
class BodySection:
    key: str
    name: str
    rules: tuple[RuleLine, ...]


def sections(session: Session, office: Office, *, at: datetime) -> Iterator[Section]:
    """Those of signing in and of the bodies' seats, then every procedure's that declares any."""
    yield section(session, office, settings.ACCOUNTS, at=at)
    yield section(session, office, seat_table.FAMILY, at=at)
    for deployed in office.procedures.all_latest(session):
        if settings.declared(deployed.toml):
            yield section(session, office, deployed.toml.key, at=at)


def section(session: Session, office: Office, key: str, *, at: datetime) -> Section:
    """Raises NotFound for a family nobody has declared."""
    if key == settings.ACCOUNTS:
        family = settings.accounts_family(office)
        titles = {name: _(one.title) for name, one in family.settings.items()}
        return Section(family, _("Signing in, mail, and what was begun"), _lines(session, family, titles, at), None)
    if key == seat_table.FAMILY:
        family, names = seat_table.family(office.board), {body.key: body.name for body in bodies_of(session, at=at)}
        lines = _lines(session, family, seat_table.titles(office.board, names), at)
        return Section(family, _("Seats of the bodies, at most"), lines, None)
    deployed = office.procedures.latest(session, key)
    family = settings.family_of(deployed.toml)
    titles = {name: title_of(deployed, one) for name, one in family.settings.items()}
    lines = _lines(session, family, titles, at)
    return Section(family, _(deployed.toml.title), lines, settings.open_cases(session, family))


def line_of(section: Section, name: str) -> Line:
    """Raises NotFound."""
    found = next((line for line in section.lines if line.declared.name == name), None)
    if found is None:
        raise NotFound()
    return found


def bodies(session: Session, office: Office, *, at: datetime) -> list[BodySection]:
    """The rules of the bodies there are: their own pages set them."""
    there = [body for body in bodies_of(session, at=at) if not body.ended]
    return [BodySection(body.key, body.name, tuple(rule_lines(session, office, body.key, at=at))) for body in there]


def value_words(declared: Declared, value: Any) -> str:
    if value is None:
        return _("Off") if declared.kind == "integer" else _("Not configured")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return humanised(value) if declared.kind == "choice" else str(value)


def title_of(deployed: Deployed, declared: Declared) -> str:
    """What a setting of a procedure is called: a deadline's days by the step that waits for them."""
    if declared.title:
        return _(declared.title)
    waiting = (one.name for one in deployed.definition.elements.values() if one.deadline == declared.name and one.name)
    if not declared.local:
        return _("Days for: %(step)s", step=_(next(waiting, humanised(declared.name))))
    return _("Local target in days for: %(step)s", step=_(next(waiting, humanised(declared.name))))


def _lines(session: Session, family: Family, titles: Mapping[str, str], at: datetime) -> tuple[Line, ...]:
    in_force = settings.in_force(session, family.key, family.settings, at=at)
    dated = _dated(session, family)
    return tuple(
        Line(
            family=family.key,
            declared=one,
            title=_cut(titles[name])[0],
            note=_cut(titles[name])[1],
            value=in_force[name],
            words=value_words(one, in_force[name]),
            default=value_words(one, one.default),
            standing=next((each for each in reversed(dated[name]) if each.from_at <= at), None),
            coming=tuple(each for each in dated[name] if each.from_at > at),
            past=tuple(each for each in reversed(dated[name]) if each.from_at <= at)[1:],
        )
        for name, one in family.settings.items()
    )


def _cut(title: str) -> tuple[str, str]:
    """A name short enough for a heading, and as a sentence what stood in brackets at its end or after a semicolon."""
    name, _bracket, note = title.removesuffix(")").partition(" (") if title.endswith(")") else title.partition("; ")
    return name, f"{note[:1].upper()}{note[1:]}." if note else ""


def _dated(session: Session, family: Family) -> dict[str, list[Dated]]:
    prefix = f"{family.key}."
    rows = session.execute(
        select(Setting, Person.name)
        .outerjoin(Person, Person.id == Setting.set_by)
        .where(Setting.name.startswith(prefix, autoescape=True))
        .order_by(Setting.from_at)
    )
    found: dict[str, list[Dated]] = {name: [] for name in family.settings}
    for row, by in rows:
        declared = family.settings.get(row.name.removeprefix(prefix))
        if declared is not None:
            words, deviates = value_words(declared, row.value), declared.deviates(row.value)
            found[declared.name].append(Dated(words, row.from_at, by or "", row.reason, deviates))
    return found
