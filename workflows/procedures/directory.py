"""The demonstration directory (`bpmn/directory.toml`): fictional agencies, persons, bodies, their seats and meetings.

Scenarios run against it and `ombud demo` shows it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from ombud.storage.directory import OrganisationKind, Participation
from ombud.storage.meetings import MeetingKind
from ombud.workflows.procedures.board import BoardToml, read_board
from ombud.workflows.procedures.furnishing import Furnishing
from ombud.workflows.procedures.toml import read_toml

LONG_AGO = date(2020, 1, 1)
"""Since when the demonstration's people hold their roles, unless it says otherwise: before any scenario begins."""


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class RoleEntry(Entry):
    role: str
    organisation: str | None = None
    body: str | None = None
    from_on: date = Field(default=LONG_AGO, alias="from")
    to_on: date | None = Field(default=None, alias="to")


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


class AliasEntry(Entry):
    """Another name of a body, in use from a day or until one."""

    name: str
    from_on: date | None = Field(default=None, alias="from")
    to_on: date | None = Field(default=None, alias="to")


class BodyEntry(Entry):
    key: str
    name: str
    aliases: tuple[str | AliasEntry, ...] = ()
    parent: str | None = None
    calendar_of: str | None = None
    place: str = ""  # where it meets


class SeatEntry(Entry):
    """A seat with whoever sits in it, by e-mail; without a holder it is vacant."""

    body: str
    group: str
    label: str
    holder: str | None = None
    organisation: str | None = None  # represented
    alternate: str | None = None
    from_on: date = Field(default=LONG_AGO, alias="from")
    to_on: date | None = Field(default=None, alias="to")


class MeetingEntry(Entry):
    body: str
    at: datetime
    kind: MeetingKind = MeetingKind.REGULAR
    quarterly: bool = False


class Directory(Entry):
    organisations: tuple[OrganisationEntry, ...] = ()
    persons: tuple[PersonEntry, ...] = ()
    bodies: tuple[BodyEntry, ...] = ()
    seats: tuple[SeatEntry, ...] = ()
    body_rules: dict[str, dict[str, Any]] = Field(default_factory=dict)  # body -> rule of board.toml -> value
    meetings: tuple[MeetingEntry, ...] = ()


def read_directory(path: Path) -> Directory:
    """Raises ProcedureError naming file, line, key and what was expected."""
    return read_toml(path, Directory)


def load_directory(session: Session, directory: Directory, *, at: datetime, board: BoardToml | None = None) -> None:
    """Adds everything to an empty database. Raises ProcedureError for a name the directory does not define."""
    house = Furnishing(session, board or read_board(), at)
    for organisation in directory.organisations:
        house.organisation(**organisation.model_dump())
    for body in directory.bodies:
        house.name_body(body.key)
    for body in directory.bodies:
        house.body(body.key, body.name, parent=body.parent, calendar_of=body.calendar_of, place=body.place)
        for alias in body.aliases:
            known = AliasEntry(name=alias) if isinstance(alias, str) else alias
            house.alias(body.key, **known.model_dump())
    session.flush()
    _fill(house, directory)
    session.flush()


def _fill(house: Furnishing, directory: Directory) -> None:
    places = {body.key: body.place for body in directory.bodies}
    for meeting in directory.meetings:
        at = meeting.at.astimezone(UTC)
        place = places.get(meeting.body, "")
        house.meeting(meeting.body, starts_at=at, kind=meeting.kind, quarterly=meeting.quarterly, place=place)
    for person in directory.persons:
        house.person(**person.model_dump(exclude={"roles"}))
        for role in person.roles:
            house.role(person.email, **role.model_dump())
    for seat in directory.seats:
        house.seat(**seat.model_dump())
    for body_key, rules in directory.body_rules.items():
        for name, value in rules.items():
            house.body_rule(body_key, name, value, from_on=LONG_AGO)
