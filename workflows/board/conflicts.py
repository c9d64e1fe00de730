"""Conflicts: who may not decide in a case, and why. Somebody recuses themself, or whoever presides finds a conflict.

Parties, those of the case's organisation, and who decided in it before are barred without anybody saying so.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ombud.storage.board import Conflict, ConflictKind
from ombud.storage.cases import Case, CaseStatus
from ombud.storage.directory import Person
from ombud.workflows import permissions, requests
from ombud.workflows.actors import Actor
from ombud.workflows.barring import ELEMENT, LIFTED, bar
from ombud.workflows.board import citing
from ombud.workflows.board.barred import CaseConflicts, of_case
from ombud.workflows.days import day_of
from ombud.workflows.held import HeldCase, lock_case
from ombud.workflows.office import Office
from ombud.workflows.refusals import BarredAlready, CaseClosed, Forbidden, InvalidCommand, NotFound
from ombud.workflows.submissions import say
from ombud.workflows.text import translate as _
from ombud.workflows.writing import write

__all__ = ["CaseConflicts", "declare", "lift", "of_case"]


def declare(
    session: Session,
    office: Office,
    case_id: UUID,
    *,
    person_id: UUID,
    kind: ConflictKind,
    reason: str,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Bars somebody from deciding in a case: kind RECUSED by themselves, the others by who presides or operates.

    What they had claimed goes back to its role, whose holders are told; in open ballots they vote no more. Raises
    NotFound, Forbidden, BarredAlready, CaseClosed, InvalidCommand without a reason.
    """
    held = _locked(session, office, case_id, by=by, at=at, request_key=request_key)
    if held is None:
        return
    if kind is ConflictKind.RECUSED:
        _only_oneself(person_id, by)
    else:
        _must_find_conflicts(session, case_id, by=by, at=at)
    why = _why(reason)
    if held.case["status"] == CaseStatus.CLOSED:
        raise CaseClosed()
    if session.get(Person, person_id) is None:
        raise NotFound()
    if _in_force(session, case_id, person_id) is not None:
        raise BarredAlready()
    cites = {} if kind is ConflictKind.RECUSED else citing.deciding(session, case_id, by=by, at=at)
    bar(held, [person_id], kind, why, cites=cites)
    write(held)


def lift(
    session: Session,
    office: Office,
    conflict_id: UUID,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Ends a conflict that was declared; what follows from the case's records stands, and a ballot that is open goes on
    without them. Lifting what is lifted changes nothing.

    Raises NotFound, Forbidden, CaseClosed, InvalidCommand without a reason.
    """
    conflict = session.get(Conflict, conflict_id)
    if conflict is None:
        raise NotFound()
    held = _locked(session, office, conflict.case_id, by=by, at=at, request_key=request_key)
    if held is None:
        return
    _must_find_conflicts(session, held.id, by=by, at=at)
    if conflict.person_id == by.person_id:
        raise Forbidden(_("Somebody else decides whether you may decide."))
    why = _why(reason)
    if held.case["status"] == CaseStatus.CLOSED:
        raise CaseClosed()
    session.refresh(conflict)
    if conflict.lifted_at is not None:
        return
    session.execute(update(Conflict).where(Conflict.id == conflict_id).values(lifted_at=at))
    said = {"reason": why, "conflict": str(conflict_id)}
    commitment = say(held, said, element=ELEMENT, about=LIFTED)
    facts = {"person": str(conflict.person_id), "kind": str(conflict.kind)}
    facts |= citing.deciding(session, held.id, by=by, at=at)
    held.event(LIFTED, facts, commitment=commitment)
    write(held)


def _why(reason: str) -> str:
    if not reason.strip():
        raise InvalidCommand(_("Say why: the record keeps it, and only those who preside can read it."))
    return reason.strip()


def _locked(
    session: Session, office: Office, case_id: UUID, *, by: Actor, at: datetime, request_key: str | None
) -> HeldCase | None:
    """The case under its lock; None for a repeat of a request that was carried out. Whoever recused themself no longer
    sees the case, and their second click is no mistake."""
    try:
        held = lock_case(session, office, case_id, by=by, at=at, request_key=request_key)
    except NotFound:
        if requests.is_repeat(session, case_id, request_key):
            return None
        raise
    return None if requests.is_repeat(session, case_id, request_key) else held


def _only_oneself(person_id: UUID, by: Actor) -> None:
    if by.person_id is None or by.person_id != person_id:
        raise Forbidden(_("People recuse themselves; for others, whoever presides declares a conflict."))


def _must_find_conflicts(session: Session, case_id: UUID, *, by: Actor, at: datetime) -> None:
    may = permissions.finds_conflicts(by, on=day_of(at))
    if session.scalar(select(Case.id).where(Case.id == case_id, may)) is None:
        raise Forbidden(_("Those who preside where the case is decided, and the operators, find conflicts of others."))


def _in_force(session: Session, case_id: UUID, person_id: UUID) -> UUID | None:
    mine = (Conflict.case_id == case_id, Conflict.person_id == person_id, Conflict.lifted_at.is_(None))
    return session.scalar(select(Conflict.id).where(*mine).limit(1))
