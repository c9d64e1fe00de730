"""What a role does here, before anybody holds it: which tasks come to it, what it starts, what it owes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from ombud.storage.directory import Person, RoleHolding
from ombud.workflows import permissions
from ombud.workflows.casefile.clauses import Clause, Clauses
from ombud.workflows.casefile.words import humanised, role_name
from ombud.workflows.days import day_of
from ombud.workflows.guidance.addressed import Bodies, body_names, who_in
from ombud.workflows.office import Office
from ombud.workflows.people.roles import KnownRole, known_roles
from ombud.workflows.permissions import OPERATORS
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.procedures.duties import Duty
from ombud.workflows.procedures.model import Scope
from ombud.workflows.procedures.outline import Kind, outline_of
from ombud.workflows.procedures.roles import Right, RoleRule, read_roles
from ombud.workflows.refusals import NotFound
from ombud.workflows.text import lazy, spoken
from ombud.workflows.text import translate as _

RIGHTS: dict[Right, Any] = {
    Right.OVERSEE: lazy("Sees the course of every case, never what people wrote in it."),
    Right.OPERATE: lazy("Acts on cases: suspends them, takes a step back, hands tasks over, finds conflicts."),
    Right.ADMINISTER: lazy("Keeps people and their roles, organisations and settings."),
    Right.INSPECT: lazy("Reads the pages of administration."),
    Right.EDIT: lazy("Keeps the texts of the office: letters, checklists, the registry of documents."),
    Right.DELIVER: lazy("Sends letters by post or hands them over, and records it."),
    Right.PRESIDE: lazy("Presides over a body: its calendar, agendas, attendance, ballots and conflicts."),
    Right.BREAK_TIES: lazy("Votes where votes are tied, if the rules of the body let its chair."),
    Right.SET_RULES: lazy("Writes down the rules a body decides by."),
    Right.WORK_FOR_LEAD: lazy("Is named where a form asks for somebody of the HMIS Lead."),
}


_SOMEBODY = aliased(Person)
"""The predicates look at persons themselves."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A task that comes to a role. `whose`: as what, where that is more than the role."""

    element: str
    name: str
    whose: str


@dataclass(frozen=True, slots=True)
class Part:
    """What a role does in one procedure. `starts`: as its own matter; `records`: for somebody without an account."""

    key: str
    title: str
    starts: bool
    records: bool
    tasks: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Owed:
    """A standing duty, in the register's words; `said` with the language they are in."""

    said: tuple[str, str]
    clause: Clause | None


@dataclass(frozen=True, slots=True)
class Help:
    """`of_a_case`: nobody is given it: whoever brings a matter, or is named in it, has it there."""

    role: str
    title: str
    also: tuple[str, ...]
    of_a_case: bool
    source: Clause | None
    stands_in: str  # the role whose holders hold it as long as nobody was given it
    rights: tuple[str, ...]
    parts: tuple[Part, ...]
    duties: tuple[Owed, ...]

    @property
    def starts(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.starts or part.records)

    @property
    def tasks(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.tasks)


def listed(session: Session, office: Office) -> list[KnownRole]:
    """Every role there is, by title."""
    return known_roles(session, office)


def help_for(session: Session, office: Office, role: str, clauses: Clauses) -> Help:
    """Raises NotFound for a role that nothing names."""
    known = next((one for one in known_roles(session, office) if one.role == role), None)
    if known is None:
        raise NotFound()
    rule, bodies = read_roles().roles.get(role), body_names(session)
    parts = (_part(one, role, bodies) for one in office.procedures.all_latest(session))
    default = rule.held_by_default if rule else None
    return Help(
        role=role,
        title=known.title,
        also=known.aliases,
        of_a_case=not known.granted and not known.seated,
        source=clauses.get(rule.source) if rule else None,
        stands_in=role_name(default) if default else "",
        rights=rights_of(role),
        parts=tuple(sorted((part for part in parts if _matters(part)), key=lambda part: part.title)),
        duties=tuple(_owed(duty, clauses) for duty in office.duties.duties if _owes(duty, role, rule)),
    )


def operators(session: Session, *, at: datetime) -> list[str]:
    """The names of those who hold the right to operate today: whom somebody asks who is stuck."""
    on = day_of(at)
    theirs = permissions.holds(RoleHolding.person_id, on=on), permissions.of_roles(OPERATORS, on=on)
    names = select(_SOMEBODY.name).where(_SOMEBODY.id.in_(select(RoleHolding.person_id).where(*theirs)))
    return list(session.scalars(names.order_by(_SOMEBODY.name)))


def rights_of(role: str) -> tuple[str, ...]:
    """What a role may do beside the tasks of its lanes, a sentence each."""
    rule = read_roles().roles.get(role)
    return tuple(str(RIGHTS[right]) for right in rule.rights) if rule else ()


def _matters(part: Part) -> bool:
    return bool(part.starts or part.records or part.tasks)


def _part(deployed: Deployed, role: str, bodies: Bodies) -> Part:
    toml = deployed.toml
    tasks = tuple(_asked(deployed, role, bodies))
    return Part(toml.key, _(toml.title), role in toml.start.roles, role in toml.start.recorders, tasks)


def _asked(deployed: Deployed, role: str, bodies: Bodies) -> Iterator[Asked]:
    """In the order in which they come."""
    lanes = {name: lane for name, lane in deployed.toml.lanes.items() if lane.role == role}
    if not lanes:
        return
    for told in outline_of(deployed.definition).every():
        element = told.element
        if told.kind is Kind.TASK and element.lane in lanes:
            whose = who_in(lanes[element.lane], bodies).title
            yield Asked(element.id, _(element.name) or humanised(element.id), "" if whose == role_name(role) else whose)


def _owes(duty: Duty, role: str, rule: RoleRule | None) -> bool:
    """Those who preside over a body answer for what it owes."""
    kind, _colon, reference = duty.who.partition(":")
    if kind == "body" and "/" not in reference:
        return rule is not None and Right.PRESIDE in rule.rights and Scope.BODY in rule.scopes
    return role == (reference if kind == "role" else reference.partition("/")[2])


def _owed(duty: Duty, clauses: Clauses) -> Owed:
    return Owed(spoken(duty.what), clauses.get(duty.source))
