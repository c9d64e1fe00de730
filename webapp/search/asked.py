"""What somebody looked for last: sealed, in their cookie, until they sign out. Addresses name it by what says nothing.

So a page of what was found can be come back to, and no address, log or history of a browser holds a name.
"""

from __future__ import annotations

import base64
import secrets
from typing import Final
from uuid import UUID

from flask import session

from ombud.storage.sealing import SealBroken
from ombud.webapp.desk import desk

_ASKED: Final = "searches"
_PLACE: Final = {"table": "searches", "column": "text"}

ROOM: Final = 1500
"""Characters of the cookie for all of them, the newest first: browsers keep no cookie of more than 4,096."""


def keep(text: str, *, by: UUID) -> str:
    """Puts it before those asked earlier, as many as there is room for; returns what addresses name it by."""
    sealed = desk().office.vault.system_key.seal(text.encode(), row_id=by, **_PLACE)
    name, newest = secrets.token_urlsafe(6), base64.b64encode(sealed).decode()
    asked, room = [[name, newest]], ROOM - len(newest)
    for one in session.get(_ASKED, []):
        room -= len(one[1])
        if room < 0:
            break
        asked.append(one)
    session[_ASKED] = asked
    return name


def asked(name: str, *, by: UUID) -> str | None:
    """None for what is kept no longer, or was never theirs."""
    sealed = dict(session.get(_ASKED, [])).get(name)
    if sealed is None:
        return None
    try:
        return desk().office.vault.system_key.open(base64.b64decode(sealed), row_id=by, **_PLACE).decode()
    except SealBroken:
        return None
