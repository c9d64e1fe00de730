"""Keeps the blind index of sealed names: a row for each word, written with the name; and made anew for all cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import and_, delete, exists, not_, or_, select
from sqlalchemy.orm import Session

from ombud.storage.cases import Attachment, Case, Party
from ombud.storage.inserting import insert_into
from ombud.storage.sealing import CaseKey, SealBroken, Vault
from ombud.storage.search import SearchKind, SearchWord, words_of
from ombud.storage.session import Database, reading, unit_of_work

AT_ONCE = 200
"""Cases made anew in one transaction."""


@dataclass(frozen=True, slots=True)
class Indexed:
    cases: int
    unreadable: int  # names that did not open


def rows_of(vault: Vault, kind: SearchKind, case_id: UUID, row_id: UUID, name: str) -> list[dict[str, Any]]:
    """The rows by which one name is found."""
    return [
        {"row_id": row_id, "digest": digest_of(vault, kind, word), "case_id": case_id, "kind": kind}
        for word in words_of(name)
    ]


def digest_of(vault: Vault, kind: SearchKind, word: str) -> bytes:
    """A word of a file's name and the same word of a party's have nothing in common in the database."""
    return vault.digest_of(f"{kind} {word}")


def name_in(contact: Mapping[str, str]) -> str:
    """What a party without an account is found by."""
    return f"{contact.get('name', '')} {contact.get('email', '')}"


def is_missing(session: Session) -> bool:
    """Whether there are sealed names and not one word of them, as after an update from before there was a search."""
    named = or_(exists().where(Party.contact_sealed.is_not(None)), exists().where(Attachment.id.is_not(None)))
    return bool(session.scalar(select(and_(named, not_(exists().where(SearchWord.row_id.is_not(None)))))))


def index_all(database: Database, vault: Vault) -> Indexed:
    """Makes the index anew for every case with a key; what is written meanwhile brings its own rows."""
    with reading(database) as session:
        case_ids = session.scalars(select(Case.id).where(Case.data_key.is_not(None)).order_by(Case.id)).all()
    unreadable = 0
    for first in range(0, len(case_ids), AT_ONCE):
        with unit_of_work(database) as session:
            unreadable += _index(session, vault, case_ids[first : first + AT_ONCE])
    return Indexed(len(case_ids), unreadable)


def _index(session: Session, vault: Vault, case_ids: Sequence[UUID]) -> int:
    """Gives how many names did not open."""
    keys = dict(session.execute(select(Case.id, Case.data_key).where(Case.id.in_(case_ids))).all())
    sealed = _sealed_names(session, case_ids)
    rows: list[dict[str, Any]] = []
    unreadable = 0
    for kind, case_id, row_id, name in sealed:
        try:
            rows += rows_of(vault, kind, case_id, row_id, _opened(vault.unwrap(keys[case_id]), kind, row_id, name))
        except SealBroken:
            unreadable += 1
    session.execute(delete(SearchWord).where(SearchWord.case_id.in_(case_ids)))
    if rows:
        session.connection().execute(insert_into(SearchWord, session).on_conflict_do_nothing(), rows)
    return unreadable


def _sealed_names(session: Session, case_ids: Sequence[UUID]) -> list[tuple[SearchKind, UUID, UUID, bytes]]:
    parties = select(Party.case_id, Party.id, Party.contact_sealed).where(Party.case_id.in_(case_ids))
    files = select(Attachment.case_id, Attachment.id, Attachment.name_sealed).where(Attachment.case_id.in_(case_ids))
    return [
        *((SearchKind.PARTY, of, key, sealed) for of, key, sealed in session.execute(parties) if sealed is not None),
        *((SearchKind.ATTACHMENT, of, key, sealed) for of, key, sealed in session.execute(files)),
    ]


def _opened(key: CaseKey, kind: SearchKind, row_id: UUID, sealed: bytes) -> str:
    if kind is SearchKind.ATTACHMENT:
        return key.open(sealed, table="attachments", column="name_sealed", row_id=row_id).decode()
    return name_in(orjson.loads(key.open(sealed, table="parties", column="contact_sealed", row_id=row_id)))
