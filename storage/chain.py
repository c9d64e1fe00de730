"""The hash chain of events: each row's hash covers the row and the hash before it; the head is kept elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import Row, Select, insert, select, union, update
from sqlalchemy.orm import Session

from ombud.storage.cases import Case
from ombud.storage.events import SYSTEM_CHAIN, ChainHead, Event

COLUMNS: Final = (
    "chain",
    "seq",
    "kind",
    "at",
    "actor_id",
    "actor",
    "element",
    "body",
    "input",
    "commitment",
    "request_key",
)
"""What a hash covers, in this order: every column but the hash itself."""

_PREFIX: Final = b"ombud event 1\n"
_NEIGHBOURS: Final = 50
"""How far around a bad row to look for the place it came from."""


class ChainBroken(Exception):
    """The system's chain of events has lost its head: the database was tampered with, or never migrated."""


def canonical(event: Mapping[str, Any]) -> bytes:
    """The bytes a hash covers, the same before and after a trip through either database."""
    return orjson.dumps([_plain(event.get(column)) for column in COLUMNS])


def hash_after(previous: bytes, event: Mapping[str, Any]) -> bytes:
    return hashlib.sha256(_PREFIX + previous + canonical(event)).digest()


def chain_events(head_seq: int, head_hash: bytes, events: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows ready to insert: every column present, `seq` and `hash` following the head. The last one is the new head."""
    rows = []
    for seq, event in enumerate(events, start=head_seq + 1):
        row = {column: event.get(column) for column in COLUMNS} | {"seq": seq}
        head_hash = hash_after(head_hash, row)
        rows.append(row | {"hash": head_hash})
    return rows


def hold_system_chain(session: Session) -> None:
    """Whoever else would append to the system's chain waits until the unit of work ends."""
    session.execute(select(ChainHead.seq).where(ChainHead.chain == SYSTEM_CHAIN).with_for_update())


def append_system_event(
    session: Session,
    kind: str,
    body: Any,
    *,
    actor: str,
    at: datetime,
    actor_id: UUID | None = None,
    request_key: str | None = None,
    commitment: bytes | None = None,
) -> int:
    """Adds to the system's chain and gives the event's `seq`. Holds the head's lock until the unit of work ends."""
    head = session.execute(
        select(ChainHead.seq, ChainHead.hash).where(ChainHead.chain == SYSTEM_CHAIN).with_for_update()
    ).one_or_none()
    if head is None:
        raise ChainBroken(ChainBroken.__doc__)
    event = {
        "chain": SYSTEM_CHAIN,
        "kind": kind,
        "at": at,
        "actor_id": actor_id,
        "actor": actor,
        "body": body,
        "commitment": commitment,
        "request_key": request_key,
    }
    (row,) = chain_events(head.seq, head.hash, [event])
    session.execute(insert(Event), [row])
    session.execute(
        update(ChainHead).where(ChainHead.chain == SYSTEM_CHAIN).values(seq=row["seq"], hash=row["hash"]),
        execution_options={"synchronize_session": False},
    )
    return int(row["seq"])


class Fault(StrEnum):
    EDITED = "edited"
    MISSING = "missing"
    REORDERED = "reordered"
    CUT = "cut"  # rows gone from the end
    ADDED = "added"  # rows beyond the head
    HEADLESS = "headless"  # no case row, no head row


@dataclass(frozen=True, slots=True)
class Verdict:
    """`seq` is the first bad row; `reason` is a sentence for the person who has to look into it."""

    chain: UUID
    events: int  # rows found intact
    fault: Fault | None = None
    seq: int | None = None
    reason: str = ""

    @property
    def ok(self) -> bool:
        return self.fault is None


def verify_chain(session: Session, chain: UUID) -> Verdict:
    """Recomputes every hash of a chain and compares the last with the head.

    It cannot see that a whole chain was rewritten together with its head, or that a case is gone with all its events:
    that takes an anchor outside the database.
    """
    seq, previous = 0, b""
    for row in _rows(session, chain):
        seq += 1
        fault = _fault_of(session, row, seq=seq, previous=previous)
        if fault is not None:
            return Verdict(chain, seq - 1, fault, seq, _reason(fault, seq, found=row.seq))
        previous = row.hash
    return _against_head(session, chain, seq=seq, last=previous)


def all_chains(session: Session) -> Iterator[UUID]:
    """Every chain there is a trace of: a case, a head, or events whose case is gone."""
    yield from session.scalars(union(select(ChainHead.chain), select(Case.id), select(Event.chain)))


def _rows(session: Session, chain: UUID) -> Iterator[Row[Any]]:
    statement = select(*Event.__table__.columns).where(Event.chain == chain).order_by(Event.seq)
    yield from session.execute(statement, execution_options={"yield_per": 500})


def _fault_of(session: Session, row: Row[Any], *, seq: int, previous: bytes) -> Fault | None:
    if row.seq != seq:
        return Fault.MISSING if row.seq > seq else Fault.ADDED
    if row.hash == hash_after(previous, row._asdict()):
        return None
    return Fault.REORDERED if _belongs_elsewhere(session, row) else Fault.EDITED


def _belongs_elsewhere(session: Session, row: Row[Any]) -> bool:
    """Whether the row is intact but for its number: some other place nearby gives exactly its hash."""
    near = range(max(1, row.seq - _NEIGHBOURS), row.seq + _NEIGHBOURS + 1)
    hashes = session.scalars(
        select(Event.hash).where(Event.chain == row.chain, Event.seq.between(near.start - 1, near.stop))
    ).all()
    return any(
        row.hash == hash_after(previous, row._asdict() | {"seq": seq})
        for seq in near
        if seq != row.seq
        for previous in (b"", *hashes)
    )


def _against_head(session: Session, chain: UUID, *, seq: int, last: bytes) -> Verdict:
    head = session.execute(_head(chain)).one_or_none()
    if head is None:
        return Verdict(chain, seq, Fault.HEADLESS, None, _reason(Fault.HEADLESS, seq))
    if head[0] > seq:
        return Verdict(chain, seq, Fault.CUT, seq + 1, _reason(Fault.CUT, seq + 1, found=head[0]))
    if head[0] < seq:
        return Verdict(chain, head[0], Fault.ADDED, head[0] + 1, _reason(Fault.ADDED, head[0] + 1))
    if head[1] != last:
        return Verdict(chain, max(seq - 1, 0), Fault.EDITED, seq, _reason(Fault.EDITED, seq))
    return Verdict(chain, seq)


def _head(chain: UUID) -> Select[int, bytes]:
    if chain == SYSTEM_CHAIN:
        return select(ChainHead.seq, ChainHead.hash).where(ChainHead.chain == chain)
    return select(Case.head_seq, Case.head_hash).where(Case.id == chain)


def _reason(fault: Fault, seq: int, *, found: int = 0) -> str:
    match fault:
        case Fault.EDITED:
            return f"Event {seq} is not what was written: its content does not give its recorded hash."
        case Fault.MISSING:
            return f"Event {seq} is missing: event {found} stands in its place."
        case Fault.REORDERED:
            return f"Event {seq} was moved: its content is intact, but it was written with another number."
        case Fault.CUT:
            return f"Events {seq} to {found} are missing from the end: the head of the chain knows {found}."
        case Fault.ADDED:
            return f"Event {seq} was added outside of Ombud: the head of the chain does not know it."
        case Fault.HEADLESS:
            return f"The head of this chain is gone; {seq} of its events are still there."


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case bytes():
            return value.hex()
        case UUID():
            return value.hex
    return value
