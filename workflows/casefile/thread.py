"""The messages of a case, the oldest first, and for those who work on it their notes among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ombud.storage.cases import CaseStatus, Party, Submission
from ombud.storage.directory import RoleScope
from ombud.storage.events import Event
from ombud.storage.sealing import SealBroken
from ombud.workflows import messages
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.finding import Found
from ombud.workflows.casefile.people import party_name, person_names
from ombud.workflows.casefile.said import File, readable, works_in
from ombud.workflows.casefile.words import RoleWords
from ombud.workflows.messages import NOTE, NOTED, SENT, WRITTEN, Side
from ombud.workflows.submissions import ATTACHMENT, attached, read


@dataclass(frozen=True, slots=True)
class Entry:
    """`mine`: from the reader's own side. `to`: the party it was written to, for those who work on a case with several.
    `lost`: the key is destroyed, or the row was changed."""

    note: bool
    side: Side
    mine: bool
    who: str  # by role to the party, by name and role to those who work on the case
    role: str
    at: datetime
    text: str
    files: tuple[File, ...]
    lost: bool
    to: str


@dataclass(frozen=True, slots=True)
class Thread:
    entries: tuple[Entry, ...]
    closed: bool
    side: Side | None  # on which the reader writes
    may_write: bool
    may_note: bool
    readers: tuple[tuple[UUID, str], ...]  # the parties to choose from, for those who work on a case with several


def thread_of(session: Session, found: Found, actor: Actor, *, at: datetime) -> Thread:
    """Empty, with nothing to write, for whoever may not read what was written in the case."""
    case = found.case
    side = messages.side_of(session, case.id, actor, at=at) if found.reads else None
    closed = case.status is CaseStatus.CLOSED
    has_party = found.deployed.toml.schedule is None  # nobody brings a case that opens by itself
    return Thread(
        entries=tuple(_entries(session, found, actor, side, at=at)),
        closed=closed,
        side=side,
        may_write=side is not None and not closed and has_party,
        may_note=found.reads and not closed and messages.may_note(session, case.id, actor, at=at),
        readers=tuple(_readers(session, found).items()) if side is Side.OFFICE else (),
    )


def amount_of(session: Session, found: Found, actor: Actor, *, at: datetime) -> tuple[int, datetime | None]:
    """How many messages and notes of the case the actor may read, and when the last was written."""
    theirs = readable(session, found, actor, at=at).where(Submission.form.in_(WRITTEN)).subquery()
    number, last = session.execute(select(func.count(), func.max(theirs.c.sent_at)).select_from(theirs)).one()
    return number, last


def _readers(session: Session, found: Found) -> dict[UUID, str]:
    """The parties of a case that has several, by name; two who would be called the same are numbered."""
    parties = session.scalars(select(Party).where(Party.case_id == found.case.id).order_by(Party.role, Party.id)).all()
    if len(parties) < 2:
        return {}
    names = [party_name(party, found.key, sealed=found.sealed) for party in parties]
    numbered = (f"{name} ({number})" if names.count(name) > 1 else name for number, name in enumerate(names, 1))
    return dict(zip((party.id for party in parties), numbered, strict=True))


def _entries(session: Session, found: Found, actor: Actor, side: Side | None, *, at: datetime) -> Iterator[Entry]:
    statement = readable(session, found, actor, at=at).where(Submission.form.in_(WRITTEN))
    rows = {str(row.id): row for row in session.scalars(statement)}
    by_name = works_in(session, found.case.id, actor, at=at) and side is not Side.PARTY
    names = person_names(session, (row.sent_by for row in rows.values())) if by_name else {}
    parties = {party.id: party for party in session.scalars(select(Party).where(Party.case_id == found.case.id))}
    words, readers = RoleWords(session), _readers(session, found) if by_name else {}
    for body in _order(session, found.case.id):
        if (row := rows.get(body["submission"])) is not None:
            party = parties.get(row.party_id) if row.party_id else None
            name = names.get(row.sent_by, "") if row.sent_by else ""
            entry = _entry(found, row, body, side, words, name=name, party=party)
            if entry.side is Side.OFFICE and row.party_id is not None:
                entry = replace(entry, to=readers.get(row.party_id, ""))
            yield entry


def _order(session: Session, case_id: UUID) -> Iterator[dict[str, Any]]:
    """What the events say of each, in the order they were written."""
    events = select(Event.body).where(Event.chain == case_id, Event.kind.in_((SENT, NOTED))).order_by(Event.seq)
    yield from session.scalars(events)


def _entry(
    found: Found, row: Submission, body: dict[str, Any], side: Side | None, words: RoleWords, *, name: str,
    party: Party | None,
) -> Entry:  # fmt: skip
    values = _open(found, row)
    from_party = body["side"] == Side.PARTY
    role = "" if from_party else words.of(body["role"], RoleScope(body["scope"]), UUID(body["scope_id"]))
    who = party_name(party, found.key, sealed=found.sealed) if from_party and party else name or role
    return Entry(
        note=row.form == NOTE,
        side=Side(body["side"]),
        mine=body["side"] == side,
        who=who,
        role=role if role != who else "",
        at=row.sent_at,
        text=str(values.get("note" if row.form == NOTE else "message") or ""),
        files=tuple(File(UUID(one[ATTACHMENT]), one["name"], one["size"]) for one in attached(values)),
        lost=not values,
        to="",
    )


def _open(found: Found, row: Submission) -> dict[str, Any]:
    if found.key is None:
        return {}
    try:
        return read(found.key, row)[0]
    except SealBroken:
        return {}
