"""What members do in a ballot: vote and change their vote, recuse themselves, give their vote to another member."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from ombud.storage.ballots import BallotSeat, Vote, VotedAs
from ombud.storage.base import new_id
from ombud.workflows.actors import Actor
from ombud.workflows.board.ballots import envelope
from ombud.workflows.board.ballots.holding import HeldBallot, hold, is_over, must_be_open
from ombud.workflows.board.ballots.proxies import give_proxy, take_back_proxy
from ombud.workflows.board.ballots.recusal import recuse
from ombud.workflows.board.ballots.standing import Standing
from ombud.workflows.board.ballots.tally import ABSTAIN
from ombud.workflows.office import Office
from ombud.workflows.refusals import BallotClosed, InvalidCommand, VoteChanged
from ombud.workflows.text import translate as _

__all__ = ["cast", "give_proxy", "recuse", "take_back_proxy"]


def cast(
    session: Session,
    office: Office,
    ballot_id: UUID,
    choice: str,
    *,
    seen: int,
    seat_id: UUID | None = None,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Votes for a seat, or changes its vote. `seen` is the number of the vote the page showed for that seat, 0 for none.

    `seat_id` is the ballot's seat where somebody votes for several; without it their own, else the first that has not
    voted. Raises NotAMember, RecusedFromThis, NotPresent, NotAllowedByRules, BallotClosed, VoteChanged, NotFound,
    InvalidCommand for a choice that is none, and what `must_run` raises. The same request twice is one vote.
    """
    held = hold(session, office, ballot_id, by=by, at=at, request_key=request_key)
    if held.is_repeat:
        return
    standing = held.standing()
    if by.person_id is None or not standing.franchise.concerns(by.person_id):
        standing.franchise.refuse(by.person_id)
    must_be_open(held)
    if is_over(held.ballot, at=at):
        raise BallotClosed()
    seat, voted_as = _seat(standing, by.person_id, seat_id)
    if choice not in (*(value for value, _label in held.ballot.options), ABSTAIN):
        raise InvalidCommand(_("Choose one of the answers, or abstain."))
    if standing.seen(seat) != seen:
        raise VoteChanged()
    _add(held, standing, seat, choice, voted_as)


def _seat(standing: Standing, person_id: UUID | None, seat_id: UUID | None) -> tuple[BallotSeat, VotedAs]:
    mine = standing.franchise.seats_of(person_id) if person_id else []
    if seat_id is not None:
        mine = [(seat, voted_as) for seat, voted_as in mine if seat.id == seat_id]
    if not mine:
        standing.franchise.refuse(person_id)
    own = [one for one in mine if one[1] is VotedAs.HOLDER]
    return next(iter(own or [one for one in mine if standing.vote(one[0]) is None] or mine))


def _add(held: HeldBallot, standing: Standing, seat: BallotSeat, choice: str, voted_as: VotedAs) -> None:
    assert held.by.person_id is not None
    vote_id, number = new_id(), standing.seen(seat) + 1
    sealed, commitment = envelope.seal(standing.key, vote_id, choice, [value for value, _label in held.ballot.options])
    held.session.add(
        Vote(
            id=vote_id,
            ballot_seat_id=seat.id,
            number=number,
            choice_sealed=sealed,
            voted_as=voted_as,
            cast_by=held.by.person_id,
            cast_at=held.at,
        )
    )
    facts = {"seat": str(seat.id), "number": number, "as": str(voted_as)}
    held.event("vote.cast" if number == 1 else "vote.changed", facts, commitment=commitment)
    held.save()
