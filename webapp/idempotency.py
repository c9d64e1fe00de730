"""Every POST carries a key that its page was given, so that a double click or a reload is one act."""

from __future__ import annotations

import hashlib
import re
import secrets

from flask import Flask, request, session
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from ombud.webapp.desk import now
from ombud.workflows.days import day_of
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
    return _bound(path, request.form[FIELD], *([part] if part else []))


def sending_key() -> str:
    """The key of a sending by what it holds: whoever goes back after sending, and sends the same again from the same
    browser on the same day, has sent it once. The page they went back to was given another key when it was shown again;
    and other words under the key of a page are another sending."""
    texts = [(name, values) for name, values in sorted(request.form.lists()) if name not in (FIELD, "csrf_token")]
    files = [(name, file.filename, _digest(file)) for name, file in request.files.items(multi=True)]
    return _bound(request.path, str(day_of(now())), repr((texts, files)))


def _bound(*what: str) -> str:
    who = str(current_user.person_id) if current_user.is_authenticated else ""
    return hashlib.sha256("\0".join((who, session.get("csrf_token", ""), *what)).encode()).hexdigest()


def _digest(file: FileStorage) -> str:
    """sha256 hex; a form reads the file, before this or after."""
    file.stream.seek(0)
    digest = hashlib.sha256(file.stream.read()).hexdigest()
    file.stream.seek(0)
    return digest
