"""A browser that has signed in to an account before: guessing elsewhere does not slow it, and for as long as its owner
wants it remembered, and the second factor is fresh, the password is enough there.

The cookie is signed and holds a random token; a remembered browser is a row with the token's hash.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final
from uuid import UUID

from flask import Request
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from ombud.storage.accounts import Device
from ombud.webapp.accounts.throttle import FREE_TRIES_PER_ADDRESS, Key
from ombud.webapp.config import Config
from ombud.workflows.codes import hash_of_token

COOKIE: Final = "ombud_device"
_SECONDS: Final = 180 * 24 * 3600


def keys(request: Request, config: Config, email: str) -> list[Key]:
    """What a try at signing in to `email` from this browser is counted under."""
    secret, address, token = config.secret_key, request.remote_addr or "", token_of(request, config, email)
    if token:
        return [Key.of(secret, "device", token)]
    return [
        Key.of(secret, "sign-in", address, email),
        Key.of(secret, "sign-in", address, free=FREE_TRIES_PER_ADDRESS),
    ]


def second_factor_keys(request: Request, config: Config, email: str) -> list[Key]:
    """The same for the second factor. Whoever got this far has the password, so tries from everywhere count together;
    the owner's own browsers count by themselves."""
    token = token_of(request, config, email)
    return [Key.of(config.secret_key, "second-factor", *(("device", token) if token else ("account", email)))]


def token_of(request: Request, config: Config, email: str) -> str:
    """The token of a browser that has signed in to this very account; empty for any other."""
    try:
        account, token = _signer(config).loads(request.cookies.get(COOKIE, ""))
    except (BadSignature, ValueError, TypeError):
        return ""
    return str(token) if secrets.compare_digest(str(account), _account(config, email)) else ""


def remembered(
    session: Session, person_id: UUID, token: str, *, fresh_after: datetime, at: datetime
) -> datetime | None:
    """When the second factor was given on this browser; None unless it is remembered and that is fresh."""
    if not token:
        return None
    mine = (Device.person_id == person_id, Device.token_hash == hash_of_token(token), Device.ended_at.is_(None))
    device = session.scalar(select(Device).where(*mine, Device.mfa_at >= fresh_after))
    if device is None:
        return None
    device.seen_at = at
    return device.mfa_at


def remember(session: Session, person_id: UUID, *, old: str, keep: bool, at: datetime) -> str:
    """A new token for a browser that has just been given the second factor; with `keep` it is remembered."""
    token = secrets.token_urlsafe(16)
    end(session, person_id, Device.token_hash == hash_of_token(old), at=at)
    if keep:
        session.add(Device(person_id=person_id, token_hash=hash_of_token(token), mfa_at=at, seen_at=at))
    return token


def listing(session: Session, person_id: UUID, *, fresh_after: datetime) -> list[Device]:
    mine = (Device.person_id == person_id, Device.ended_at.is_(None), Device.mfa_at >= fresh_after)
    return list(session.scalars(select(Device).where(*mine).order_by(Device.seen_at.desc(), Device.id)))


def end(session: Session, person_id: UUID, which: ColumnElement[bool], *, at: datetime) -> None:
    """Forgets a remembered browser of this person; somebody else's is left alone."""
    mine = (Device.person_id == person_id, which, Device.ended_at.is_(None))
    session.execute(update(Device).where(*mine).values(ended_at=at))


def mark(response: Response, config: Config, email: str, token: str) -> None:
    value = _signer(config).dumps([_account(config, email), token])
    response.set_cookie(
        COOKIE, value, max_age=_SECONDS, secure=config.secure_cookies, httponly=True, samesite="Lax", path="/sign-in"
    )


def _account(config: Config, email: str) -> str:
    return Key.of(config.secret_key, "account", email).hex()


def _signer(config: Config) -> URLSafeSerializer:
    return URLSafeSerializer(config.secret_key, salt="device")
