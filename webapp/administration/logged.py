"""What an entry of the log is about, where the event holds only ids and keys: its case and meeting, and what a setting was,
became, and why, as its rows have it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import Case
from ombud.storage.meetings import Meeting
from ombud.webapp.settings import overview
from ombud.webapp.words import moment_tag
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.days import day_of
from ombud.workflows.office import Office
from ombud.workflows.refusals import NotFound

Fact = tuple[str, Markup]


class Places:
    """Cases, as far as the reader sees them, and meetings that the events of a page name by id."""

    def __init__(self, session: Session, rows: list[Any], actor: Actor, *, at: datetime) -> None:
        bodies = [row.body for row in rows if isinstance(row.body, Mapping)]
        seen = permissions.may_see_case(actor, on=day_of(at))
        cases = select(Case.id, Case.number).where(Case.id.in_(_ids(bodies, "case")), seen)
        self._numbers = {str(key): number for key, number in session.execute(cases)}
        meetings = select(Meeting.id, Meeting.starts_at).where(Meeting.id.in_(_ids(bodies, "meeting", "was")))
        self._meetings = {str(key): at for key, at in session.execute(meetings)}

    def of(self, body: Mapping[str, Any]) -> Iterator[Fact]:
        if number := self._numbers.get(str(body.get("case"))):
            link = Markup('<a href="{}">{}</a>').format(url_for("cases.show", number=number), number)
            yield _("Case"), link
        if starts_at := self._meetings.get(str(body.get("meeting"))):
            yield _("Meeting"), moment_tag(starts_at)
        if starts_at := self._meetings.get(str(body.get("was"))):
            yield _("Before that"), moment_tag(starts_at)


class SettingChanges:
    """Settings by the names their own page gives them; those that nothing declares any more are left to their events."""

    def __init__(self, session: Session, office: Office, *, at: datetime) -> None:
        self._session, self._office, self._at = session, office, at
        self._sections: dict[str, overview.Section | None] = {}

    def of(self, row: Any) -> list[Fact]:
        if row.kind != "setting.changed":
            return []
        family, _dot, name = str(row.body["name"]).rpartition(".")
        section = self._section(family)
        line = next((one for one in section.lines if one.declared.name == name), None) if section else None
        if section is None or line is None:
            return []
        words, since = overview.value_words(line.declared, row.body["value"]), datetime.fromisoformat(row.body["from"])
        was, reason = _before(line, words, since)
        address = url_for("settings.show", family=family, name=name)
        facts = [
            (_("Setting"), Markup('<a href="{}">{}</a>, {}').format(address, line.title, section.title)),
            (_("Value"), Markup.escape(_("%(value)s, before that %(was)s", value=words, was=was))),
            (_("From"), moment_tag(since)),
        ]
        return [*facts, (_("Reason"), Markup.escape(reason))] if reason else facts

    def _section(self, family: str) -> overview.Section | None:
        if family not in self._sections:
            try:
                self._sections[family] = overview.section(self._session, self._office, family, at=self._at)
            except NotFound:
                self._sections[family] = None
        return self._sections[family]


def _before(line: overview.Line, words: str, since: datetime) -> tuple[str, str]:
    """What was in force until then, and why it was changed. Of two values for one instant the later row stands a moment
    after (`settings.after_others`), so it is the first from then on that says the same."""
    dated = sorted((*line.past, *line.coming, *([line.standing] if line.standing else ())), key=lambda one: one.from_at)
    was = line.default
    for one in dated:
        if one.from_at >= since and one.words == words:
            return was, one.reason
        was = one.words
    return was, ""


def _ids(bodies: list[Mapping[str, Any]], *names: str) -> set[UUID]:
    found = (body.get(name) for body in bodies for name in names)
    return {key for value in found if isinstance(value, str) and (key := _id(value)) is not None}


def _id(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None
