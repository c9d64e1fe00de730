"""Deeds about who sits in a body. A seat is named by its body and its label."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import Seat, SeatTerm, TermKind
from ombud.storage.directory import Person
from ombud.workflows.actors import Actor
from ombud.workflows.board import seats
from ombud.workflows.days import day_of
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.scenarios.deeds.given import Deed, body_of, day, kind_of, person_of
from ombud.workflows.procedures.scenarios.model import Step
from ombud.workflows.procedures.scenarios.stage import Stage


def _appoint(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    """`who` becomes the seat's holder (or, with kind = "alternate", its alternate) for the organisation they are of."""
    given = step.with_
    person_id = person_of(session, given["who"])
    seats.appoint(
        session,
        stage.office,
        _seat(session, step).id,
        person_id=person_id,
        organisation_id=session.get_one(Person, person_id).organisation_id,
        kind=kind_of(TermKind, given, TermKind.HOLDER),
        from_on=day(given, "from") if "from" in given else day_of(stage.now),
        to_on=day(given, "until") if "until" in given else None,
        appointed_by=given.get("appointed_by", ""),
        case_id=None,
        by=by,
        at=stage.now,
    )


def _end(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    """Ends what `who` does in the seat, today or on the day `on`."""
    seat, who = _seat(session, step), person_of(session, step.with_["who"])
    mine = select(SeatTerm.id).where(SeatTerm.seat_id == seat.id, SeatTerm.person_id == who)
    term_id = session.scalar(mine.order_by(SeatTerm.from_on.desc()).limit(1))
    if term_id is None:
        raise ProcedureError(f"{step.with_['who']} has nothing to do with the seat “{seat.label}”.")
    on = day(step.with_, "on") if "on" in step.with_ else day_of(stage.now)
    seats.end_term(session, term_id, on=on, by=by, at=stage.now)


def _seat(session: Session, step: Step) -> Seat:
    body, label = body_of(session, step.with_["body"]), step.with_["seat"]
    seat = session.scalar(select(Seat).where(Seat.body_id == body.id, Seat.label == label))
    if seat is None:
        raise ProcedureError(f"{body.key} has no seat “{label}”.")
    return seat


DEEDS: dict[str, Deed] = {"seat.appoint": _appoint, "seat.end": _end}
