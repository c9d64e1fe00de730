"""Recusal: whoever it concerns votes no more, and what they had voted no longer counts. The alternate may stand in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from ombud.storage.board import ConflictKind
from ombud.workflows import barring
from ombud.workflows.actors import Actor
from ombud.workflows.board import citing
from ombud.workflows.board.ballots import roster
from ombud.workflows.board.ballots.holding import HeldBallot, hold, must_be_free, must_be_open
from ombud.workflows.board.ballots.standing import Standing
from ombud.workflows.board.presiding import must_preside
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
    standing = held.standing()
    if not any(person_id in (seat.holder_id, seat.alternate_id) for seat in standing.seats):
        raise InvalidCommand(_("They neither vote here nor stand in for anybody.")) if others else NotAMember()
    must_be_open(held)
    if person_id in standing.franchise.barred:
        raise BarredAlready()
    if held.case is None:
        _mark(held, standing, person_id, reason.strip())
    else:
        kind = ConflictKind.DECLARED if others else ConflictKind.RECUSED
        cites = citing.presiding(session, held.ballot.body_id, by=by, at=at) if others else {}
        barring.bar(held.case, [person_id], kind, reason.strip(), cites=cites)
    held.save()


def _mark(held: HeldBallot, standing: Standing, person_id: UUID, reason: str) -> None:
    for seat in roster.mark(standing.seats, person_id, standing.key, reason, by=held.by, at=held.at):
        held.event(roster.RECUSED, roster.stood(seat, person_id))
