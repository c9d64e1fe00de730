"""How a party without an account gets to its case by mail: a link that works once, and another one for a lost code.

A link is good while its days run, nobody has used it, and the case can still be read. What is wrong with one that is
not good is told to nobody.
"""

from __future__ import annotations

import base64
import hmac
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, and_, exists, select, update
from sqlalchemy.orm import Session, joinedload

from ombud.storage.cases import Case, Party, TrackingLink
from ombud.storage.chain import append_system_event
from ombud.storage.jobs import Job, JobKind
from ombud.storage.letters import OutboxMail
from ombud.storage.sealing import SealBroken
from ombud.workflows import actors, requests
from ombud.workflows.actors import ActorKind
from ombud.workflows.codes import hash_of_token
from ombud.workflows.held import lock_case
from ombud.workflows.jobs import queue
from ombud.workflows.mail import outbox, wording
from ombud.workflows.mail.recipients import resolve
from ombud.workflows.office import Office
from ombud.workflows.opening import contact_of
from ombud.workflows.writing import write

ASKED: Final = "link.asked"
"""The job of somebody who asks for a link, and the event; its dot keeps it apart from the notices of procedures."""

OPENED: Final = "link.opened"

QUIET: Final = timedelta(minutes=5)
"""A link asked for again this soon is not sent again: nobody fills somebody else's mailbox by asking."""

_PLACE: Final = {"table": "jobs", "column": "payload"}


def send_link(session: Session, office: Office, party: Party, *, at: datetime) -> None:
    """Mails a party without an account a new link to its case; nothing where they left no address."""
    case = session.get_one(Case, party.case_id)
    reached = resolve(session, office, [f"party:{party.role}"], case, at=at)
    mine = [one for one in reached if one.party_id == party.id and one.person_id is None]
    outbox.post(session, office, case, mine, notice=OPENED, words=wording.new_link, at=at)


def opens(session: Session, token: str, *, at: datetime) -> Party | None:
    """Whose case a link would open. Asking uses nothing up: programs that check mails for danger follow links."""
    link = select(TrackingLink.party_id).where(TrackingLink.token_hash == hash_of_token(token), _good(at))
    return session.scalar(select(Party).where(Party.id.in_(link)).options(joinedload(Party.case)))


def open_link(
    session: Session, office: Office, token: str, *, at: datetime, request_key: str | None = None
) -> Party | None:
    """Uses a link up; None, and nothing has changed, for one that is not good. The same request again gets the same."""
    token_hash = hash_of_token(token)
    used = update(TrackingLink).where(TrackingLink.token_hash == token_hash, _good(at)).values(used_at=at)
    row = session.execute(used.returning(TrackingLink.id, TrackingLink.party_id)).one_or_none()
    if row is None:
        return _again(session, token_hash, request_key)
    party = session.get_one(Party, row.party_id)
    by = actors.party(party.id, party.case_id)
    held = lock_case(session, office, party.case_id, by=by, at=at, request_key=request_key)
    held.event(OPENED, {"link": str(row.id)})
    write(held)
    return party


def refuse(session: Session, what: str, *, at: datetime) -> None:
    """Keeps that a code or link was refused, and nothing else: `what` is the event, such as `link.refused`."""
    append_system_event(session, what, {}, actor=str(ActorKind.PARTY), at=at)


def ask_for_link(session: Session, office: Office, number: str, address: str, *, at: datetime) -> None:
    """Somebody has lost their code. What they gave is sealed for the worker, so that a known case and address take as
    long here as any others."""
    row = queue.job_row(JobKind.NOTIFY, "", None, {"notice": ASKED}, at)
    asked = orjson.dumps({"number": number.strip().upper(), "address": _plain(address)})
    sealed = office.vault.system_key.seal(asked, **_PLACE, row_id=row["id"])
    row["payload"]["asked"] = base64.b64encode(sealed).decode()
    queue.put(session, [row | {"key": f"{ASKED}:{row['id']}"}])
    append_system_event(session, ASKED, {}, actor=str(ActorKind.PARTY), at=at)


def answer_lost(session: Session, office: Office, job: Job, *, at: datetime) -> None:
    """The worker's part: a link to whoever left just this address in just this case. What was typed is then gone."""
    sealed = base64.b64decode(job.payload.get("asked", ""))
    job.payload = {"notice": ASKED}
    try:
        asked: dict[str, Any] = orjson.loads(office.vault.system_key.open(sealed, **_PLACE, row_id=job.id))
    except SealBroken:
        return
    case = session.scalar(select(Case).where(Case.number == asked["number"], Case.data_key.is_not(None)))
    if case is None or _sent_lately(session, case.id, at=at):
        return
    key = office.vault.unwrap(case.data_key)
    for party in session.scalars(select(Party).where(Party.case_id == case.id, Party.tracking_hash.is_not(None))):
        known = _plain(contact_of(key, party).get("email", ""))
        if known and hmac.compare_digest(known.encode(), asked["address"].encode()):
            send_link(session, office, party, at=at)


def _good(at: datetime) -> ColumnElement[bool]:
    """On TrackingLink: still opens its party's case. A destroyed key withdraws all links to its case."""
    readable = exists().where(
        Party.id == TrackingLink.party_id,
        Party.tracking_hash.is_not(None),
        Case.id == Party.case_id,
        Case.data_key.is_not(None),
    )
    return and_(TrackingLink.used_at.is_(None), TrackingLink.expires_at > at, readable)


def _again(session: Session, token_hash: bytes, request_key: str | None) -> Party | None:
    case_id = requests.case_of(session, request_key) if request_key else None
    mine = select(TrackingLink.party_id).where(TrackingLink.token_hash == token_hash)
    return session.scalar(select(Party).where(Party.id.in_(mine), Party.case_id == case_id)) if case_id else None


def _sent_lately(session: Session, case_id: UUID, *, at: datetime) -> bool:
    sent = (OutboxMail.case_id == case_id, OutboxMail.notice == OPENED, OutboxMail.created_at > at - QUIET)
    return bool(session.scalar(select(exists().where(*sent))))


def _plain(address: str) -> str:
    return address.strip().casefold()
