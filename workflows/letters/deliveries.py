"""One letter to one recipient: delivered when the mail server took it, or when post or hand delivery was recorded.

Each change is an event of the case, and recounts the dates that hang on it. What could not be delivered stops the
consequence, and the operators are told.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import Case
from ombud.storage.jobs import JobKind
from ombud.storage.letters import Channel, Delivery, DeliveryStatus, Letter
from ombud.workflows import permissions, requests
from ombud.workflows.actors import WORKER, Actor
from ombud.workflows.engine import ElementKey
from ombud.workflows.held import HeldCase, Row, lock_case
from ombud.workflows.jobs.queue import job_row
from ombud.workflows.mail import outbox, wording
from ombud.workflows.mail.recipients import OPERATORS, resolve
from ombud.workflows.mail.wording import Wording
from ombud.workflows.office import Office
from ombud.workflows.refusals import Conflict, InvalidCommand, NotFound
from ombud.workflows.text import translate as _
from ombud.workflows.writing import write

BY_PEOPLE = (Channel.POST, Channel.HAND)


class AlreadyDelivered(Conflict):
    """This letter has been delivered to that recipient already."""


class NeverDelivered(Conflict):
    """Only a mail that was sent can come back."""


def record_delivery(
    session: Session,
    office: Office,
    delivery_id: UUID,
    channel: str,
    note: str,
    *,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> str:
    """Records that a letter was posted or handed over; `note` says how and holds nothing personal. Gives the number of the
    case. The same request twice is one record.

    Raises NotFound, Forbidden, AlreadyDelivered, or InvalidCommand for any other channel: the mail server answers for mail.
    """
    if channel not in BY_PEOPLE:
        raise InvalidCommand(_("Choose post or hand. A delivery by mail is recorded when the mail server accepts it."))
    held, delivery = _locked(session, office, delivery_id, by=by, at=at, request_key=request_key)
    permissions.require(session, by, permissions.RECORDERS, at=at)
    number = str(held.case["number"])
    if requests.is_repeat(session, held.id, request_key):
        return number
    if delivery.status == DeliveryStatus.DELIVERED:
        raise AlreadyDelivered()
    delivery.channel, delivery.note, delivery.recorded_by = Channel(channel), note.strip(), by.person_id
    _settle(session, held, delivery, DeliveryStatus.DELIVERED)
    return number


def bounce(session: Session, office: Office, delivery_id: UUID, note: str, *, by: Actor, at: datetime) -> None:
    """A mail the server had accepted came back: the letter was not delivered after all. Raises as `record_delivery`,
    and NeverDelivered for one that never went out by mail."""
    held, delivery = _locked(session, office, delivery_id, by=by, at=at)
    permissions.require(session, by, permissions.RECORDERS, at=at)
    if delivery.status != DeliveryStatus.DELIVERED or delivery.channel != Channel.MAIL:
        raise NeverDelivered()
    delivery.note, delivery.recorded_by = note.strip(), by.person_id
    _settle(session, held, delivery, DeliveryStatus.FAILED)


def accepted(session: Session, office: Office, delivery_id: UUID, *, at: datetime) -> None:
    """The mail server took the mail that announces a letter."""
    held, delivery = _locked(session, office, delivery_id, by=WORKER, at=at)
    if delivery.status != DeliveryStatus.DELIVERED:
        _settle(session, held, delivery, DeliveryStatus.DELIVERED)


def refused(session: Session, office: Office, delivery_id: UUID, note: str, *, at: datetime) -> None:
    """The mail that announces a letter will not arrive; `note` says why, without the address."""
    held, delivery = _locked(session, office, delivery_id, by=WORKER, at=at)
    if delivery.status == DeliveryStatus.WAITING:
        delivery.note = note
        _settle(session, held, delivery, DeliveryStatus.FAILED)


def tell_operators(session: Session, office: Office, case: Case, *, notice: str, words: Wording, at: datetime) -> None:
    """A mail to every operator: a letter of this case needs them."""
    operators = resolve(session, office, [OPERATORS], case, at=at)
    outbox.post(session, office, case, operators, notice=notice, words=words, at=at)


def _locked(
    session: Session, office: Office, delivery_id: UUID, *, by: Actor, at: datetime, request_key: str | None = None
) -> tuple[HeldCase, Delivery]:
    """The case's lock first, then the delivery as it stands under it."""
    case_id = session.scalar(select(Delivery.case_id).where(Delivery.id == delivery_id))
    if case_id is None:
        raise NotFound()
    held = lock_case(session, office, case_id, by=by, at=at, request_key=request_key)
    return held, session.get_one(Delivery, delivery_id, populate_existing=True)


def _settle(session: Session, held: HeldCase, delivery: Delivery, status: DeliveryStatus) -> None:
    letter = session.get_one(Letter, delivery.letter_id)
    delivery.status = status
    delivery.delivered_at = held.at if status is DeliveryStatus.DELIVERED else None
    session.flush()
    body = {"letter": letter.name, "delivery": str(delivery.id), "channel": str(delivery.channel)}
    held.event(f"letter.{status}", body, element=ElementKey.parse(letter.element))
    if any(rule.anchor == f"delivered:{letter.name}" for rule in held.deployed.toml.deadlines.values()):
        held.jobs.append(_retime(held, delivery, status))
    write(held)
    if status is DeliveryStatus.FAILED and delivery.required:
        case, words = session.get_one(Case, held.id), wording.undelivered
        tell_operators(session, held.office, case, notice="undelivered", words=words, at=held.at)


def _retime(held: HeldCase, delivery: Delivery, status: DeliveryStatus) -> Row:
    key = f"retime:{delivery.id}:{status}:{held.at.isoformat()}"
    return job_row(kind=JobKind.RETIME, key=key, case_id=held.id, payload={}, run_at=held.at)
