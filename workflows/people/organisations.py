"""Organisations: added and changed by an operator, never deleted (A78); who is missing in them (A69)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.base import new_id
from ombud.storage.directory import Organisation, OrganisationKind, Participation, RoleHolding, RoleScope
from ombud.storage.events import SYSTEM_CHAIN
from ombud.storage.name_variants import Mention, find_variants
from ombud.storage.organisations import folded
from ombud.workflows import permissions, requests
from ombud.workflows.actors import Actor
from ombud.workflows.happening import happened
from ombud.workflows.people.persons import LONGEST
from ombud.workflows.procedures.roles import read_roles
from ombud.workflows.refusals import InvalidCommand, LooksAlike, NameTaken, NotFound
from ombud.workflows.text import translate as _

COC_NUMBER = re.compile(r"[A-Z]{2}-\d{3}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the directory says of an organisation."""

    name: str
    kind: OrganisationKind
    participation: Participation
    victim_service_provider: bool | None = None  # None: not known
    coc_numbers: str = ""


@dataclass(frozen=True, slots=True)
class Vacancy:
    """An agency that takes part and the roles nobody holds in it."""

    organisation_id: UUID
    name: str
    roles: tuple[str, ...]


def add(
    session: Session,
    facts: Facts,
    *,
    by: Actor,
    at: datetime,
    another: bool = False,
    request_key: str | None = None,
) -> UUID:
    """A new organisation; the same request twice is one. `another` says that names like it are other organisations.

    Raises Forbidden, NameTaken, LooksAlike, and InvalidCommand for what is no name or no CoC number.
    """
    permissions.require(session, by, permissions.ADMINISTRATORS, at=at)
    organisation_id = uuid5(SYSTEM_CHAIN, request_key) if request_key else new_id()
    columns = _checked(facts)
    requests.hold(session, "names of organisations")
    if session.get(Organisation, organisation_id) is not None:
        return organisation_id
    _must_be_free(session, columns["name"], but=None)
    if not another and (near := looking_alike(session, columns["name"])):
        raise LooksAlike(", ".join(one.name for one in near))
    session.add(Organisation(id=organisation_id, created_at=at, **columns))
    session.flush()
    told = {"kind": str(facts.kind), "participation": str(facts.participation)}
    _tell(session, "organisation.added", organisation_id, told, by=by, at=at)
    return organisation_id


def edit(session: Session, organisation_id: UUID, facts: Facts, *, by: Actor, at: datetime) -> None:
    """Changes what the directory says. Taking part, or no longer, is an event of its own.

    Raises NotFound and what `add` raises; names that look alike are its own business by now.
    """
    permissions.require(session, by, permissions.ADMINISTRATORS, at=at)
    columns = _checked(facts)
    requests.hold(session, "names of organisations")
    found = select(Organisation).where(Organisation.id == organisation_id).with_for_update()
    organisation = session.scalar(found)
    if organisation is None:
        raise NotFound()
    _must_be_free(session, columns["name"], but=organisation_id)
    before = organisation.participation
    changed = [name for name, value in columns.items() if getattr(organisation, name) != value]
    for name in changed:
        setattr(organisation, name, columns[name])
    session.flush()
    if before is not facts.participation:
        moved = {"from": str(before), "to": str(facts.participation)}
        _tell(session, "organisation.participation", organisation_id, moved, by=by, at=at)
    if fields := [name for name in changed if name not in ("participation", "sort_name")]:
        _tell(session, "organisation.changed", organisation_id, {"fields": fields}, by=by, at=at)


def looking_alike(session: Session, name: str) -> list[Organisation]:
    """Organisations whose names may mean the same one, for a person to look at."""
    asked = Mention(name, (1,))
    known = session.scalars(select(Organisation).order_by(Organisation.sort_name))
    return [one for one in known if one.name != name and find_variants([asked, Mention(one.name)])]


def doubled(session: Session) -> dict[OrganisationKind, int]:
    """The kinds there should be one organisation of and are none or several, with how many there are (A07)."""
    single = read_roles().organisations.one_of_each
    there = select(Organisation.kind).where(Organisation.participation != Participation.ENDED)
    kinds = list(session.scalars(there.where(Organisation.kind.in_(single))))
    return {kind: kinds.count(kind) for kind in single if kinds.count(kind) != 1}


def vacancies(session: Session, *, on: date) -> list[Vacancy]:
    """Agencies that take part and lack somebody they always have, by name (P106-k, A69)."""
    wanted = read_roles().always_held()
    agencies = session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.kind == OrganisationKind.AGENCY, Organisation.participation == Participation.PARTICIPATING)
        .order_by(Organisation.sort_name)
    ).all()
    held = _held(session, wanted, on=on)
    missing = [(key, name, tuple(role for role in wanted if (key, role) not in held)) for key, name in agencies]
    return [Vacancy(key, name, roles) for key, name, roles in missing if roles]


def _held(session: Session, roles: Sequence[str], *, on: date) -> set[tuple[UUID, str]]:
    """Which organisation has whom: an acting holder, with dates, fills a gap as well."""
    rows = session.execute(
        select(RoleHolding.scope_id, RoleHolding.role)
        .where(permissions.holds(RoleHolding.person_id, on=on), RoleHolding.role.in_(roles))
        .where(RoleHolding.scope == RoleScope.ORGANISATION)
    )
    return {(row.scope_id, row.role) for row in rows}


def _checked(facts: Facts) -> dict[str, Any]:
    name = " ".join(facts.name.split())
    if not folded(name) or len(name) > LONGEST or not name.isprintable():
        raise InvalidCommand(_("Enter a name of at most %(most)d characters.", most=LONGEST))
    numbers = facts.coc_numbers.replace(",", " ").replace(";", " ").upper().split()
    if not all(COC_NUMBER.fullmatch(number) for number in numbers):
        raise InvalidCommand(_("Write CoC numbers such as CT-503, with commas between them."))
    return {
        "name": name,
        "sort_name": folded(name),
        "kind": facts.kind,
        "participation": facts.participation,
        "victim_service_provider": facts.victim_service_provider,
        "coc_numbers": ";".join(dict.fromkeys(numbers)),
    }


def _must_be_free(session: Session, name: str, *, but: UUID | None) -> None:
    taken = session.scalar(select(Organisation.id).where(Organisation.name == name))
    if taken is not None and taken != but:
        raise NameTaken()


def _tell(session: Session, kind: str, key: UUID, facts: dict[str, Any], *, by: Actor, at: datetime) -> None:
    body = {"organisation": str(key)} | facts
    happened(session, kind, body, by=by, at=at)
