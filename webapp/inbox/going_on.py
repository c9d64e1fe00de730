"""What somebody goes on with after a task: what the filter they look through lets through.

The filter is remembered in the session, which is a signed cookie: it holds keys and states only.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from flask import session, url_for

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


def query_of(box: Box, look: Look) -> str:
    """As a view keeps it."""
    return urlencode({"box": box.value} | look.query)


def list_address() -> str:
    """The inbox, under that filter."""
    query: dict[str, Any] = {**lately().query}
    return url_for("inbox.show", **query)
