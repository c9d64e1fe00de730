"""Flask-Login over the server-side sign-ins."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from flask import Flask, request, session
from flask_login import LoginManager, current_user, login_user

from ombud.storage.session import unit_of_work
from ombud.webapp.accounts import sessions
from ombud.webapp.desk import desk, now, read

_TOKEN: Final = "_user_id"  # noqa: S105  where Flask-Login keeps it
_KEPT: Final = ("language", "after_sign_in")


def install(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None  # the token is the protection; an address may change on the way to work

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(token: str) -> sessions.SignedIn | None:
        with read() as session:
            return sessions.load(session, desk().office, token, at=now(), config=desk().config)

    @app.before_request
    def keep_alive() -> None:
        if request.endpoint == "static" or not current_user.is_authenticated:
            return
        if now() - current_user.seen_at > sessions.SEEN_EVERY:
            with unit_of_work(desk().database) as session:
                sessions.seen(session, current_user.sign_in_id, at=now())


def waiting() -> sessions.Halfway | None:
    """Whoever gave their password in this browser and has to give a second factor now."""
    token = session.get(_TOKEN)
    if not token or current_user.is_authenticated:
        return None
    with read() as opened:
        return sessions.halfway(opened, desk().office, token, at=now(), config=desk().config)


def enter(token: str) -> None:
    """This browser has the sign-in from now on. Everything of its old session is dropped: what somebody planted there
    is worth nothing afterwards."""
    kept = {name: session[name] for name in _KEPT if name in session}
    session.clear()
    session.update(kept)
    with read() as opened:
        user = sessions.load(opened, desk().office, token, at=now(), config=desk().config)
    if user is None:
        session[_TOKEN] = token
    else:
        login_user(user)


def end(person_id: UUID, sign_in_id: UUID) -> None:
    with unit_of_work(desk().database) as opened:
        sessions.end(opened, sign_in_id, of=person_id, at=now())
