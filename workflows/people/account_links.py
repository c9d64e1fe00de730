"""Links mailed to open an account or to set another password: good once and for a while, stored as a hash."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, cast
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, and_, case, insert, select, update
from sqlalchemy.orm import Session

from ombud.storage.accounts import Account, AccountLink, LinkKind
from ombud.storage.base import new_id
from ombud.storage.chain import append_system_event
from ombud.storage.directory import Person
from ombud.storage.events import Event
from ombud.workflows import actors, requests, settings
from ombud.workflows.actors import STRANGER, Actor
from ombud.workflows.codes import hash_of_token
from ombud.workflows.happening import happened
from ombud.workflows.mail import links
from ombud.workflows.office import Office
from ombud.workflows.people import ending, mails
from ombud.workflows.refusals import LinkGone

TOKEN_BYTES: Final = 32
CHOSEN: Final = "account.password_set"
_UNSYNCHRONISED: Final = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Link:
    person_id: UUID
    name: str
    email: str
    kind: LinkKind


def make(
    session: Session, office: Office, person_id: UUID, kind: LinkKind, *, by: Actor, at: datetime
) -> tuple[str, timedelta]:
    """A new link, and how long it is good for. Earlier ones of its kind end."""
    last = _good_for(session, office, kind, at=at)
    earlier = (AccountLink.person_id == person_id, AccountLink.kind == kind, AccountLink.used_at.is_(None))
    session.execute(update(AccountLink).where(*earlier).values(used_at=at), execution_options=_UNSYNCHRONISED)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = {"id": new_id(), "person_id": person_id, "kind": kind, "token_hash": hash_of_token(token), "made_at": at}
    session.execute(insert(AccountLink), [row | {"made_by": by.person_id, "expires_at": at + last}])
    return links.to_welcome(office, token), last


def reset_password(
    session: Session, office: Office, email: str, *, at: datetime, request_key: str | None = None
) -> None:
    """Mails a link for another password to whoever has an account under this address. Nobody can tell whether anybody
    has: for an address that is unknown the same is done for another account, and undone."""
    if requests.is_done(session, request_key):
        return
    append_system_event(session, "account.password_forgotten", {}, actor=str(STRANGER), at=at, request_key=request_key)
    known = and_(Person.email == email.strip().lower(), Person.active, Account.person_id.is_not(None))
    best = select(Person, case((known, 1), else_=0)).outerjoin(Account, Account.person_id == Person.id)
    found = session.execute(best.order_by(case((known, 0), else_=1), Person.id).limit(1)).one_or_none()
    if found is None:
        return
    person, real = found
    attempt = session.begin_nested()
    link, last = make(session, office, person.id, LinkKind.RESET, by=STRANGER, at=at)
    mails.tell(session, office, person, "account.link", mails.of_link(LinkKind.RESET, last), link=link, at=at)
    if real:
        attempt.commit()
    else:
        attempt.rollback()


def link_of(session: Session, token: str, *, at: datetime) -> Link | None:
    """What a link is for; None for one that is used, too old or none at all. Looking uses nothing up."""
    row = session.execute(
        select(AccountLink.person_id, Person.name, Person.email, AccountLink.kind)
        .join(Person, Person.id == AccountLink.person_id)
        .where(AccountLink.token_hash == hash_of_token(token), *_good(at), Person.active.is_(True))
    ).one_or_none()
    return Link(*row) if row else None


def taken_by(session: Session, request_key: str) -> UUID | None:
    """Whose password this very request has set already."""
    set_by = (Event.request_key == request_key, Event.kind == CHOSEN)
    return session.scalar(select(Event.actor_id).where(*set_by))


def take_link(
    session: Session, token: str, password_hash: str, *, at: datetime, request_key: str | None = None
) -> Link:
    """Uses a link up: the password is set, whoever was signed in is signed out. The second factor stays what it was.

    Raises LinkGone, which says the same for a link that is used, too old or none.
    """
    link = link_of(session, token, at=at)
    mine = (AccountLink.token_hash == hash_of_token(token), *_good(at))
    taken = session.execute(update(AccountLink).where(*mine).values(used_at=at), execution_options=_UNSYNCHRONISED)
    if link is None or cast("CursorResult[tuple[()]]", taken).rowcount != 1:
        raise LinkGone()
    account = session.get(Account, link.person_id, with_for_update=True)
    if account is None:
        account = Account(person_id=link.person_id, created_at=at)
        session.add(account)
    account.password_hash, account.password_at = password_hash, at
    session.flush()
    ending.end_links(session, link.person_id, at=at)
    ending.end_everywhere(session, link.person_id, at=at)
    by = actors.person(link.person_id)
    facts = {"person": str(link.person_id), "by": str(link.kind)}
    happened(session, CHOSEN, facts, by=by, at=at, request_key=request_key)
    return link


def _good_for(session: Session, office: Office, kind: LinkKind, *, at: datetime) -> timedelta:
    name, unit = ("invitation_days", "days") if kind is LinkKind.INVITATION else ("reset_minutes", "minutes")
    length = settings.of_accounts(session, office, at=at)[name] or office.accounts.settings[name].default
    return timedelta(**{unit: length})


def _good(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (AccountLink.used_at.is_(None), AccountLink.expires_at > at)
