"""Persons of the directory: added, corrected, disabled and enabled again. Nobody is ever deleted (A78).

How they sign in is kept by `accounts`; what they may do follows from `roles`.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.base import new_id
from ombud.storage.chain import append_system_event
from ombud.storage.directory import Organisation, Person
from ombud.storage.events import SYSTEM_CHAIN
from ombud.workflows import permissions, requests
from ombud.workflows.actors import Actor
from ombud.workflows.refusals import AddressTaken, InvalidCommand, NotFound
from ombud.workflows.text import LANGUAGES
from ombud.workflows.text import translate as _

ADDRESS = re.compile(r"[^@\s,;<>\"\x00-\x1f]+@[^@\s,;<>\"\x00-\x1f]+\.[^@\s,;<>\"\x00-\x1f.]+")
LONGEST = 200
"""Characters of a name or an address."""


def add(
    session: Session,
    *,
    email: str,
    name: str,
    organisation_id: UUID | None,
    language: str,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> UUID:
    """Somebody new, without a role and without a way to sign in yet. The same request twice is one person.

    Raises Forbidden, AddressTaken, InvalidCommand for what is no name, address, language or organisation.
    """
    permissions.require(session, by, permissions.ADMINISTRATORS, at=at)
    person_id = id_of(request_key) if request_key else new_id()
    facts = _checked(session, email, name, organisation_id, language)
    requests.hold(session, f"address {facts['email']}")
    if session.get(Person, person_id) is not None:
        return person_id
    _must_be_free(session, facts["email"], but=None)
    session.add(Person(id=person_id, active=True, created_at=at, **facts))
    session.flush()
    _tell(session, "person.added", person_id, {"organisation": _id(organisation_id)}, by=by, at=at)
    return person_id


def edit(
    session: Session,
    person_id: UUID,
    *,
    email: str,
    name: str,
    organisation_id: UUID | None,
    language: str,
    by: Actor,
    at: datetime,
) -> None:
    """Corrects what the directory says of somebody; the event names the fields, not what they say.

    Raises NotFound and what `add` raises.
    """
    permissions.require(session, by, permissions.ADMINISTRATORS, at=at)
    facts = _checked(session, email, name, organisation_id, language)
    requests.hold(session, f"address {facts['email']}")
    person = held(session, person_id)
    _must_be_free(session, facts["email"], but=person_id)
    changed = [field for field, value in facts.items() if getattr(person, field) != value]
    if not changed:
        return
    for field in changed:
        setattr(person, field, facts[field])
    session.flush()
    _tell(session, "person.changed", person_id, {"fields": changed}, by=by, at=at)


def id_of(request_key: str) -> UUID:
    """The id of the person a request adds: the same request adds nobody else."""
    return uuid5(SYSTEM_CHAIN, request_key)


def held(session: Session, person_id: UUID) -> Person:
    """Somebody under their row's lock. Raises NotFound."""
    person = session.scalar(select(Person).where(Person.id == person_id).with_for_update(of=Person))
    if person is None:
        raise NotFound()
    return person


def _checked(session: Session, email: str, name: str, organisation_id: UUID | None, language: str) -> dict[str, Any]:
    email, name = email.strip().lower(), " ".join(name.split())
    if not name or len(name) > LONGEST or not name.isprintable():
        raise InvalidCommand(_("Enter a name of at most %(most)d characters.", most=LONGEST))
    if len(email) > LONGEST or not ADDRESS.fullmatch(email):
        raise InvalidCommand(_("Enter an e-mail address such as name@agency.org."))
    if language not in LANGUAGES:
        raise InvalidCommand(_("Choose one of the languages Ombud speaks."))
    if organisation_id is not None and session.get(Organisation, organisation_id) is None:
        raise InvalidCommand(_("There is no such organisation."))
    return {"email": email, "name": name, "organisation_id": organisation_id, "language": language}


def _must_be_free(session: Session, email: str, *, but: UUID | None) -> None:
    taken = session.scalar(select(Person.id).where(Person.email == email))
    if taken is not None and taken != but:
        raise AddressTaken()


def _tell(session: Session, kind: str, person_id: UUID, facts: dict[str, Any], *, by: Actor, at: datetime) -> None:
    body = {"person": str(person_id)} | facts
    append_system_event(session, kind, body, actor=str(by), actor_id=by.person_id, at=at)


def _id(key: UUID | None) -> str | None:
    return str(key) if key else None
