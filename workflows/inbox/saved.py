"""Views of the inbox that somebody named: a box, its filter and its order. They are shown to nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ombud.storage.inbox import InboxView
from ombud.storage.sealing import SealBroken
from ombud.workflows import requests
from ombud.workflows.actors import Actor
from ombud.workflows.office import Office
from ombud.workflows.refusals import InvalidCommand, NotFound
from ombud.workflows.text import translate as _

LONGEST_NAME: Final = 40
"""Characters: it stands in a row of links, and is no place for notes about people."""

MOST: Final = 12
"""More links than these are a list to search in, and no short cut."""

_SEALED: Final = {"table": "inbox_views", "column": "name_sealed"}


@dataclass(frozen=True, slots=True)
class SavedView:
    id: UUID
    name: str
    query: str  # of the inbox's address


def views_of(session: Session, office: Office, person_id: UUID) -> list[SavedView]:
    """Somebody's own, in the order they were made."""
    rows = select(InboxView).where(InboxView.person_id == person_id).order_by(InboxView.made_at, InboxView.id)
    return [SavedView(row.id, _name(office, row), row.query) for row in session.scalars(rows)]


def save(
    session: Session,
    office: Office,
    name: str,
    query: str,
    *,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Keeps a view under a name. A repeat of the request does nothing. Raises NotFound for whoever has no account, and
    InvalidCommand where the name is taken or there are too many."""
    if by.person_id is None:
        raise NotFound()
    if request_key is not None:
        requests.hold(session, request_key)
    view_id = requests.id_of(request_key)
    known = views_of(session, office, by.person_id)
    if view_id in {one.id for one in known}:
        return
    if len(known) >= MOST:
        raise InvalidCommand(_("You have %(number)s views already. Remove one first.", number=MOST))
    name = _fitting(name, known)
    sealed = _seal(office, view_id, name)
    session.add(InboxView(id=view_id, person_id=by.person_id, name_sealed=sealed, query=query, made_at=at))


def rename(session: Session, office: Office, view_id: UUID, name: str, *, by: Actor) -> None:
    """Raises NotFound for a view that is not the actor's, InvalidCommand where the name is taken."""
    mine = select(InboxView).where(InboxView.id == view_id, InboxView.person_id == by.person_id)
    row = session.scalar(mine.with_for_update())
    if row is None:
        raise NotFound()
    others = [one for one in views_of(session, office, row.person_id) if one.id != view_id]
    row.name_sealed = _seal(office, view_id, _fitting(name, others))


def remove(session: Session, view_id: UUID, *, by: Actor) -> None:
    """Somebody else's is left alone, and one that is gone is gone."""
    session.execute(delete(InboxView).where(InboxView.id == view_id, InboxView.person_id == by.person_id))


def _fitting(name: str, others: list[SavedView]) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise InvalidCommand(_("Give the view a name of at most %(number)s characters.", number=LONGEST_NAME))
    if name.casefold() in {one.name.casefold() for one in others}:
        raise InvalidCommand(_("You have a view of that name already."))
    return name


def _seal(office: Office, view_id: UUID, name: str) -> bytes:
    return office.vault.system_key.seal(name.encode(), **_SEALED, row_id=view_id)


def _name(office: Office, row: InboxView) -> str:
    """What was sealed under another master key is lost; the view still works."""
    try:
        return office.vault.system_key.open(row.name_sealed, **_SEALED, row_id=row.id).decode()
    except SealBroken:
        return _("A view of yours")
