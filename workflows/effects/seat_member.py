"""seat_member: whoever the appointing entity appointed sits in the seat, with the role that goes with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import SeatTerm
from ombud.workflows import engine
from ombud.workflows.board import terms
from ombud.workflows.held import HeldCase

WHAT = "seat term"


def seat_member(held: HeldCase, effect: engine.RequestedEffect) -> None:
    """Seats `person` in `seat` from `from_on` on, for `organisation` if the answers name one.

    Raises what `terms.begin` raises: the command is refused, and nothing of it is written.
    """
    given = effect.parameters
    organisation, seat_id = given.get("organisation"), UUID(str(given["seat"]))
    appointment = terms.Appointment(
        person_id=UUID(str(given["person"])),
        from_on=date.fromisoformat(str(given["from_on"])),
        organisation_id=UUID(str(organisation)) if organisation else None,
        case_id=held.id,
    )
    term_id = held.row_id(WHAT, effect.key)
    with Session(held.connection) as session:
        terms.begin(session, held.office.board, seat_id, appointment, by=held.by, at=held.at, term_id=term_id)


def unseat(held: HeldCase, gone: Sequence[engine.ElementKey]) -> None:
    """Takes back the terms that began by steps which were taken back."""
    ids = [held.row_id(WHAT, key) for key in gone]
    with Session(held.connection) as session:
        for term in session.scalars(select(SeatTerm).where(SeatTerm.id.in_(ids))):
            terms.take_back(session, term, by=held.by, at=held.at)
