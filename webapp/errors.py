"""Refusals become pages with their status; anything else becomes an id, and its trace goes to the log without data."""

from __future__ import annotations

import secrets
import traceback
from collections.abc import Sequence
from typing import Any

import structlog
from flask import Flask, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from ombud.webapp.idempotency import FIELD
from ombud.workflows.casefile.words import humanised
from ombud.workflows.refusals import Refusal
from ombud.workflows.text import translate

log = structlog.get_logger("ombud.web")

Page = tuple[str, int]

BARE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Something went wrong – Ombud</title></head>
<body><main><h1>Something went wrong</h1>
<p>Something went wrong on our side. Nothing was changed.</p>
<p>If you ask for help, give this number: <strong class="code">{error_id}</strong></p></main></body>
</html>
"""
"""Asks nothing of anybody: no language, no account, no database."""

SECRET = frozenset(
    (FIELD, "csrf_token", "back", "password", "new_password", "new_password_again", "code", "current_code", "offered")
)
"""Fields that are never shown again: passwords, codes, and what the page itself put in."""


def install(app: Flask) -> None:
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(CSRFError, forged)
    app.register_error_handler(HTTPException, answered)
    app.register_error_handler(Exception, broken)


def refused(refusal: Refusal) -> Page:
    detail = translate(refusal.detail) if refusal.detail else ""
    return page(refusal.status, translate(refusal.message), detail)


def forged(_error: CSRFError) -> Page:
    return page(
        400,
        _("This page had been open for too long, or was opened before you signed in."),
        _("Open it again and send it from there."),
        typed=typed(),
    )


def lapsed(way_back: str) -> Page:
    """The sign-in, or the tracking code, ran out while somebody was writing."""
    return page(
        401, _("You were away for a while, so this page no longer knows you."), typed=typed(), way_back=way_back
    )


def typed() -> list[tuple[str, str]]:
    """What the refused form held: it is shown, so that nobody writes it twice. Never a password."""
    return [
        (humanised(name), value)
        for name, value in request.form.items(multi=True)
        if value.strip() and name not in SECRET
    ]


def answered(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error  # a redirect
    if isinstance(error, InternalServerError) and error.original_exception is not None:
        return broken(error.original_exception)  # what failed was a page that tells of a refusal
    words = {
        404: _("There is no such page, or it is not visible to you."),
        405: _("This page cannot be used that way."),
        413: _("What you sent is too large."),
        429: _("Too many tries. Wait a little and try again."),
    }
    text, status = page(error.code, words.get(error.code, _("That is not possible.")))
    return text, status, {"Retry-After": str(error.retry_after)} if hasattr(error, "retry_after") else {}


def broken(error: BaseException) -> Page:
    """The trace is logged as places in our code, and the last of all: messages and values may hold what somebody wrote.

    Where the layout fails too, for want of a database, the page is a bare one.
    """
    error_id = secrets.token_hex(4)
    frames = traceback.extract_tb(error.__traceback__)
    kept = [frame for frame in frames if "/ombud/" in frame.filename][-8:] + frames[-1:]
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in kept]
    rule = request.url_rule.rule if request.url_rule else ""
    log.error("page failed", error_id=error_id, error=type(error).__qualname__, rule=rule, places=places)
    try:
        return page(500, _("Something went wrong on our side. Nothing was changed."), error_id=error_id)
    except Exception as again:
        log.error("error page failed", error_id=error_id, error=type(again).__qualname__)
        return BARE.format(error_id=error_id), 500


def page(
    status: int,
    message: str,
    detail: str = "",
    *,
    error_id: str = "",
    typed: Sequence[tuple[str, str]] = (),
    way_back: str = "",
) -> Page:
    titles = {
        400: _("That did not work"),
        401: _("Please sign in again"),
        403: _("This is not yours to do"),
        404: _("Not found"),
        409: _("Too late for that"),
        422: _("That does not fit"),
        429: _("Too many tries"),
        500: _("Something went wrong"),
    }
    title = titles.get(status, _("That did not work"))
    shown = {"title": title, "message": message, "detail": detail, "error_id": error_id}
    return render_template("error.html", **shown, typed=typed, way_back=way_back), status
