"""What an overseer can prove of a case from its page: that its chain and what is sealed are as they were written, and the
fingerprints to keep elsewhere. What people wrote is compared, and never handed out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ombud.storage.cases import Attachment, Case
from ombud.storage.events import Event
from ombud.storage.letters import Letter
from ombud.workflows import proof
from ombud.workflows.casefile.timeline import AMONG_THEM, OF_THE_BODY
from ombud.workflows.office import Office

MOST_ENTRIES: Final = 1000
"""Each submission is compared with each commitment: with as many of both it is a second or two."""

MOST_BYTES: Final = 100 * 1024 * 1024
"""Of files and letters, which are opened to compute their fingerprints."""


@dataclass(frozen=True, slots=True)
class Checked:
    """`entries`: how many the chain has now; `first_at`, `last_at`: None where it has none. `head`: the fingerprint of the
    last one as the case keeps it, in hexadecimal. `faults`: sentences of `proof.verify`, in English; None where the case is
    too large to be checked while somebody waits. `opens`: whether what is sealed could be checked too."""

    entries: int
    first_at: datetime | None
    last_at: datetime | None
    head: str
    faults: tuple[str, ...] | None
    opens: bool

    @property
    def holds(self) -> bool:
        return self.faults == ()


def check(session: Session, office: Office, case: Case) -> Checked:
    of_case = select(func.count(), func.min(Event.at), func.max(Event.at)).where(Event.chain == case.id)
    entries, first_at, last_at = session.execute(of_case).one()
    quick = entries <= MOST_ENTRIES and _sealed_bytes(session, case) <= MOST_BYTES
    faults = tuple(proof.verify(session, office, case)) if quick else None
    return Checked(entries, first_at, last_at, case.head_hash.hex(), faults, opens=case.data_key is not None)


def _sealed_bytes(session: Session, case: Case) -> int:
    files = select(func.coalesce(func.sum(Attachment.size), 0)).where(Attachment.case_id == case.id)
    letters = select(func.coalesce(func.sum(func.length(Letter.pdf_sealed)), 0)).where(Letter.case_id == case.id)
    return int(session.scalar(files) or 0) + int(session.scalar(letters) or 0)


def fingerprints(session: Session, case: Case) -> dict[str, Any]:
    """The chain as plain JSON, without names and without anything that was said or answered.

    Of votes, notes and a party's own looking only the fingerprint: the history of the case keeps those to itself, too.
    """
    rows = session.execute(
        select(Event.seq, Event.at, Event.kind, Event.element, Event.hash)
        .where(Event.chain == case.id)
        .order_by(Event.seq)
    )
    return {
        "format": "ombud fingerprints 1",
        "number": case.number,
        "procedure": {"key": case.version.key, "version": case.version.version, "digest": case.version.digest},
        "status": str(case.status),
        "outcome": case.outcome,
        "head": {"entry": case.head_seq, "fingerprint": case.head_hash.hex()},
        "entries": [
            {"entry": row.seq}
            | ({} if row.kind.startswith((*OF_THE_BODY, *AMONG_THEM)) else _what(row))
            | {"fingerprint": row.hash.hex()}
            for row in rows
        ],
    }


def _what(row: Any) -> dict[str, Any]:
    return {"at": row.at.isoformat(), "kind": row.kind, "step": row.element}
