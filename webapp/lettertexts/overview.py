"""What the pages of letters show: whose words each letter has, since when, and how they have changed."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.directory import Person
from ombud.storage.letters import LetterText
from ombud.workflows.letters import own, texts
from ombud.workflows.letters.samples import Group, groups
from ombud.workflows.letters.templates import by_language
from ombud.workflows.office import Office
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.text import SOURCE
from ombud.workflows.text import translate as _

AROUND = 2
"""Lines shown around each difference."""


@dataclass(frozen=True, slots=True)
class Line:
    """A letter in the list. `own`: the office's words are used; without `since` nobody ever wrote any."""

    name: str
    title: str
    source: str
    own: bool
    languages: tuple[str, ...]  # besides the manual's, in which the shipped words are there
    since: datetime | None
    by: str
    reason: str
    shipped_changed: bool  # the words that came with the procedure are others than when the office wrote its own
    unfit: bool  # the office's words do not fit this version, so its own are used


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """One line of a difference."""

    mark: str  # "+", "-", or a blank
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a letter's words, against those before it."""

    at: datetime
    by: str
    reason: str
    back: bool  # to the words that came with the procedure
    changed: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class Page:
    procedure: str
    procedure_title: str
    line: Line
    text: str
    shipped: str
    groups: tuple[Group, ...]
    steps: tuple[Step, ...]
    against_shipped: tuple[Changed, ...]  # what the office's words say otherwise


def sections(session: Session, office: Office, *, at: datetime) -> Iterator[Section]:
    for deployed in office.procedures.all_latest(session):
        if deployed.toml.letters:
            lines = tuple(_lines(session, deployed, at))
            yield Section(deployed.toml.key, _(deployed.toml.title), lines)


def page_of(session: Session, office: Office, procedure: str, letter: str, *, at: datetime) -> Page:
    """Raises NotFound."""
    deployed = texts.deployed_letter(session, office, procedure, letter)
    line = next(line for line in _lines(session, deployed, at) if line.name == letter)
    shipped = deployed.letters[letter]
    newest = texts.in_force(session, procedure, at=at).get(letter)
    text = newest.text if newest is not None and newest.text is not None else shipped
    against = tuple(differences(shipped, text)) if line.own else ()
    steps = tuple(_steps(session, procedure, letter, shipped))
    known = tuple(groups(office, deployed, letter))
    return Page(procedure, _(deployed.toml.title), line, text, shipped, known, steps, against)


def differences(before: str, after: str) -> Iterator[Changed]:
    """The lines added and removed, with some around them; a blank line stands between places apart."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=AROUND)
    for number, line in enumerate(lines):
        if line.startswith("@@") and number > AROUND:
            yield Changed(" ", "…")
        elif not line.startswith(("---", "+++", "@@")):
            yield Changed(line[:1], line[1:])


def _lines(session: Session, deployed: Deployed, at: datetime) -> Iterator[Line]:
    newest = texts.in_force(session, deployed.toml.key, at=at)
    names = _names(session, list(newest.values()))
    for name, letter in deployed.toml.letters.items():
        row, shipped = newest.get(name), deployed.letters.get(name, "")
        has_own = row is not None and row.text is not None
        yield Line(
            name=name,
            title=_(letter.title),
            source=letter.source,
            own=has_own,
            languages=tuple(code for code in by_language(deployed.letters, name) if code != SOURCE),
            since=row.from_at if row else None,
            by=names.get(str(row.set_by), "") if row else "",
            reason=row.reason if row else "",
            shipped_changed=bool(row and has_own and row.shipped_digest != texts.digest(shipped)),
            unfit=bool(row and row.text is not None and not own.fits(row.text, tuple(sorted(letter.quotes)))),
        )


def _steps(session: Session, procedure: str, letter: str, shipped: str) -> list[Step]:
    """The newest first. What came with the procedure is known as it is now."""
    rows = texts.history(session, procedure, letter)
    names, before, found = _names(session, rows), shipped, []
    for row in rows:
        after = shipped if row.text is None else row.text
        changed = tuple(differences(before, after))
        found.append(Step(row.from_at, names.get(str(row.set_by), ""), row.reason, row.text is None, changed))
        before = after
    return found[::-1]


def _names(session: Session, rows: list[LetterText]) -> dict[str, str]:
    ids = {row.set_by for row in rows if row.set_by is not None}
    people = session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {str(key): name for key, name in people}
