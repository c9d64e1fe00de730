"""Somebody without an account: their code typed in, or a link of theirs used, their browser opens that one case for a
while."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from flask import session
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ombud.storage.cases import Party
from ombud.storage.sealing import SealBroken
from ombud.webapp.desk import desk, now, read
from ombud.workflows import actors
from ombud.workflows.actors import Actor
from ombud.workflows.codes import hash_of_code, readings
from ombud.workflows.opening import contact_of

_PARTY: Final = "party"


def find(opened: Session, code: str) -> tuple[Party, str] | None:
    """The party whose code it is, and the language they chose."""
    hashes = [hash_of_code(one) for one in readings(code)]
    party = opened.scalar(select(Party).where(Party.tracking_hash.in_(hashes)).options(joinedload(Party.case)))
    return (party, language_of(party)) if party else None


def with_language(opened: Session, party_id: UUID) -> tuple[Party, str]:
    party = opened.scalars(select(Party).where(Party.id == party_id).options(joinedload(Party.case))).one()
    return party, language_of(party)


def language_of(party: Party) -> str:
    """The one they chose for what is written to them."""
    try:
        contact = contact_of(desk().office.vault.unwrap(party.case.data_key), party)
    except SealBroken:
        contact = {}
    return contact.get("language") or "en"


def remember(party: Party, language: str) -> None:
    """The cookie holds ids and a time, signed; the code itself is kept nowhere. Pages speak the party's language."""
    session[_PARTY] = [str(party.id), str(party.case_id), now().isoformat()]
    speak(language)


def speak(language: str) -> None:
    """Pages speak the party's language from here on, unless another was chosen in this browser."""
    session.setdefault("language", language)


def forget() -> None:
    session.pop(_PARTY, None)


def tracked() -> Actor | None:
    """The party this browser showed the code of; None later than `tracking_minutes`, or once the code is withdrawn."""
    kept = session.get(_PARTY)
    if not kept:
        return None
    party_id, case_id, since = UUID(kept[0]), UUID(kept[1]), datetime.fromisoformat(kept[2])
    if now() - since > timedelta(minutes=desk().config.tracking_minutes):
        forget()
        return None
    with read() as opened:
        still = opened.scalar(
            select(Party.id).where(Party.id == party_id, Party.case_id == case_id, Party.tracking_hash.is_not(None))
        )
    return actors.party(party_id, case_id) if still else None
