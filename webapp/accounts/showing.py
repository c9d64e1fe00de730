"""Who may sign in to a demonstration, for its sign-in page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.accounts import Account
from ombud.storage.directory import Organisation, Person
from ombud.workflows import permissions
from ombud.workflows.casefile.words import RoleWords


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
