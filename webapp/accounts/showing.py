"""What a demonstration shows of its accounts: who may sign in, and the digits their authenticator would show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.accounts import Account
from ombud.storage.directory import Organisation, Person
from ombud.webapp.desk import desk, now, read
from ombud.workflows import permissions
from ombud.workflows.casefile.words import RoleWords
from ombud.workflows.people import demonstration


@dataclass(frozen=True, slots=True)
class DemonstrationPerson:
    name: str
    email: str
    organisation: str
    roles: tuple[str, ...]


def demonstration_people(session: Session, *, at: datetime) -> list[DemonstrationPerson]:
    words = RoleWords(session)
    rows = session.execute(
        select(Person, Organisation.name)
        .join(Account, Account.person_id == Person.id)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .where(Person.active)
        .order_by(Organisation.name, Person.name)
    )
    return [
        DemonstrationPerson(
            person.name,
            person.email,
            organisation or "",
            tuple(words.held(held) for held in permissions.roles_of(session, person.id, at=at)),
        )
        for person, organisation in rows
    ]


def demonstration_code(person_id: UUID) -> str:
    """The next digits that were not used yet; empty where this is no demonstration."""
    if not desk().config.demo:
        return ""
    with read() as session:
        return demonstration.next_digits(
            session, desk().office, person_id, at=now(), late=0
        )  # somebody reads the page first
