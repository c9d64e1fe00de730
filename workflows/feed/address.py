"""The secret address of somebody's calendar feed: made, made anew, switched off. Only the hash of its token is kept."""

from __future__ import annotations

import base64
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.accounts import Account
from ombud.storage.directory import Person
from ombud.storage.notices import CalendarFeed
from ombud.workflows import requests
from ombud.workflows.actors import Actor
from ombud.workflows.codes import hash_of_token
from ombud.workflows.happening import happened_to
from ombud.workflows.office import Office
from ombud.workflows.people import ending
from ombud.workflows.refusals import NotFound


def make(session: Session, office: Office, person_id: UUID, *, by: Actor, at: datetime, request_key: str) -> str:
    """A new token of 256 bits, shown this once; the one before leads nowhere from now on. It follows from the request, so
    that the same request sent twice gives the same one. Raises NotFound for somebody without an account."""
    token = base64.urlsafe_b64encode(office.vault.code_for(f"feed {request_key}")).decode().rstrip("=")
    if not requests.is_done(session, request_key):
        if session.get(Account, person_id, with_for_update=True) is None:
            raise NotFound()
        ending.end_feed(session, person_id, at=at)
        session.add(CalendarFeed(person_id=person_id, token_hash=hash_of_token(token), made_at=at))
        happened_to(session, person_id, "account.feed_made", {}, by=by, at=at, request_key=request_key)
    return token


def end(session: Session, person_id: UUID, *, by: Actor, at: datetime) -> None:
    """Nothing where there is none."""
    if ending.end_feed(session, person_id, at=at):
        happened_to(session, person_id, "account.feed_ended", {}, by=by, at=at)


def owner_of(session: Session, token: str) -> Person | None:
    """Whose feed it is; None once it was ended, made anew, or its person is not here any more."""
    found = select(Person).join(CalendarFeed, CalendarFeed.person_id == Person.id)
    mine = (CalendarFeed.token_hash == hash_of_token(token), CalendarFeed.ended_at.is_(None), Person.active)
    return session.scalar(found.where(*mine))


def made_at(session: Session, person_id: UUID) -> datetime | None:
    """Since when the feed of somebody is there; None without one."""
    mine = select(CalendarFeed.made_at).where(CalendarFeed.person_id == person_id, CalendarFeed.ended_at.is_(None))
    return session.scalar(mine)
