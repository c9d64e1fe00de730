"""Seats: opened and closed, filled and left, and who sits in them on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from ombud.storage.base import new_id
from ombud.storage.board import Body, Seat, SeatTerm, TermKind
from ombud.workflows.actors import Actor
from ombud.workflows.board import bodies, seating, terms
from ombud.workflows.board.presiding import locked_body
from ombud.workflows.days import day_of
from ombud.workflows.office import Office
from ombud.workflows.procedures.board import read_board
from ombud.workflows.refusals import InvalidCommand, NotFound
from ombud.workflows.text import translate as _


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody in a seat: its holder, or the alternate."""

    term_id: UUID
    person_id: UUID
    name: str
    organisation: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class SeatOn:
    """A seat as it is on a day; without a holder it is vacant."""

    seat_id: UUID
    label: str
    group: str
    voting: bool
    holder: Sitting | None
    alternate: Sitting | None


def open_seat(
    session: Session, office: Office, body_id: UUID, *, group: str, label: str, from_on: date, by: Actor, at: datetime
) -> UUID:
    """A new seat of a group. Raises NoSeatLeft, NoGroundForSeat, Forbidden, NotFound, InvalidCommand."""
    body = locked_body(session, Body.id == body_id, by=by, at=at)
    rule = seating.group_of(office.board, body.key, group)
    if not label.strip():
        raise InvalidCommand(_("Give the seat a name."))
    if (body.begins_on and from_on < body.begins_on) or (body.ends_on and from_on > body.ends_on):
        raise InvalidCommand(_("%(body)s does not exist on that day.", body=body.name))
    seating.must_have_room(session, office.board, body, rule, from_on=from_on, at=at)
    seat = Seat(id=new_id(), body_id=body.id, group=group, label=label.strip(), voting=rule.voting, opened_on=from_on)
    seat.closed_on = body.ends_on
    session.add(seat)
    session.flush()
    facts = {"seat": str(seat.id), "group": group, "opened_on": from_on.isoformat()}
    bodies.tell(session, "seat.opened", body, facts, by=by, at=at)
    return seat.id


def close_seat(session: Session, seat_id: UUID, *, on: date, by: Actor, at: datetime) -> None:
    """`on` is the seat's last day, and that of whoever sits in it. Raises InvalidCommand for a term that begins later."""
    seat, body = _held(session, seat_id, by=by, at=at)
    if on < seat.opened_on or (seat.closed_on is not None and on > seat.closed_on):
        raise InvalidCommand(_("The seat does not exist on that day."))
    if any(term.from_on > on for term in seat.terms):
        raise InvalidCommand(_("Somebody is appointed to this seat from a later day on."))
    seat.closed_on = on
    for term in seat.terms:
        if term.to_on is None or term.to_on > on:
            terms.end(session, body, term, on=on, by=by, at=at)
    session.flush()
    facts = {"seat": str(seat.id), "group": seat.group, "closed_on": on.isoformat()}
    bodies.tell(session, "seat.closed", body, facts, by=by, at=at)


def close_without_ground(session: Session, office: Office, body_id: UUID, *, by: Actor, at: datetime) -> list[UUID]:
    """Closes, with today, the seats whose condition no longer holds: seat 9 once administrator and Lead are one."""
    body = locked_body(session, Body.id == body_id, by=by, at=at)
    lost = seating.without_ground(session, office.board, body, on=day_of(at))
    for seat in lost:
        close_seat(session, seat.id, on=day_of(at), by=by, at=at)
    return [seat.id for seat in lost]


def appoint(
    session: Session,
    office: Office,
    seat_id: UUID,
    *,
    person_id: UUID,
    organisation_id: UUID | None,
    kind: TermKind,
    from_on: date,
    to_on: date | None,
    appointed_by: str,
    case_id: UUID | None,
    by: Actor,
    at: datetime,
) -> UUID:
    """Seats somebody, or an alternate. Raises Forbidden, NotFound, and what `terms.begin` raises."""
    seat, _body = _held(session, seat_id, by=by, at=at)
    appointment = terms.Appointment(person_id, from_on, organisation_id, kind, to_on, appointed_by, case_id)
    return terms.begin(session, office.board, seat.id, appointment, by=by, at=at)


def end_term(session: Session, term_id: UUID, *, on: date, by: Actor, at: datetime) -> None:
    """`on` is the last day of a term and of the role that goes with it. Raises InvalidCommand for a day outside it."""
    term = session.get(SeatTerm, term_id)
    if term is None:
        raise NotFound()
    _seat, body = _held(session, term.seat_id, by=by, at=at)
    if on < term.from_on or (term.to_on is not None and on > term.to_on):
        raise InvalidCommand(_("The term does not reach to that day."))
    terms.end(session, body, term, on=on, by=by, at=at)


def roster(session: Session, body_id: UUID, *, on: date) -> list[SeatOn]:
    """Every seat there is on a day with who sits in it, in the order of the groups."""
    body = session.get_one(Body, body_id)
    order = {group.key: number for number, group in enumerate(read_board().groups_of(body.key))}
    there = and_(Seat.opened_on <= on, or_(Seat.closed_on.is_(None), Seat.closed_on >= on))
    seats = list(session.scalars(select(Seat).where(Seat.body_id == body_id, there)))
    sitting = _sitting(session, body_id, on)
    seats.sort(key=lambda seat: (order.get(seat.group, len(order)), seat.label))
    return [
        SeatOn(
            seat.id,
            seat.label,
            seat.group,
            seat.voting,
            sitting.get((seat.id, TermKind.HOLDER)),
            sitting.get((seat.id, TermKind.ALTERNATE)),
        )
        for seat in seats
    ]


def vacancies(session: Session, body_id: UUID, *, on: date) -> list[SeatOn]:
    """The seats nobody holds on a day; an alternate does not fill one."""
    return [seat for seat in roster(session, body_id, on=on) if seat.holder is None]


def _sitting(session: Session, body_id: UUID, on: date) -> dict[tuple[UUID, TermKind], Sitting]:
    sitting = (
        select(SeatTerm)
        .join(Seat, Seat.id == SeatTerm.seat_id)
        .where(Seat.body_id == body_id, SeatTerm.from_on <= on, or_(SeatTerm.to_on.is_(None), SeatTerm.to_on >= on))
        .options(joinedload(SeatTerm.person), joinedload(SeatTerm.organisation))
    )
    return {
        (term.seat_id, term.kind): Sitting(
            term.id,
            term.person_id,
            term.person.name,
            term.organisation.name if term.organisation else "",
            term.from_on,
            term.to_on,
        )
        for term in session.scalars(sitting)
    }


def _held(session: Session, seat_id: UUID, *, by: Actor, at: datetime) -> tuple[Seat, Body]:
    seat = session.get(Seat, seat_id)
    if seat is None:
        raise NotFound()
    body = locked_body(session, Body.id == seat.body_id, by=by, at=at)
    session.refresh(seat)  # what it was before the lock does not count
    return seat, body
