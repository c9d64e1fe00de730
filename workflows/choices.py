"""Choices that depend on data: a form names a source, and `validate` is given its values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.directory import Organisation, OrganisationKind, Participation, Person, RoleHolding, RoleScope
from ombud.workflows import chosen_dates, cut_offs, permissions, policies
from ombud.workflows.asking import Asking
from ombud.workflows.board import offered
from ombud.workflows.checklists import offered as checklists
from ombud.workflows.days import day_of
from ombud.workflows.formspec import Choices, FormSpec
from ombud.workflows.people import declarations

Values = list[tuple[str, str]]
Source = Callable[[Session, datetime], Values]


def choices_for(session: Session, spec: FormSpec, *, at: datetime, asking: Asking | None = None) -> Choices:
    """The values of every source the form names; `asking` is the case it is asked in. Raises KeyError for a source nobody
    registered."""
    return {source: _source(source, asking)(session, at) for source in spec.sources}


def _source(name: str, asking: Asking | None) -> Source:
    kind, _dot, what = name.partition(".")
    return FAMILIES[kind](what, asking) if kind in FAMILIES else SOURCES[name]


def participating_agencies(session: Session, _at: datetime) -> Values:
    chosen = (Organisation.kind == OrganisationKind.AGENCY, Organisation.participation == Participation.PARTICIPATING)
    rows = session.execute(select(Organisation.id, Organisation.name).where(*chosen).order_by(Organisation.sort_name))
    return [(str(key), name) for key, name in rows]


def continuums_of_care(session: Session, _at: datetime) -> Values:
    chosen = Organisation.kind == OrganisationKind.COC
    rows = session.execute(select(Organisation.id, Organisation.name).where(chosen).order_by(Organisation.sort_name))
    return [(str(key), name) for key, name in rows]


def access_networks(session: Session, _at: datetime) -> Values:
    chosen = Organisation.kind == OrganisationKind.CAN
    rows = session.execute(select(Organisation.id, Organisation.name).where(chosen).order_by(Organisation.sort_name))
    return [(str(key), name) for key, name in rows]


def lead_staff(session: Session, at: datetime) -> Values:
    rows = session.execute(
        select(Person.id, Person.name)
        .join(RoleHolding, RoleHolding.person_id == Person.id)
        .where(Person.active, RoleHolding.role.in_(permissions.LEAD_STAFF), RoleHolding.scope == RoleScope.SYSTEM)
        .where(permissions.in_force(day_of(at)))
        .distinct()
        .order_by(Person.name)
    )
    return [(str(key), name) for key, name in rows]


def people_of_agencies(session: Session, _at: datetime) -> Values:
    chosen = (Person.active, Organisation.kind == OrganisationKind.AGENCY)
    rows = session.execute(
        select(Person.id, Person.name, Organisation.name)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(*chosen)
        .order_by(Organisation.sort_name, Person.name)
    )
    return [(str(key), f"{name} ({agency})") for key, name, agency in rows]


def policies_in_force(session: Session, at: datetime) -> Values:
    held = policies.in_force(session, on=day_of(at))
    return [(policy.slug, f"{policy.number} {policy.title}") for policy in held]


SOURCES: dict[str, Source] = {
    "organisations.participating": participating_agencies,
    "organisations.continuums": continuums_of_care,
    "organisations.cans": access_networks,
    "organisations.all": offered.organisations,
    "persons.lead_staff": lead_staff,
    "persons.of_agencies": people_of_agencies,
    "persons.without_seat": offered.without_seat,
    "persons.for_cochair": offered.for_cochair,
    "seats.vacant": offered.vacant_seats,
    "policies.in_force": policies_in_force,
}

FAMILIES: dict[str, Callable[[str, Asking | None], Source]] = {
    "checklists": lambda what, _asking: checklists.named(what),
    "dates": chosen_dates.named,
    "cut_off": cut_offs.named,
    "declared": declarations.offered,
    "resolutions": lambda body, _asking: offered.resolutions(body),
}
"""What a form says behind the kind is looked up in the data: a list of `bpmn/checklists`, two deadlines or two settings of
a procedure, an attribute of an organisation, a body."""
