"""The names behind ids that answers hold: a form's choice from the directory is stored by id, and people read a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import Seat
from ombud.storage.directory import Organisation, Person


def names_of(session: Session, said: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Organisations, persons and seats that answers name, by their id as text."""
    ids = {key for values in said for value in values.values() if (key := _uuid(value))}
    if not ids:
        return {}
    rows = (
        *session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids))),
        *session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))),
        *session.execute(select(Seat.id, Seat.label).where(Seat.id.in_(ids))),
    )
    return {str(key): name for key, name in rows}


def _uuid(value: Any) -> UUID | None:
    if not isinstance(value, str) or len(value) != len(str(UUID(int=0))):
        return None
    try:
        return UUID(value)
    except ValueError:
        return None
