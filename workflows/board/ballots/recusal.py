"""Recusal: whoever it concerns votes no more, and what they had voted no longer counts. The alternate may stand in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot, BallotStatus
from ombud.storage.board import Conflict, ConflictKind
from ombud.workflows import barring
from ombud.workflows.actors import Actor
from ombud.workflows.board.ballots import roster
from ombud.workflows.board.ballots.holding import HeldBallot, hold, must_be_free, must_be_open, must_preside
from ombud.workflows.office import Office
from ombud.workflows.refusals import BarredAlready, InvalidCommand, NotAMember
from ombud.workflows.text import translate as _


def recuse(
    session: Session,
    office: Office,
    ballot_id: UUID,
    *,
    person_id: UUID,
    reason: str,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Takes somebody out of a ballot: themselves, or another one by whoever presides. The reason is kept sealed.

    In a case it is a conflict: they are barred from its task, packet and every other ballot too. Raises NotAMember,
    Forbidden, BarredAlready, BallotClosed, InvalidCommand without a reason.
    """
    held = hold(session, office, ballot_id, by=by, at=at, request_key=request_key)
    if held.is_repeat:
        return
    if others := by.person_id != person_id:
        must_preside(session, held.ballot.body_id, by=by, at=at)
        must_be_free(session, held.ballot.case_id, by=by)
    if not reason.strip():
        raise InvalidCommand(_("Say why: the record keeps it sealed."))
    seats = [seat for seat in held.standing().seats if person_id in (seat.holder_id, seat.alternate_id)]
    if not seats:
        raise InvalidCommand(_("They neither vote here nor stand in for anybody.")) if others else NotAMember()
    must_be_open(held)
    if not _mark(held, person_id, reason.strip()):
        raise BarredAlready()
    if held.case is not None and not _has_conflict(session, held.case.id, person_id):
        kind = ConflictKind.RECUSED if by.person_id == person_id else ConflictKind.DECLARED
        barring.bar(held.case, [person_id], kind, reason.strip())
    held.save()
    if held.case is not None:
        bar(session, office, case_id=held.case.id, person_id=person_id, reason=reason, by=by, at=at)


def bar(
    session: Session, office: Office, *, case_id: UUID, person_id: UUID, reason: str, by: Actor, at: datetime
) -> None:
    """Marks somebody who has a conflict in a case on the roster of every open ballot in it.

    For commands that have found a conflict: call it once they have written the case, since it writes it again.
    """
    mine = select(Ballot.id).where(Ballot.case_id == case_id, Ballot.status == BallotStatus.OPEN)
    for ballot_id in session.scalars(mine.order_by(Ballot.id)).all():
        held = hold(session, office, ballot_id, by=by, at=at)
        if held.is_open and _mark(held, person_id, reason):
            held.save()


def _mark(held: HeldBallot, person_id: UUID, reason: str) -> bool:
    """Whether they stood on the roster unbarred."""
    standing = held.standing()
    changed = roster.mark(standing.seats, person_id, standing.key, reason, by=held.by, at=held.at)
    for seat in changed:
        stood_as = "holder" if seat.holder_id == person_id else "alternate"
        held.event("ballot.recused", {"seat": str(seat.id), "person": str(person_id), "as": stood_as})
    return bool(changed)


def _has_conflict(session: Session, case_id: UUID, person_id: UUID) -> bool:
    mine = (Conflict.case_id == case_id, Conflict.person_id == person_id, Conflict.lifted_at.is_(None))
    return session.scalar(select(Conflict.id).where(*mine).limit(1)) is not None
