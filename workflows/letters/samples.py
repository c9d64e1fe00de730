"""A letter as it might be, for whoever writes its words: every question answered, every date set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy.orm import Session

from ombud.workflows import settings
from ombud.workflows.casefile.words import element_name, humanised
from ombud.workflows.formspec import FieldSpec
from ombud.workflows.letters.context import Manuscript, Quote, issuer_of
from ombud.workflows.letters.freeze import form_of
from ombud.workflows.letters.templates import frozen_texts
from ombud.workflows.office import Office
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.submissions import START
from ombud.workflows.text import SOURCE
from ombud.workflows.text import translate as _

LISTED = 2
"""How many answers a question of many is given."""


@dataclass(frozen=True, slots=True)
class Variable:
    """What a template may name, as it is written there, and what it holds."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    variables: tuple[Variable, ...]
    optional: bool = False  # it may not be there: a step that was never taken, a date that was not set


def manuscript(
    session: Session, office: Office, deployed: Deployed, letter: str, text: str, *, at: datetime
) -> Manuscript:
    """The letter with sample values: labels as texts, today as every date, the first of every choice."""
    toml, declared = deployed.toml, deployed.toml.letters[letter]
    values: dict[str, Any] = {name: _quote(office, deployed, element, at) for name, element in declared.quotes.items()}
    number = f"{toml.prefix}-0000-0000"
    values["case"] = SimpleNamespace(number=number, title=toml.title, opened_at=at, organisation=_("Name of an agency"))
    values["letter"] = SimpleNamespace(
        title=declared.title,
        issued_at=at,
        issuer=issuer_of(session, declared.sender),
        recipients=[_("Name of the recipient") for _to in declared.to],
        language=SOURCE,
    )
    values["deadlines"] = SimpleNamespace(**dict.fromkeys(toml.deadlines, at.isoformat()))
    values["settings"] = SimpleNamespace(**settings.snapshot(session, toml, at=at))
    title = _("Preview: %(title)s", title=declared.title)
    return Manuscript(frozen_texts(text), SOURCE, title, values, (), declared.required, declared.to)


def groups(office: Office, deployed: Deployed, letter: str) -> Iterator[Group]:
    """Everything a letter's template may name."""
    about = {
        "number": _("Number"),
        "title": _("Title"),
        "opened_at": _("When it was opened"),
        "organisation": _("Whose it is"),
    }
    yield Group(_("The case"), _named("case", about))
    sheet = {
        "title": _("Title"),
        "issued_at": _("When it is issued"),
        "issuer": _("Whose letterhead it bears"),
        "recipients": _("The names of those it goes to, a list"),
        "language": _("Its language"),
    }
    yield Group(_("The letter"), _named("letter", sheet))
    for name, element in deployed.toml.letters[letter].quotes.items():
        yield Group(
            _step(deployed, element), tuple(_quoted(office, deployed, name, element)), optional=element != START
        )
    if dates := {name: _("Date: %(name)s", name=humanised(name)) for name in deployed.toml.deadlines}:
        yield Group(_("Dates that were set in the same step"), _named("deadlines", dates), optional=True)
    if declared := settings.declared(deployed.toml):
        meant = {name: (one.title and _(one.title)) or humanised(name) for name, one in declared.items()}
        yield Group(_("Settings the case runs under"), _named("settings", meant))


def _named(first: str, meant: dict[str, str]) -> tuple[Variable, ...]:
    return tuple(Variable(f"{first}.{name}", meaning) for name, meaning in meant.items())


def _step(deployed: Deployed, element: str) -> str:
    if element == START:
        return _("What the case was opened with")
    if element == "withdrawal":
        return _("What it was withdrawn with")
    return element_name(deployed, element)


def _quoted(office: Office, deployed: Deployed, name: str, element: str) -> Iterator[Variable]:
    yield Variable(f"{name}.sender", _("Who sent it"))
    yield Variable(f"{name}.sent_at", _("When it was sent"))
    for field in _fields(office, deployed, element):
        yield Variable(f"{name}.answers.{field.name}", str(field.label))
        if field.source:
            yield Variable(f"{name}.names.{field.name}", _("%(label)s (by name)", label=str(field.label)))
        if field.source and field.kind == "choices":
            yield Variable(f"{name}.left.{field.name}", _("%(label)s (what was left)", label=str(field.label)))


def _fields(office: Office, deployed: Deployed, element: str) -> tuple[FieldSpec, ...]:
    spec = office.forms.get(form_of(deployed, element))
    return spec.fields if spec is not None else ()


def _quote(office: Office, deployed: Deployed, element: str, at: datetime) -> Quote:
    fields = _fields(office, deployed, element)
    return Quote(
        SimpleNamespace(**{field.name: _answer(field, at) for field in fields}),
        SimpleNamespace(**{field.name: str(field.label) for field in fields}),
        SimpleNamespace(**{field.name: _("Name: %(label)s", label=str(field.label)) for field in fields}),
        SimpleNamespace(**{field.name: [str(field.label)] for field in fields if field.source}),
        at,
        _("Name of the sender"),
    )


def _answer(field: FieldSpec, at: datetime) -> Any:
    first = [value for value, _label in field.choices if value]
    match field.kind:
        case "boolean":
            return True
        case "datetime":
            return at.isoformat()
        case _ if field.is_date:
            return at.date().isoformat()
        case "choices" | "files":
            return first[:LISTED] or [str(field.label)]
        case "choice" if first:
            return first[0]
    return f"[{field.label}]"
