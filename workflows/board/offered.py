"""What forms offer of the bodies: vacant seats and people who can take them, and what a body has resolved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot, BallotStatus
from ombud.storage.board import Body, Seat, SeatTerm, TermKind
from ombud.storage.directory import Organisation, Person
from ombud.workflows.board import cochairs, seats
from ombud.workflows.days import day_of
from ombud.workflows.procedures.board import read_board

Values = list[tuple[str, str]]


def vacant_seats(session: Session, at: datetime) -> Values:
    """The seats nobody holds today."""
    ids = session.scalars(select(Body.id).where(Body.key.in_(read_board().membership)).order_by(Body.key))
    found = (seat for body_id in ids for seat in seats.vacancies(session, body_id, on=day_of(at)))
    return [(str(seat.seat_id), seat.label) for seat in found]


def without_seat(session: Session, at: datetime) -> Values:
    """Active people with no vote in these bodies, now or later."""
    votes = (
        select(SeatTerm.id)
        .join(Seat, Seat.id == SeatTerm.seat_id)
        .join(Body, Body.id == Seat.body_id)
        .where(Body.key.in_(read_board().membership), Seat.voting.is_(True))
        .where(SeatTerm.person_id == Person.id, or_(SeatTerm.to_on.is_(None), SeatTerm.to_on >= day_of(at)))
    )
    rows = session.execute(select(Person.id, Person.name).where(Person.active, ~votes.exists()).order_by(Person.name))
    return [(str(key), name) for key, name in rows]


def for_cochair(session: Session, at: datetime) -> Values:
    """Holders of a voting seat who are not in the office of a co-chair, and not designated for it."""
    board, on = read_board(), day_of(at)
    if board.cochairs is None:
        return []
    taken = {term.person_id for term in cochairs.terms(session, board, on=on)}
    sits = exists().where(
        SeatTerm.person_id == Person.id,
        SeatTerm.kind == TermKind.HOLDER,
        SeatTerm.from_on <= on,
        or_(SeatTerm.to_on.is_(None), SeatTerm.to_on >= on),
        SeatTerm.seat_id == Seat.id,
        Seat.voting.is_(True),
        Seat.body_id == Body.id,
        Body.key == board.cochairs.body,
    )
    rows = session.execute(select(Person.id, Person.name).where(Person.active, sits).order_by(Person.name))
    return [(str(key), name) for key, name in rows if key not in taken]


def resolutions(body: str) -> Callable[[Session, datetime], Values]:
    """What a body has decided on motions of no case, by ballot and not taken back, the newest first: such as that it has
    delegated something."""

    def found(session: Session, _at: datetime) -> Values:
        stands = (Ballot.resolution.is_not(None), Ballot.status == BallotStatus.CLOSED, Ballot.case_id.is_(None))
        chosen = select(Ballot).join(Body, Body.id == Ballot.body_id).where(Body.key == body, *stands)
        return [_resolved(row) for row in session.scalars(chosen.order_by(Ballot.closed_at.desc()))]

    return found


def _resolved(ballot: Ballot) -> tuple[str, str]:
    number, outcome = str(ballot.resolution), dict(ballot.options).get(ballot.result["outcome"], "")
    return number, f"{number}: {ballot.motion} {outcome}".strip()


def organisations(session: Session, _at: datetime) -> Values:
    rows = session.execute(select(Organisation.id, Organisation.name).order_by(Organisation.sort_name))
    return [(str(key), name) for key, name in rows]
