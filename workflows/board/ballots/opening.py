"""Opening a ballot: the body's rules, the roster as it is on the day, and who of it is barred, all frozen."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot, BallotStatus
from ombud.storage.base import new_id
from ombud.storage.board import Body
from ombud.storage.cases import OPEN_TASK
from ombud.storage.events import Event
from ombud.storage.meetings import AgendaItem, Meeting, MeetingStatus
from ombud.workflows import requests
from ombud.workflows.actors import Actor
from ombud.workflows.board import rules
from ombud.workflows.board.ballots import reminding, roster
from ombud.workflows.board.ballots.holding import HeldBallot, must_be_free
from ombud.workflows.board.ballots.standing import ALL_SEATS
from ombud.workflows.board.ballots.tally import ABSTAIN
from ombud.workflows.board.presiding import must_preside
from ombud.workflows.board.rules import Rules
from ombud.workflows.held import HeldCase, ballot_is_open, lock_task, must_run
from ombud.workflows.office import Office
from ombud.workflows.procedures.model import BallotRule
from ombud.workflows.refusals import (
    BallotOpen,
    InvalidCommand,
    MeetingOver,
    NotAllowedByRules,
    NotFound,
    TaskGone,
)
from ombud.workflows.text import in_language
from ombud.workflows.text import translate as _

OPENED = "ballot.opened"

Options = Sequence[tuple[str, str]]
"""The answers to choose from: value and label."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a ballot is held: at a meeting, or by correspondence until an instant."""

    meeting_id: UUID | None
    secret: bool
    closes_at: datetime | None


