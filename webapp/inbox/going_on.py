"""Where somebody goes on after a task: to the next one that the filter they look through lets through.

The filter is remembered in the session, which is a signed cookie: it holds keys and states only.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from flask import session, url_for
from flask_login import current_user

from ombud.webapp.desk import now, read
from ombud.workflows import inbox
from ombud.workflows.inbox import Box, Look, look_of

_KEPT: Final = "inbox_look"


def remember(look: Look) -> None:
    """What the inbox was last looked at through; the plain inbox, and the home page, forget it."""
    if look.query:
        session[_KEPT] = look.query
    else:
        session.pop(_KEPT, None)


def lately() -> Look:
    """An older release may have written it: what cannot be read is the plain inbox."""
    try:
        return look_of(session.get(_KEPT, {}))
    except ValueError:
        return Look()


def address() -> str:
    """The next task; the inbox, under the same filter, where there is none left."""
    look = lately()
    with read() as opened:
        following = inbox.next_task(opened, current_user.actor, at=now(), look=look)
    return url_for("tasks.show", task_id=following) if following else list_address()


def query_of(box: Box, look: Look) -> str:
    """As a view keeps it."""
    return urlencode({"box": box.value} | look.query)


def list_address() -> str:
    query: dict[str, Any] = {**lately().query}
    return url_for("inbox.show", **query)
