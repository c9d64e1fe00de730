"""Secrets that are shown once: between their making and the page that shows them they are in the cookie, sealed."""

from __future__ import annotations

import base64
from uuid import UUID

import orjson
from flask import session

from ombud.storage.sealing import SealBroken
from ombud.webapp.desk import desk


def keep(name: str, person_id: UUID, shown: list[str]) -> None:
    sealed = desk().office.vault.system_key.seal(orjson.dumps(shown), table=name, column="shown", row_id=person_id)
    session[name] = base64.b64encode(sealed).decode()


def take(name: str, person_id: UUID) -> list[str]:
    """What was kept, once; nothing when it has been shown."""
    try:
        sealed = base64.b64decode(session.pop(name, ""))
        opened = desk().office.vault.system_key.open(sealed, table=name, column="shown", row_id=person_id)
    except (SealBroken, ValueError):
        return []
    shown: list[str] = orjson.loads(opened)
    return shown