def open_for_task(
    session: Session,
    office: Office,
    task_id: UUID,
    *,
    meeting_id: UUID | None,
    secret: bool = False,
    closes_at: datetime | None = None,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> UUID:
    """Opens the ballot whose tally will complete a task, for whoever presides over the body.

    Raises NotFound, Forbidden, RecusedFromThis, TaskGone, BallotOpen, NotConfigured for missing rules or an empty
    roster, NotAllowedByRules, InvalidCommand, MeetingOver, and what `must_run` raises.
    """
    case, task = lock_task(session, office, task_id, by=by, at=at, request_key=request_key)
    if not task["visible"]:
        raise NotFound()
    rule = _rule(case, task)
    body = session.scalars(select(Body).where(Body.key == rule.body)).one()
    must_preside(session, body.id, by=by, at=at)
    must_be_free(session, case.id, by=by)
    if known := _opened_by(session, request_key):
        return known
    must_run(case)
    if task["task_status"] not in OPEN_TASK:
        raise TaskGone()
    if ballot_is_open(case, task):
        raise BallotOpen()
    field = next(f for f in office.forms[task["task_form"]].fields if f.name == rule.field)
    terms = Terms(meeting_id, secret, closes_at)
    about = {"motion": rule.motion, "case_id": case.id, "task_id": task_id, "item_id": _item(session, task_id)}
    with in_language("en"):  # pages translate it for whoever reads them
        options = [(value, str(label)) for value, label in field.choices]
    return _open(session, office, body, terms, about, options, case, by=by, at=at)


def open_motion(
    session: Session,
    office: Office,
    body_id: UUID,
    *,
    motion: str,
    options: Options,
    meeting_id: UUID | None,
    item_id: UUID | None = None,
    secret: bool = False,
    closes_at: datetime | None = None,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> UUID:
    """Opens a ballot on a motion of the body's own. It names nobody: everybody who reads the agenda reads it.

    Raises as `open_for_task`; InvalidCommand for an item that is a case's, whose task has its own ballot.
    """
    body = session.get(Body, body_id)
    if body is None:
        raise NotFound()
    must_preside(session, body.id, by=by, at=at)
    if not motion.strip():
        raise InvalidCommand(_("Say what is put to the vote. Do not name a client."))
    _must_fit(options)
    if item_id is not None:
        _must_be_own(session, item_id, body.id)
    if request_key is not None:
        requests.hold(session, request_key)
    if known := _opened_by(session, request_key):
        return known
    about = {"motion": " ".join(motion.split()), "case_id": None, "task_id": None, "item_id": item_id}
    terms = Terms(meeting_id, secret, closes_at)
    return _open(session, office, body, terms, about, options, None, by=by, at=at, request_key=request_key)


def _open(
    session: Session,
    office: Office,
    body: Body,
    terms: Terms,
    about: dict[str, Any],
    options: Options,
    case: HeldCase | None,
    *,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> UUID:
    values = rules.values(session, office.board, body.key, at=at)
    _must_allow(session, body, rules.of(office.board, values, body=body.name), terms, at=at)
    key, wrapped = office.vault.new_case_key()
    seats, all_seats = roster.freeze(session, key, body, about["case_id"], about["task_id"], by=by, at=at)
    ballot = Ballot(
        id=new_id(),
        body_id=body.id,
        options=[[value, label] for value, label in options],
        rules=values | {ALL_SEATS: all_seats},
        meeting_id=terms.meeting_id,
        secret=terms.secret,
        closes_at=terms.closes_at,
        status=BallotStatus.OPEN,
        opened_at=at,
        opened_by=by.person_id,
        data_key=wrapped,
        **about,
    )
    session.add(ballot)
    session.flush()
    session.add_all(seats)
    for seat in seats:
        seat.ballot_id = ballot.id
    held = HeldBallot(session, office, ballot, case, by, at, request_key)
    held.event(OPENED, _facts(body, ballot, seats))
    reminding.plan(session, office, ballot, at=at)
    held.save()
    return ballot.id


def _facts(body: Body, ballot: Ballot, seats: list[Any]) -> dict[str, Any]:
    """The roster by its size and a digest: who sat in which seat, and who stood in, when the ballot opened."""
    places = [[str(seat.seat_id), str(seat.holder_id), str(seat.alternate_id or "")] for seat in seats]
    return {
        "body": body.key,
        "meeting": str(ballot.meeting_id) if ballot.meeting_id else None,
        "closes_at": ballot.closes_at.isoformat() if ballot.closes_at else None,
        "secret": ballot.secret,
        "seats": len(seats),
        "roster": hashlib.sha256(orjson.dumps(sorted(places))).hexdigest(),
        "recused": sum(seat.recused_at is not None for seat in seats),
    }


def _rule(case: HeldCase, task: RowMapping) -> BallotRule:
    found = (rule for rule in case.deployed.toml.ballots.values() if rule.task == task["task_element"])
    if rule := next(found, None):
        return rule
    raise InvalidCommand(_("This task is not decided by ballot."))


def _opened_by(session: Session, request_key: str | None) -> UUID | None:
    """The ballot that the same request has opened already."""
    if request_key is None:
        return None
    opened = select(Event.body).where(Event.request_key == request_key, Event.kind == OPENED)
    body = session.scalar(opened)
    return UUID(body["ballot"]) if body else None


def _item(session: Session, task_id: UUID) -> UUID | None:
    return session.scalar(select(AgendaItem.id).where(AgendaItem.task_id == task_id))


def _must_be_own(session: Session, item_id: UUID, body_id: UUID) -> None:
    item = session.get(AgendaItem, item_id)
    if item is None or item.body_id != body_id:
        raise NotFound()
    if item.case_id is not None:
        raise InvalidCommand(_("What a case asks of the body has a ballot of its own: open that one."))


def _must_fit(options: Options) -> None:
    values = [value.strip() for value, _label in options]
    if len(values) <= 1 or len(set(values)) < len(values):
        raise InvalidCommand(_("Give at least two answers to choose from, each of them once."))
    if ABSTAIN in values or not all(values) or not all(label.strip() for _value, label in options):
        raise InvalidCommand(_("Every answer needs a name; everybody can abstain anyway."))


def _must_allow(session: Session, body: Body, given: Rules, terms: Terms, *, at: datetime) -> None:
    if terms.secret and not given.secret:
        raise NotAllowedByRules(_("No ballot of %(body)s is secret.", body=body.name))
    if terms.meeting_id is not None:
        if terms.closes_at is not None:
            raise InvalidCommand(_("A ballot at a meeting is closed there. Only one by correspondence has a last day."))
        _must_meet(session, body, terms.meeting_id)
        return
    if not given.correspondence:
        raise NotAllowedByRules(_("%(body)s votes at its meetings only.", body=body.name))
    if terms.closes_at is None or terms.closes_at <= at:
        raise InvalidCommand(_("Say until when votes count: a time that is yet to come."))


def _must_meet(session: Session, body: Body, meeting_id: UUID) -> None:
    """The meeting stays as it is until this is committed. A body may meet when another one does (A37)."""
    locked = select(Meeting).where(Meeting.id == meeting_id).with_for_update(read=True, of=Meeting)
    meeting = session.scalar(locked, execution_options={"populate_existing": True})
    if meeting is None or meeting.body_id not in (body.id, body.calendar_of_id):
        raise NotFound(_("%(body)s has no such meeting.", body=body.name))
    if meeting.status is not MeetingStatus.SCHEDULED or meeting.adjourned_at is not None:
        raise MeetingOver()
