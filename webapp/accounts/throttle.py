"""Slows guessing, in the database so that all processes count together, and locks nobody out.

Failures are counted per address, and per address and account. A browser that has signed in to an account before is
counted by itself: whoever guesses elsewhere, even from the same office, cannot slow its owner.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Final

from flask import Request
from sqlalchemy import case, delete, select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import TooManyRequests

from ombud.storage.accounts import Throttle
from ombud.storage.inserting import insert_into
from ombud.storage.session import Database, unit_of_work
from ombud.webapp.config import Config

FREE_TRIES: Final = 5
FREE_TRIES_PER_ADDRESS: Final = 30  # an office of many people shares one
LONGEST_WAIT: Final = timedelta(minutes=5)
FORGOTTEN_AFTER: Final = timedelta(hours=1)


class Key(bytes):
    """What failures are counted under: a keyed hash, so that the table names nobody."""

    free: int

    @classmethod
    def of(cls, secret: bytes, *parts: str, free: int = FREE_TRIES) -> Key:
        key = cls(hmac.digest(secret, "\0".join(parts).encode(), hashlib.sha256))
        key.free = free
        return key


def of_request(request: Request, config: Config, kind: str, account: str = "") -> list[Key]:
    """A kind of try from this address, which an office of many people may share; and at one account from anywhere."""
    secret, address = config.secret_key, request.remote_addr or ""
    keys = [Key.of(secret, kind, "address", address, free=FREE_TRIES_PER_ADDRESS)]
    return [*keys, Key.of(secret, kind, "account", account)] if account else keys


def seconds_to_wait(session: Session, keys: list[Key], *, at: datetime) -> int:
    """How long this try has to wait; 0 lets it through."""
    free = {bytes(key): key.free for key in keys}
    rows = session.execute(
        select(Throttle.key_hash, Throttle.failures, Throttle.last_failure_at).where(Throttle.key_hash.in_(free))
    )
    waits = [last + _wait(failures - free[key_hash]) - at for key_hash, failures, last in rows]
    longest = max(waits, default=timedelta())
    return max(0, -(-longest // timedelta(seconds=1)))


def admit(database: Database, keys: list[Key], *, at: datetime) -> None:
    """Counts a try as a failure before its answer is known. Raises TooManyRequests where it comes too soon."""
    with unit_of_work(database) as session:
        wait = seconds_to_wait(session, keys, at=at)
        if not wait:
            count_failure(session, keys, at=at)
    if wait:
        raise TooManyRequests(retry_after=wait)


def count_failure(session: Session, keys: list[Key], *, at: datetime) -> None:
    """Counted before the answer is known: tries sent at the same time are counted too."""
    for key in keys:
        statement = insert_into(Throttle, session).values(key_hash=bytes(key), failures=1, last_failure_at=at)
        again = case((Throttle.last_failure_at < at - FORGOTTEN_AFTER, 1), else_=Throttle.failures + 1)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["key_hash"], set_={"failures": again, "last_failure_at": at}
            )
        )


def forgive(session: Session, keys: list[Key]) -> None:
    """After a success: this account from this address starts afresh, and the try does not count for the address."""
    for key in keys:
        if key.free == FREE_TRIES:
            session.execute(delete(Throttle).where(Throttle.key_hash == bytes(key)))
        else:
            counted = (Throttle.key_hash == bytes(key), Throttle.failures > 0)
            session.execute(update(Throttle).where(*counted).values(failures=Throttle.failures - 1))


def _wait(failures_above: int) -> timedelta:
    """1, 2, 4 … seconds after the last failure, up to five minutes."""
    if failures_above < 0:
        return timedelta(days=-1)
    return min(timedelta(seconds=2 ** min(failures_above, 20)), LONGEST_WAIT)
