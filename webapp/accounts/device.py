"""Remembers, in a signed cookie, that a browser has signed in to an account: guessing elsewhere does not slow it."""

from __future__ import annotations

import secrets
from typing import Final

from flask import Request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from ombud.webapp.accounts.throttle import FREE_TRIES_PER_ADDRESS, Key
from ombud.webapp.config import Config

COOKIE: Final = "ombud_device"
_SECONDS: Final = 180 * 24 * 3600


def keys(request: Request, config: Config, email: str) -> list[Key]:
    """What a try at signing in to `email` from this browser is counted under."""
    secret, address = config.secret_key, request.remote_addr or ""
    try:
        account, device = _signer(config).loads(request.cookies.get(COOKIE, ""))
    except (BadSignature, ValueError):
        account, device = "", ""
    if secrets.compare_digest(account, _account(config, email)):
        return [Key.of(secret, "device", device)]
    return [
        Key.of(secret, "sign-in", address, email),
        Key.of(secret, "sign-in", address, free=FREE_TRIES_PER_ADDRESS),
    ]


def remember(response: Response, config: Config, email: str) -> None:
    value = _signer(config).dumps([_account(config, email), secrets.token_urlsafe(16)])
    response.set_cookie(
        COOKIE, value, max_age=_SECONDS, secure=config.secure_cookies, httponly=True, samesite="Lax", path="/sign-in"
    )


def _account(config: Config, email: str) -> str:
    return Key.of(config.secret_key, "account", email).hex()


def _signer(config: Config) -> URLSafeSerializer:
    return URLSafeSerializer(config.secret_key, salt="device")
