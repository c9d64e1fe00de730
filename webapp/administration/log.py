"""The log: the events of the system's chain in words, the last written first. What happened in a case is on its own page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import Body
from ombud.storage.directory import Organisation, Person, RoleScope
from ombud.storage.events import SYSTEM_CHAIN, Event
from ombud.webapp.administration.kinds import CODED, FACTS, actor_name, kind_name, value_name
from ombud.webapp.administration.logged import Places, SettingChanges
from ombud.webapp.administration.words import PARTICIPATIONS
from ombud.webapp.desk import desk, now, read
from ombud.webapp.guards import role
from ombud.webapp.sent import whole
from ombud.webapp.words import moment_tag, with_days
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.words import RoleWords
from ombud.workflows.permissions import INSPECTORS

blueprint = Blueprint("log", __name__)

PER_PAGE = 100
LONGEST_FACT = 80
"""Characters; a longer value is a digest or a list for machines."""

INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}[^ ]*\Z")


@dataclass(frozen=True, slots=True)
class Entry:
    seq: int
    at: datetime
    what: str
    who: str
    facts: list[tuple[str, Markup]]


@blueprint.get("/administration/log")
@role(*INSPECTORS)
def index() -> Any:
    before, kind = whole(request.args.get("before"), 0), request.args.get("kind", "")
    with read() as session:
        kinds = sorted({(one, kind_name(one)) for one in _kinds(session)}, key=lambda one: one[1])
        kind = kind if kind in dict(kinds) else ""
        rows = _rows(session, kind, before)
        entries = _entries(session, rows[:PER_PAGE], current_user.actor)
    more = entries[-1].seq if len(rows) > PER_PAGE else 0
    return render_template("administration/log.html", entries=entries, kinds=kinds, kind=kind, before=before, more=more)


def _kinds(session: Session) -> Iterable[str]:
    return session.scalars(select(Event.kind).where(Event.chain == SYSTEM_CHAIN).distinct())


def _rows(session: Session, kind: str, before: int) -> list[Any]:
    """One more than a page, so that it is known whether there are older ones."""
    statement = (
        select(Event.seq, Event.kind, Event.at, Event.actor, Event.body, Person.name)
        .outerjoin(Person, Person.id == Event.actor_id)
        .where(Event.chain == SYSTEM_CHAIN)
        .order_by(Event.seq.desc())
        .limit(PER_PAGE + 1)
    )
    if kind:
        statement = statement.where(Event.kind == kind)
    if before:
        statement = statement.where(Event.seq < before)
    return list(session.execute(statement))


def _entries(session: Session, rows: list[Any], actor: Actor) -> list[Entry]:
    names, words = _Names(session, rows), RoleWords(session)
    places, changes = Places(session, rows, actor, at=now()), SettingChanges(session, desk().office, at=now())
    words.prepare(_ids(row.body.get("scope_id") for row in rows if isinstance(row.body, Mapping)))
    return [
        Entry(
            row.seq,
            row.at,
            kind_name(row.kind),
            row.name or actor_name(row.actor),
            [*places.of(row.body), *(changes.of(row) or _facts(row.body, names, words))]
            if isinstance(row.body, Mapping)
            else [],
        )
        for row in rows
    ]


class _Names:
    """What the ids in the events of a page are called: people, organisations and bodies, one statement for each."""

    def __init__(self, session: Session, rows: list[Any]) -> None:
        bodies = [row.body for row in rows if isinstance(row.body, Mapping)]
        ids = _ids(body.get(fact) for body in bodies for fact in FACTS)
        self._names: dict[str, str] = {}
        for table in (Person, Organisation, Body):
            found = session.execute(select(table.id, table.name).where(table.id.in_(ids)))
            self._names |= {str(key): name for key, name in found}
        self._names |= dict(session.execute(select(Body.key, Body.name)).all())

    def of(self, value: str) -> str | None:
        """None for an id that names nothing here."""
        return self._names.get(value) or (None if _id(value) else value)


def _facts(body: Mapping[str, Any], names: _Names, words: RoleWords) -> Iterator[tuple[str, Markup]]:
    if {"role", "scope", "scope_id"} <= body.keys() and (within := _id(body["scope_id"])) is not None:
        yield kind_name("role"), with_days(words.of(str(body["role"]), RoleScope(body["scope"]), within))
    for fact, title in FACTS.items():
        if said := _said(fact, body.get(fact), names):
            yield str(title), said


def _said(fact: str, value: Any, names: _Names) -> Markup:
    """A fact in words; empty for what says nothing to a reader."""
    if isinstance(value, list):
        return Markup.escape(", ".join(value_name(str(one)) for one in value)[:LONGEST_FACT])
    if value is None or isinstance(value, dict) or len(str(value)) > LONGEST_FACT:
        return Markup()
    text = str(value)
    if (at := _instant(text)) is not None:
        return moment_tag(at)
    return with_days(str(_STATES.get(text) or (value_name(text) if fact in CODED else names.of(text)) or ""))


_STATES = {str(state): words for state, words in PARTICIPATIONS.items()}


def _instant(text: str) -> datetime | None:
    """Names are free text: what only looks like an instant is none."""
    try:
        return datetime.fromisoformat(text) if INSTANT.match(text) else None
    except ValueError:
        return None


def _ids(values: Iterable[Any]) -> set[UUID]:
    return {key for value in values if (key := _id(value)) is not None}


def _id(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
