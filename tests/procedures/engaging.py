"""Somebody new where nobody can do a task: in its role, or in a seat of the body that it waits for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ombud.storage.base import new_id
from ombud.storage.board import Seat, SeatTerm, TermKind
from ombud.storage.cases import Case, Task
from ombud.storage.directory import Organisation, RoleScope
from ombud.workflows.actors import OPERATOR
from ombud.workflows.board import seats
from ombud.workflows.days import day_of
from ombud.workflows.office import Office
from ombud.workflows.people import persons, roles


def engage(session: Session, office: Office, task: Task, *, at: datetime) -> None:
    """They are given the role the task waits for, or follow somebody in their seat."""
    if task.scope == RoleScope.BODY and task.role == "member":
        _seat(session, office, task, at=at)
        return
    newcomer = _add(session, task.scope_id if task.scope == RoleScope.ORGANISATION else None, at=at)
    within: dict[str, Any] = {"scope": task.scope, "scope_id": task.scope_id}
    days: dict[str, Any] = {"from_on": day_of(at), "to_on": None, "replaces": True}
    roles.grant(session, office, newcomer, role=task.role, **within, **days, by=OPERATOR, at=at)


def _seat(session: Session, office: Office, task: Task, *, at: datetime) -> None:
    """In the seat of an organisation that the case does not concern."""
    case, today = session.get_one(Case, task.case_id), day_of(at)
    lasts = or_(SeatTerm.to_on.is_(None), SeatTerm.to_on >= today)
    sits = (Seat.body_id == task.scope_id, SeatTerm.kind == TermKind.HOLDER, SeatTerm.from_on < today, lasts)
    terms = select(SeatTerm).join(Seat, Seat.id == SeatTerm.seat_id).where(*sits).order_by(Seat.label)
    beside = (
        term
        for term in session.scalars(terms).all()
        if term.organisation_id is None
        or (
            term.organisation_id != case.organisation_id
            and term.organisation_id != task.judged_id
            and session.get_one(Organisation, term.organisation_id).kind != task.excludes
        )
    )
    term = next(beside)
    newcomer = _add(session, term.organisation_id, at=at)
    seats.end_term(session, term.id, on=today - timedelta(days=1), by=OPERATOR, at=at)
    told: dict[str, Any] = {
        "kind": TermKind.HOLDER,
        "from_on": today,
        "to_on": None,
        "appointed_by": "",
        "case_id": None,
    }
    told |= {"person_id": newcomer, "organisation_id": term.organisation_id, "by": OPERATOR, "at": at}
    seats.appoint(session, office, term.seat_id, **told)


def _add(session: Session, organisation_id: UUID | None, *, at: datetime) -> UUID:
    who: dict[str, Any] = {"email": f"new.{new_id()}@walk.example", "name": "Noor Newcomer", "language": "en"}
    return persons.add(session, organisation_id=organisation_id, **who, by=OPERATOR, at=at)
