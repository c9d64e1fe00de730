"""A void ballot has decided nothing: what it was about is gone, or nobody took part. Its votes stay in the record."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot, BallotStatus
from ombud.workflows.actors import Actor
from ombud.workflows.board.ballots.holding import HeldBallot, hold, must_be_free
from ombud.workflows.board.ballots.tally import Tally
from ombud.workflows.board.presiding import must_preside
from ombud.workflows.office import Office
from ombud.workflows.refusals import BallotClosed, InvalidCommand
from ombud.workflows.text import in_language, lazy
from ombud.workflows.text import translate as _

NO_QUORUM = lazy("Too few had voted when it ended.")


def void(
    session: Session,
    office: Office,
    ballot_id: UUID,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Ends a ballot without a result, for whoever presides. The reason is read by all who see the ballot.

    Raises NotFound, Forbidden, RecusedFromThis, BallotClosed, InvalidCommand without a reason.
    """
    held = hold(session, office, ballot_id, by=by, at=at, request_key=request_key)
    must_preside(session, held.ballot.body_id, by=by, at=at)
    must_be_free(session, held.ballot.case_id, by=by)
    if held.is_repeat:
        return
    if not held.is_open:
        raise BallotClosed()
    if not reason.strip():
        raise InvalidCommand(_("Say why the ballot is void. Do not name a client."))
    _end(held, reason.strip())


def void_of_meeting(
    session: Session, office: Office, meeting_id: UUID, *, reason: str, by: Actor, at: datetime
) -> None:
    """The meeting is cancelled, and its open ballots with it. Whoever cancels it has been judged already."""
    here = select(Ballot.id).where(Ballot.meeting_id == meeting_id, Ballot.status == BallotStatus.OPEN)
    for ballot_id in session.scalars(here.order_by(Ballot.case_id, Ballot.id)).all():
        held = hold(session, office, ballot_id, by=by, at=at)
        if held.is_open:
            _end(held, reason.strip())


def for_want_of_quorum(held: HeldBallot, tally: Tally) -> None:
    with in_language("en"):
        why = str(NO_QUORUM)
    held.ballot.result = tally.facts()
    _end(held, why)


def _end(held: HeldBallot, why: str) -> None:
    ballot = held.ballot
    ballot.status, ballot.closed_at, ballot.closed_by = BallotStatus.VOID, held.at, held.by.person_id
    ballot.why_void = why
    held.event("ballot.void")
    held.save()
