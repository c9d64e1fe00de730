"""Persons of the directory: added, corrected, disabled and enabled again. Nobody is ever deleted (A78).

How they sign in is kept by `accounts`; what they may do follows from `roles`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.accounts import Account
from ombud.storage.base import new_id
from ombud.storage.directory import Organisation, Person
from ombud.storage.events import SYSTEM_CHAIN
from ombud.workflows import permissions, requests
from ombud.workflows.actors import Actor
from ombud.workflows.happening import happened_to
from ombud.workflows.office import Office
from ombud.workflows.people import takeover
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
    happened_to(session, person_id, "person.added", {"organisation": _id(organisation_id)}, by=by, at=at)
    return person_id


def edit(
    session: Session,
    office: Office,
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

    Another address ends every sign-in and link, and whoever has an account is told at the one they had. Raises NotFound,
    BothAtOnce, and what `add` raises.
    """
    permissions.require(session, by, permissions.ADMINISTRATORS, at=at)
    facts = _checked(session, email, name, organisation_id, language)
    requests.hold(session, f"address {facts['email']}")
    person = held(session, person_id)
    _must_be_free(session, facts["email"], but=person_id)
    changed = [field for field, value in facts.items() if getattr(person, field) != value]
    if not changed:
        return
    before = person.email
    if "email" in changed:
        takeover.must_be_apart(session, office, person_id, takeover.FACTOR_RESET, by=by, at=at)
    for field in changed:
        setattr(person, field, facts[field])
    session.flush()
    if "email" in changed:
        takeover.address_changed(session, office, person, before, at=at)
    happened_to(session, person_id, "person.changed", {"fields": changed}, by=by, at=at)
    if "email" in changed:
        happened_to(session, person_id, takeover.ADDRESS_CHANGED, {}, by=by, at=at)


def by_address(session: Session, address: str, *, signs_in: bool = False) -> UUID | None:
    """Who has an address; with `signs_in`, only whoever has an account that is not disabled."""
    found = select(Person.id).where(Person.email == address.strip().lower())
    if signs_in:
        found = found.where(Person.active).join(Account, Account.person_id == Person.id)
    return session.scalar(found)


def id_of(request_key: str) -> UUID:
    """The id of the person a request adds: the same request adds nobody else."""
    return uuid5(SYSTEM_CHAIN, request_key)


def held(session: Session, person_id: UUID) -> Person:
    """Somebody under their row's lock. Raises NotFound."""
    person = session.scalar(select(Person).where(Person.id == person_id).with_for_update(of=Person))
    if person is None:
        raise NotFound()
    return person


def locked(session: Session, person_ids: Collection[UUID]) -> dict[UUID, Person]:
    """Those there are, under their rows' locks: what concerns two of them takes turns. Everybody locks people before the
    roles they hold, and both before the chain of events."""
    rows = select(Person).where(Person.id.in_(person_ids)).order_by(Person.id).with_for_update(of=Person)
    return {person.id: person for person in session.scalars(rows.execution_options(populate_existing=True))}


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
    taken = by_address(session, email)
    if taken is not None and taken != but:
        raise AddressTaken()


def _id(key: UUID | None) -> str | None:
    return str(key) if key else None
