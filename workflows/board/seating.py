"""What the policy allows of seats and of who sits in them (P102-c to P102-l): the groups of `bpmn/board.toml`, and the
numbers of the seat table."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from ombud.storage.board import Body, Seat, SeatTerm, TermKind
from ombud.storage.directory import Organisation, OrganisationKind
from ombud.workflows.board import seat_table
from ombud.workflows.procedures.board import BoardToml, SeatGroup
from ombud.workflows.refusals import (
    AlreadySeated,
    InvalidCommand,
    NoGroundForSeat,
    NoSeatLeft,
    SameOrganisation,
    SeatNotThere,
    SeatTaken,
)
from ombud.workflows.text import translate as _


def group_of(board: BoardToml, body_key: str, group: str) -> SeatGroup:
    """Raises InvalidCommand for a group the body has not."""
    known = {one.key: one for one in board.groups_of(body_key)}
    if group not in known:
        raise InvalidCommand(
            _("There is no group %(group)s. There are: %(groups)s.", group=group, groups=", ".join(known))
        )
    return known[group]


def has_ground(session: Session, group: SeatGroup) -> bool:
    """Whether the condition under which a group has seats holds now (P102-l, A65)."""
    if group.only_if != "administrator_is_not_lead":
        return True
    lead = select(Organisation.sort_name).where(Organisation.kind == OrganisationKind.LEAD)
    other = (Organisation.kind == OrganisationKind.SYSTEM_ADMINISTRATOR, Organisation.sort_name.not_in(lead))
    return session.scalar(select(Organisation.id).where(*other).limit(1)) is not None


def must_have_ground(session: Session, group: SeatGroup) -> None:
    """Raises NoGroundForSeat."""
    if not has_ground(session, group):
        raise NoGroundForSeat()


def must_have_room(
    session: Session, board: BoardToml, body: Body, group: SeatGroup, *, from_on: date, at: datetime
) -> None:
    """Raises NoSeatLeft where the group or the body has all its seats from that day on, NoGroundForSeat."""
    must_have_ground(session, group)
    there = (Seat.body_id == body.id, or_(Seat.closed_on.is_(None), Seat.closed_on >= from_on))
    table = seat_table.in_force(session, board, at=at)
    cap = table.get(seat_table.of_group(group))
    if cap is not None and _count(session, *there, Seat.group == group.key) >= cap:
        raise NoSeatLeft(_("%(group)s: at most %(cap)d.", group=_(group.title), cap=cap))
    cap = table.get(seat_table.of_body(body.key, voting=group.voting))
    if cap is not None and _count(session, *there, Seat.voting.is_(group.voting)) >= cap:
        kind = _("voting") if group.voting else _("non-voting")
        raise NoSeatLeft(_("%(body)s has at most %(cap)d %(kind)s seats.", body=body.name, cap=cap, kind=kind))


def must_be_there(seat: Seat, *, from_on: date, to_on: date | None) -> None:
    """Raises SeatNotThere unless the seat exists on all the days of a term."""
    ends_on = seat.closed_on
    if from_on < seat.opened_on or (ends_on is not None and (to_on is None or to_on > ends_on)):
        raise SeatNotThere()


def must_be_free(session: Session, term: SeatTerm) -> None:
    """Raises SeatTaken where another term of the same kind shares a day, or the person is in the seat as the other."""
    beside = select(SeatTerm).where(SeatTerm.seat_id == term.seat_id, shares_days(term.from_on, term.to_on))
    for other in session.scalars(beside.where(SeatTerm.id != term.id)):
        if other.kind == term.kind or other.person_id == term.person_id:
            raise SeatTaken()


def must_have_one_vote(session: Session, seat: Seat, term: SeatTerm) -> None:
    """Raises AlreadySeated where the person holds another voting seat of the body, or stands in for one."""
    if not seat.voting:
        return
    others = (
        select(SeatTerm.id)
        .join(Seat, Seat.id == SeatTerm.seat_id)
        .where(Seat.body_id == seat.body_id, Seat.voting.is_(True), Seat.id != seat.id)
        .where(SeatTerm.person_id == term.person_id, shares_days(term.from_on, term.to_on))
    )
    if session.scalar(others.limit(1)) is not None:
        raise AlreadySeated()


def must_differ(session: Session, seat: Seat, group: SeatGroup, term: SeatTerm) -> None:
    """Raises SameOrganisation where another seat of the group has a holder for the same one (P102-e, P102-f, P102-i)."""
    if not group.different_organisations or term.kind is not TermKind.HOLDER:
        return
    if term.organisation_id is None:
        raise InvalidCommand(_("Name the organisation this seat represents: no two seats of its group share one."))
    others = (
        select(SeatTerm.id)
        .join(Seat, Seat.id == SeatTerm.seat_id)
        .where(Seat.body_id == seat.body_id, Seat.group == seat.group, Seat.id != seat.id)
        .where(SeatTerm.kind == TermKind.HOLDER, SeatTerm.organisation_id == term.organisation_id)
        .where(shares_days(term.from_on, term.to_on))
    )
    if session.scalar(others.limit(1)) is not None:
        raise SameOrganisation()


def shares_days(from_on: date, to_on: date | None) -> ColumnElement[bool]:
    """On SeatTerm: it has a day in common with a span; None: open-ended."""
    ends_later = or_(SeatTerm.to_on.is_(None), SeatTerm.to_on >= from_on)
    return ends_later if to_on is None else ends_later & (SeatTerm.from_on <= to_on)


def without_ground(session: Session, board: BoardToml, body: Body, *, on: date) -> list[Seat]:
    """The open seats whose condition no longer holds."""
    grounds: dict[str, bool] = {one.key: has_ground(session, one) for one in board.groups_of(body.key)}
    there = select(Seat).where(Seat.body_id == body.id, or_(Seat.closed_on.is_(None), Seat.closed_on > on))
    return [seat for seat in session.scalars(there.order_by(Seat.label)) if not grounds.get(seat.group, True)]


def organisation_named(session: Session, organisation_id: UUID | None) -> None:
    """Raises InvalidCommand for an organisation that is not there."""
    if organisation_id is not None and session.get(Organisation, organisation_id) is None:
        raise InvalidCommand(_("There is no such organisation."))


def _count(session: Session, *where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Seat).where(*where)) or 0
