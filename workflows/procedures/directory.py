"""The demonstration directory (`bpmn/directory.toml`): fictional agencies, persons, bodies and meetings.

Scenarios run against it and `ombud demo` shows it.
"""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy.orm import Session

from ombud.storage.base import new_id
from ombud.storage.board import Body, BodyAlias
from ombud.storage.directory import Organisation, OrganisationKind, Participation, Person, RoleHolding, RoleScope
from ombud.storage.meetings import Meeting, MeetingKind, MeetingStatus
from ombud.storage.organisations import folded
from ombud.workflows.permissions import SYSTEM_SCOPE
from ombud.workflows.procedures.errors import ProcedureError

LONG_AGO = date(2020, 1, 1)
"""Since when the demonstration's people hold their roles: before any scenario begins."""


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RoleEntry(Entry):
    role: str
    organisation: str | None = None
    body: str | None = None


class OrganisationEntry(Entry):
    name: str
    kind: OrganisationKind = OrganisationKind.AGENCY
    participation: Participation = Participation.LISTED
    victim_service_provider: bool | None = None
    coc_numbers: str = ""


class PersonEntry(Entry):
    email: str
    name: str
    organisation: str | None = None
    language: str = "en"
    roles: tuple[RoleEntry, ...] = ()


class BodyEntry(Entry):
    key: str
    name: str
    aliases: tuple[str, ...] = ()
    parent: str | None = None
    calendar_of: str | None = None


class MeetingEntry(Entry):
    body: str
    at: datetime
    kind: MeetingKind = MeetingKind.REGULAR


class Directory(Entry):
    organisations: tuple[OrganisationEntry, ...] = ()
    persons: tuple[PersonEntry, ...] = ()
    bodies: tuple[BodyEntry, ...] = ()
    meetings: tuple[MeetingEntry, ...] = ()


def read_directory(path: Path) -> Directory:
    """Raises ProcedureError naming the file and the entry that does not fit."""
    try:
        return Directory.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError, UnicodeDecodeError) as error:
        raise ProcedureError(f"{path}: {error}") from None


def load_directory(session: Session, directory: Directory, *, at: datetime) -> None:
    """Adds everything to an empty database. Raises ProcedureError for a name the directory does not define."""
    organisations = {entry.name: _organisation(session, entry, at) for entry in directory.organisations}
    bodies = {entry.key: new_id() for entry in directory.bodies}
    for body in directory.bodies:
        _body(session, body, bodies)
    session.flush()
    for meeting in directory.meetings:
        _meeting(session, meeting, bodies)
    for person in directory.persons:
        _person(session, person, organisations, bodies, at)
    session.flush()


def _organisation(session: Session, entry: OrganisationEntry, at: datetime) -> UUID:
    key = new_id()
    session.add(Organisation(id=key, sort_name=folded(entry.name), created_at=at, **entry.model_dump()))
    return key


def _body(session: Session, entry: BodyEntry, bodies: dict[str, UUID]) -> None:
    key = bodies[entry.key]
    parent, calendar = _named(bodies, entry.parent, "body"), _named(bodies, entry.calendar_of, "body")
    session.add(Body(id=key, key=entry.key, name=entry.name, parent_id=parent, calendar_of_id=calendar))
    session.add_all(BodyAlias(name=alias, body_id=key) for alias in entry.aliases)


def _meeting(session: Session, entry: MeetingEntry, bodies: dict[str, UUID]) -> None:
    body_id = _named(bodies, entry.body, "body")
    status = MeetingStatus.SCHEDULED
    starts_at = entry.at.astimezone(UTC)
    session.add(Meeting(body_id=body_id, starts_at=starts_at, kind=entry.kind, status=status, reason=""))


def _person(
    session: Session, entry: PersonEntry, organisations: dict[str, UUID], bodies: dict[str, UUID], at: datetime
) -> None:
    key = new_id()
    organisation_id = _named(organisations, entry.organisation, "organisation")
    session.add(
        Person(
            id=key,
            email=entry.email.lower(),
            name=entry.name,
            language=entry.language,
            organisation_id=organisation_id,
            active=True,
            created_at=at,
        )
    )
    for held in entry.roles:
        scope, scope_id = _scope(held, organisations, bodies)
        session.add(RoleHolding(person_id=key, role=held.role, scope=scope, scope_id=scope_id, from_on=LONG_AGO))


def _scope(held: RoleEntry, organisations: dict[str, UUID], bodies: dict[str, UUID]) -> tuple[RoleScope, UUID]:
    if held.organisation:
        return RoleScope.ORGANISATION, _must(organisations, held.organisation, "organisation")
    if held.body:
        return RoleScope.BODY, _must(bodies, held.body, "body")
    return RoleScope.SYSTEM, SYSTEM_SCOPE


def _named(known: dict[str, UUID], name: str | None, what: str) -> UUID | None:
    return _must(known, name, what) if name else None


def _must(known: dict[str, UUID], name: str, what: str) -> UUID:
    if name not in known:
        raise ProcedureError(f'the directory names the {what} "{name}", which it does not define.')
    return known[name]
