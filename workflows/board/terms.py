"""Terms: who sits in a seat and from when, each mirrored by a role within the body.

Whether somebody may write one is judged by whoever calls: a command by its role, an effect by the task it follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.base import new_id
from ombud.storage.board import Body, Seat, SeatTerm, TermKind
from ombud.storage.directory import Person, RoleHolding, RoleScope
from ombud.workflows.actors import Actor
from ombud.workflows.board import bodies, seating
from ombud.workflows.procedures.board import BoardToml, SeatGroup
from ombud.workflows.procedures.furnishing import MIRRORED
from ombud.workflows.refusals import InvalidCommand, NotFound
from ombud.workflows.text import translate as _


@dataclass(frozen=True, slots=True)
class Appointment:
    """Who is to sit in a seat, from when, for which organisation, and where that comes from."""

    person_id: UUID
    from_on: date
    organisation_id: UUID | None = None
    kind: TermKind = TermKind.HOLDER
    to_on: date | None = None
    appointed_by: str = ""  # the appointing entity; empty: the one of the seat's group
    case_id: UUID | None = None


def begin(
    session: Session,
    board: BoardToml,
    seat_id: UUID,
    appointment: Appointment,
    *,
    by: Actor,
    at: datetime,
    term_id: UUID | None = None,
) -> UUID:
    """Writes a term that others have judged to be theirs to write; `term_id` lets a repeated step meet its own row.

    Raises SeatNotThere, SeatTaken, AlreadySeated, SameOrganisation, NoGroundForSeat, InvalidCommand.
    """
    seat, body = _locked(session, seat_id)
    rule = seating.group_of(board, body.key, seat.group)
    term = _term(seat, rule.appointed_by, appointment, term_id or new_id())
    _judge(session, seat, rule, term)
    _mirror(session, body, term)
    session.add(term)
    session.flush()
    facts = {"seat": str(seat.id), "term": str(term.id), "person": str(term.person_id), "kind": str(term.kind)}
    days = {"from_on": term.from_on.isoformat(), "to_on": bodies.iso(term.to_on)}
    bodies.tell(session, "seat.filled", body, {**facts, **days}, by=by, at=at)
    return term.id


def take_back(session: Session, term: SeatTerm, *, by: Actor, at: datetime) -> None:
    """Undoes an appointment as if it had not been made; the events keep that it was."""
    seat = session.get_one(Seat, term.seat_id)
    body = session.get_one(Body, seat.body_id)
    bodies.tell(session, "seat.taken_back", body, {"seat": str(seat.id), "term": str(term.id)}, by=by, at=at)
    holding_id = term.holding_id
    session.delete(term)
    session.flush()
    if holding_id is not None:
        _follow(session, holding_id)


def _term(seat: Seat, entity: str, appointment: Appointment, term_id: UUID) -> SeatTerm:
    """A term ends with its seat at the latest."""
    return SeatTerm(
        id=term_id,
        seat_id=seat.id,
        person_id=appointment.person_id,
        organisation_id=appointment.organisation_id,
        kind=appointment.kind,
        from_on=appointment.from_on,
        to_on=appointment.to_on or seat.closed_on,
        appointed_by=appointment.appointed_by.strip() or entity,
        case_id=appointment.case_id,
    )


def _locked(session: Session, seat_id: UUID) -> tuple[Seat, Body]:
    """Appointments to one body wait for each other: each sees what the one before wrote."""
    body = session.scalars(
        select(Body).join(Seat, Seat.body_id == Body.id).where(Seat.id == seat_id).with_for_update(of=Body)
    ).one_or_none()
    if body is None:
        raise NotFound()
    return session.get_one(Seat, seat_id, populate_existing=True), body


def _judge(session: Session, seat: Seat, group: SeatGroup, term: SeatTerm) -> None:
    person = session.get(Person, term.person_id)
    if person is None or not person.active:
        raise InvalidCommand(_("There is no such person, or they have left."))
    if term.to_on is not None and term.to_on < term.from_on:
        raise InvalidCommand(_("The last day is before the first."))
    seating.organisation_named(session, term.organisation_id)
    seating.must_be_there(seat, from_on=term.from_on, to_on=term.to_on)
    seating.must_be_free(session, term)
    seating.must_have_one_vote(session, seat, term)
    seating.must_have_ground(session, group)
    seating.must_differ(session, seat, group, term)


def _mirror(session: Session, body: Body, term: SeatTerm) -> None:
    """The role within the body; two terms that begin on one day share it."""
    held = {
        "person_id": term.person_id,
        "role": MIRRORED[term.kind],
        "scope": RoleScope.BODY,
        "scope_id": body.id,
        "from_on": term.from_on,
    }
    holding = session.scalars(select(RoleHolding).filter_by(**held)).one_or_none()
    if holding is None:
        holding = RoleHolding(id=new_id(), to_on=term.to_on, **held)
        session.add(holding)
    elif term.to_on is None or (holding.to_on is not None and holding.to_on < term.to_on):
        holding.to_on = term.to_on
    term.holding_id = holding.id
    session.flush()


def end(session: Session, body: Body, term: SeatTerm, *, on: date, by: Actor, at: datetime) -> None:
    term.to_on = on
    session.flush()
    if term.holding_id is not None:
        _follow(session, term.holding_id)
    facts = {"seat": str(term.seat_id), "term": str(term.id), "to_on": on.isoformat()}
    bodies.tell(session, "seat.left", body, facts, by=by, at=at)


def _follow(session: Session, holding_id: UUID) -> None:
    """A mirrored role lasts as long as the longest of its terms; without any it never was."""
    holding = session.get_one(RoleHolding, holding_id)
    ends = list(session.scalars(select(SeatTerm.to_on).where(SeatTerm.holding_id == holding_id)))
    if not ends:
        session.delete(holding)
    else:
        holding.to_on = None if None in ends else max(end for end in ends if end is not None)
    session.flush()
