"""Refusals become pages with their status; anything else becomes an id, and its trace goes to the log without data."""

from __future__ import annotations

import secrets
import traceback
from collections.abc import Sequence
from typing import Any

import structlog
from flask import Flask, Response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from markupsafe import Markup
from werkzeug.exceptions import HTTPException, InternalServerError

from ombud.webapp.typed import label_of, typed
from ombud.webapp.words import with_days
from ombud.workflows.refusals import InvalidAnswers, InvalidCommand, Refusal
from ombud.workflows.text import translate

log = structlog.get_logger("ombud.web")

Page = tuple[str, int]

READING = ("GET", "HEAD", "OPTIONS")

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

PLAIN = (Refusal, InvalidCommand)
"""What these say in general adds nothing to what they say of the matter at hand."""


def install(app: Flask) -> None:
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(CSRFError, forged)
    app.register_error_handler(HTTPException, answered)
    app.register_error_handler(Exception, broken)
    app.after_request(tell_of_refused)


def tell_of_refused(response: Response) -> Response:
    """A line in the log for whatever was sent and not taken: which page and which status, and nothing that was sent."""
    if request.method not in READING and 400 <= response.status_code < 500:
        rule = request.url_rule.rule if request.url_rule else ""
        log.info("refused", rule=rule, method=request.method, status=response.status_code)
    return response


def refused(refusal: Refusal) -> Page:
    return page(refusal.status, words_of(refusal), typed=typed())


def words_of(refusal: Refusal) -> Markup:
    """What is refused and why, in the reader's language; days in it in words."""
    parts = [translate(refusal.message), _detail(refusal)]
    if type(refusal) in PLAIN and refusal.detail:
        del parts[0]
    return Markup(" ").join(with_days(part) for part in parts if part)


def _detail(refusal: Refusal) -> str:
    if isinstance(refusal, InvalidAnswers):
        return " ".join(f"{label_of(name)}: {' '.join(texts)}" for name, texts in refusal.errors.items())
    return translate(refusal.detail)


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
        message = _("Something went wrong on our side. Nothing was changed.")
        return page(500, message, error_id=error_id, typed=typed())
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
