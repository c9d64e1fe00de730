"""Idempotency: a request key stands on the event its request caused, once in the whole database."""

from __future__ import annotations

import hashlib
from uuid import UUID, uuid5

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ombud.storage.base import new_id
from ombud.storage.events import SYSTEM_CHAIN, Event


def is_repeat(session: Session, case_id: UUID, request_key: str | None) -> bool:
    """Whether this very request has been carried out in this case already."""
    return request_key is not None and case_of(session, request_key) == case_id


def is_done(session: Session, request_key: str | None) -> bool:
    """Whether this very request has been carried out already, in a case or outside of any. Sent twice at once, the
    second waits here for the first."""
    if request_key is None:
        return False
    hold(session, request_key)
    return case_of(session, request_key) is not None


def hold(session: Session, request_key: str) -> None:
    """Makes the same request sent twice at once take turns, where there is no case yet whose lock would.

    SQLite needs nothing: its units of work take turns anyway.
    """
    if session.connection().dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(request_key.encode()).digest()[:8], signed=True)
        session.execute(select(func.pg_advisory_xact_lock(number)))


def id_of(request_key: str | None) -> UUID:
    """The id of the one row that a request writes: the same for the same request, a new one where it has no key."""
    return uuid5(SYSTEM_CHAIN, request_key) if request_key else new_id()


def case_of(session: Session, request_key: str) -> UUID | None:
    """The case in which a request was carried out, None if it was not."""
    return session.scalar(select(Event.chain).where(Event.request_key == request_key))
