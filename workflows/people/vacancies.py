"""Roles in which somebody may act: who holds them, who acts until when, and from which day on nobody does (A69)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session, joinedload

from ombud.storage.directory import Organisation, Person, RoleHolding, RoleScope
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.days import day_of
from ombud.workflows.people import acting, mirrors
from ombud.workflows.refusals import NotFound

READERS = tuple(
    dict.fromkeys((*permissions.INSPECTORS, *(role for rule in permissions.ACTED_IN.values() for role in rule.told)))
)
"""See everybody who acts: those who keep the place, and those who are told."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a role of an organisation, now or later."""

    id: UUID
    organisation_id: UUID
    organisation: str
    role: str
    person: str
    from_on: date
    to_on: date | None
    acts: bool  # was named, while nobody held it
    coming: bool


@dataclass(frozen=True, slots=True)
class Post:
    """A role of an organisation in which the reader names who acts."""

    organisation_id: UUID
    organisation: str
    role: str
    holders: tuple[Holder, ...]
    free_on: date | None  # the first day from today on that nobody holds it; None: there is no such day in sight
    vacant: bool  # today


def posts(session: Session, actor: Actor, *, at: datetime) -> list[Post]:
    """Where the reader names who acts, by organisation."""
    return [
        _post(session, organisation, role, on=day_of(at))
        for role in permissions.ACTED_IN
        for organisation in _organisations(session, permissions.names_acting(actor, on=day_of(at), role=role))
    ]


def post(session: Session, actor: Actor, organisation_id: UUID, role: str, *, at: datetime) -> Post:
    """Raises NotFound where the reader names nobody."""
    theirs = permissions.names_acting(actor, on=day_of(at), role=role)
    found = _organisations(session, theirs & (Organisation.id == organisation_id))
    if role not in permissions.ACTED_IN or not found:
        raise NotFound()
    return _post(session, found[0], role, on=day_of(at))


def who_acts(session: Session, actor: Actor, *, at: datetime) -> list[Holder]:
    """Who acts or will act, as far as the reader sees it: oneself, in one's own agency, or everybody."""
    everybody = permissions.has_role(session, actor, READERS, at=at)
    mine = Organisation.id.in_(select(Organisation.id).where(permissions.names_acting(actor, on=day_of(at))))
    visible: ColumnElement[bool] = true() if everybody else or_(RoleHolding.person_id == actor.person_id, mine)
    return [one for one in _holders(session, visible, on=day_of(at)) if one.acts]


def acting_now(session: Session, *, on: date, organisation_id: UUID | None = None) -> list[Holder]:
    """Who acts on a day, in one organisation or in all."""
    which = true() if organisation_id is None else Organisation.id == organisation_id
    return [one for one in _holders(session, which, on=on) if one.acts and not one.coming]


def _organisations(session: Session, which: ColumnElement[bool]) -> list[Organisation]:
    return list(session.scalars(select(Organisation).where(which).order_by(Organisation.sort_name)))


def _post(session: Session, organisation: Organisation, role: str, *, on: date) -> Post:
    held = (RoleHolding.role == role) & (Organisation.id == organisation.id)
    holders = tuple(_holders(session, held, on=on))
    free: date | None = on
    for one in holders:
        if free is not None and one.from_on <= free:
            free = one.to_on and max(free, one.to_on + mirrors.DAY)
    return Post(organisation.id, organisation.name, role, holders, free, vacant=free == on)


def _holders(session: Session, which: ColumnElement[bool], *, on: date) -> list[Holder]:
    """In their own right, from a day on; the first to begin comes first."""
    rows = session.execute(
        select(RoleHolding, Organisation.name)
        .join(Organisation, Organisation.id == RoleHolding.scope_id)
        .join(Person, Person.id == RoleHolding.person_id)
        .where(RoleHolding.scope == RoleScope.ORGANISATION, RoleHolding.role.in_(permissions.ACTED_IN))
        .where(mirrors.in_own_right(), mirrors.within((on, None)), Person.active, which)
        .options(joinedload(RoleHolding.person))
        .order_by(Organisation.sort_name, RoleHolding.role, RoleHolding.from_on, RoleHolding.id)
    ).all()
    named = acting.named(session) if rows else set()
    return [
        Holder(
            row.id,
            row.scope_id,
            organisation,
            row.role,
            row.person.name,
            row.from_on,
            row.to_on,
            acts=row.id in named,
            coming=row.from_on > on,
        )
        for row, organisation in rows
    ]
