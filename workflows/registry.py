"""The document registry: which of the documents the manual speaks of this office has, and what stands in for the rest.

An entry that is a checklist follows it: it is had once an official version is published, and never by a record alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.chain import append_system_event
from ombud.storage.directory import Person
from ombud.storage.registry import DocumentRecord, Possession
from ombud.workflows import checklists, permissions, requests
from ombud.workflows.actors import Actor
from ombud.workflows.office import Office
from ombud.workflows.procedures.documents import Document
from ombud.workflows.refusals import InvalidCommand, NotFound, StandInInUse
from ombud.workflows.text import translate as _
from ombud.workflows.written import visible

LONGEST: Final = {"owner": 120, "link": 500, "note": 2000}
"""Characters."""

_SCHEME = re.compile(r"[a-z][a-z0-9+.\-]+:\S|//", re.IGNORECASE)  # a drive's letter is none
_HTTPS = re.compile(r"https://[^\s/@?#\\]+\.?[^\s@\\]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Record:
    """What was recorded of a document, once."""

    possession: Possession
    owner: str
    link: str
    note: str
    at: datetime
    by: str  # the recorder's name


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as it stands."""

    key: str
    document: Document
    possession: Possession
    record: Record | None  # the newest

    @property
    def owner(self) -> str:
        return self.record.owner if self.record else ""

    @property
    def link(self) -> str:
        return self.record.link if self.record else ""

    @property
    def elsewhere(self) -> bool:
        """Whether `link` is an address that a browser may open."""
        return _HTTPS.fullmatch(self.link) is not None


def listed(session: Session, office: Office, *, at: datetime) -> list[Entry]:
    """Every document of `bpmn/documents.toml`, in its order, as recorded by then."""
    newest = _newest(session, at=at)
    return [
        Entry(key, document, _possession(session, office, document, newest.get(key), at=at), newest.get(key))
        for key, document in office.documents.documents.items()
    ]


def entry(session: Session, office: Office, key: str, *, at: datetime) -> Entry:
    """Raises NotFound."""
    found = next((one for one in listed(session, office, at=at) if one.key == key), None)
    if found is None:
        raise NotFound()
    return found


def history(session: Session, office: Office, key: str) -> list[Record]:
    """What was recorded of a document, the newest first. Raises NotFound."""
    if key not in office.documents.documents:
        raise NotFound()
    rows = session.execute(_RECORDS.where(DocumentRecord.key == key).order_by(*_NEWEST_FIRST))
    return [_record(row, name) for row, name in rows]


def is_stand_in(session: Session, office: Office, key: str, *, at: datetime) -> str:
    """The sentence to print on whatever is made in this document's place; empty when it is the official one.

    Raises NotFound for a document that is not on the list.
    """
    found = entry(session, office, key, at=at)
    if found.possession is Possession.HAVE:
        return ""
    return (
        _("Stand-in, not the official checklist") if found.document.checklist else _("Stand-in, not the official form")
    )


def record(
    session: Session,
    office: Office,
    key: str,
    *,
    possession: Possession,
    owner: str,
    link: str,
    note: str,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Records what the office has of a document; the same request twice is one record.

    Raises Forbidden, NotFound, InvalidCommand, StandInInUse for a checklist's entry that says otherwise than is used.
    """
    permissions.require(session, by, permissions.EDITORS, at=at)
    requests.hold(session, f"document:{key}")
    row_id = requests.id_of(request_key)
    if session.get(DocumentRecord, row_id) is not None:
        return
    found = entry(session, office, key, at=at)
    if found.document.checklist and possession is not found.possession:
        raise StandInInUse(follows(found.possession))
    owner, link, note = visible(owner).strip(), visible(link).strip(), visible(note, lines=True).strip()
    _require_sound(owner=owner, link=link, note=note)
    facts = {"document": key, "possession": str(possession), "record": str(row_id)}
    append_system_event(
        session, "document.recorded", facts, actor=str(by), actor_id=by.person_id, at=at, request_key=request_key
    )
    _add(session, row_id, key, possession, {"owner": owner, "link": link, "note": note}, by=by, at=at)


def follows(possession: Possession) -> str:
    """Why nobody chooses what is recorded of a checklist's document."""
    if possession is Possession.HAVE:
        return _("Its official text is published under Checklists and in use.")
    return _("A stand-in is in use. Publish the official text under Checklists; this entry then says that you have it.")


def _add(
    session: Session,
    row_id: UUID,
    key: str,
    possession: Possession,
    words: Mapping[str, str],
    *,
    by: Actor,
    at: datetime,
) -> None:
    row = DocumentRecord(id=row_id, key=key, possession=possession, recorded_at=at, recorded_by=by.person_id, **words)
    session.add(row)
    session.flush()


def _possession(
    session: Session, office: Office, document: Document, newest: Record | None, *, at: datetime
) -> Possession:
    """A checklist's follows the version in use; of any other the newest record counts."""
    if document.checklist:
        official = checklists.current(session, office, document.checklist, at=at).official
        return Possession.HAVE if official else Possession.STAND_IN
    if newest is not None:
        return newest.possession
    return Possession.STAND_IN if document.stand_in else Possession.MISSING


def _require_sound(**words: str) -> None:
    for name, text in words.items():
        if len(text) > LONGEST[name]:
            raise InvalidCommand(_("One of the answers is longer than %(max)d characters.", max=LONGEST[name]))
    if not words["owner"]:
        raise InvalidCommand(_("Name the office or the role that keeps it, or is to get it."))
    link = words["link"]
    if _SCHEME.match(link) and not _HTTPS.fullmatch(link):
        raise InvalidCommand(
            _("Write an address that begins with https://, without a user name in it; or the place where it lies.")
        )


_RECORDS = select(DocumentRecord, Person.name).outerjoin(Person, Person.id == DocumentRecord.recorded_by)
_NEWEST_FIRST = (DocumentRecord.recorded_at.desc(), DocumentRecord.id)


def _newest(session: Session, *, at: datetime) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for row, name in session.execute(_RECORDS.where(DocumentRecord.recorded_at <= at).order_by(*_NEWEST_FIRST)):
        found.setdefault(row.key, _record(row, name))
    return found


def _record(row: DocumentRecord, name: str | None) -> Record:
    return Record(row.possession, row.owner, row.link, row.note, row.recorded_at, name or "")
