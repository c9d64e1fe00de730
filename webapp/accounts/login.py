"""Flask-Login over the server-side sign-ins."""

from __future__ import annotations

from flask import Flask, request
from flask_login import LoginManager, current_user

from ombud.storage.session import unit_of_work
from ombud.webapp.accounts import sessions
from ombud.webapp.desk import desk, now, read


def install(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None  # the token is the protection; an address may change on the way to work

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(token: str) -> sessions.SignedIn | None:
        with read() as session:
            return sessions.load(session, token, at=now(), config=desk().config)

    @app.before_request
    def keep_alive() -> None:
        if request.endpoint == "static" or not current_user.is_authenticated:
            return
        if now() - current_user.seen_at > sessions.SEEN_EVERY:
            with unit_of_work(desk().database) as session:
                sessions.seen(session, current_user.sign_in_id, at=now())
