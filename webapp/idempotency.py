"""Every POST carries a key that its page was given, so that a double click or a reload is one act."""

from __future__ import annotations

import hashlib
import re
import secrets

from flask import Flask, request, session
from flask_login import current_user

from ombud.workflows.refusals import InvalidCommand
from ombud.workflows.text import translate as _

FIELD = "request_key"
_SHAPE = re.compile(r"[A-Za-z0-9_-]{20,64}")
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


def new_key() -> str:
    return secrets.token_urlsafe(18)


def install(app: Flask) -> None:
    app.jinja_env.globals["new_request_key"] = new_key

    @app.before_request
    def require() -> None:
        if request.method not in _READS and not _SHAPE.fullmatch(request.form.get(FIELD, "")):
            raise InvalidCommand(_("This form was sent without its key. Open the page again and send it from there."))


def request_key(part: str = "", *, to: str = "") -> str:
    """The key as commands store it: bound to who sends it, from which browser, to which address.

    Somebody who reads the database cannot send it again, and one person's key never meets another's. A request that is
    several commands names the `part` that each of them is. `to`: as if its page had been sent to that address.
    """
    path = to.removeprefix(request.script_root) if to else request.path
    who = str(current_user.person_id) if current_user.is_authenticated else ""
    parts = (who, session.get("csrf_token", ""), path, request.form[FIELD], *([part] if part else []))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
