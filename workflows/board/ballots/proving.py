"""Whether the votes are those that the events committed to. Says nothing of what was voted."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot, BallotSeat, Vote
from ombud.storage.events import Event
from ombud.storage.sealing import SealBroken, Vault
from ombud.workflows.board.ballots import envelope

VOTED = ("vote.cast", "vote.changed")


def faults(session: Session, vault: Vault, chain: UUID, case_id: UUID | None) -> Iterator[str]:
    """A sentence for each vote on a chain that is missing, was changed, or that no event knows of."""
    cast = _cast(session, case_id)
    events = select(Event.body, Event.commitment).where(Event.chain == chain, Event.kind.in_(VOTED))
    for body, commitment in session.execute(events.order_by(Event.seq)):
        found = cast.pop((body["seat"], body["number"]), None)
        if found is None:
            yield f"Vote {body['number']} of seat {body['seat']} in ballot {body['ballot']} is missing."
            continue
        ballot, vote = found
        try:
            kept = commitment is not None and envelope.keeps(vault.unwrap(ballot.data_key), vote, commitment)
        except SealBroken:
            kept = False
        if not kept:
            yield f"Vote {vote.id} is not the one its event committed to."
    for _ballot, vote in cast.values():
        yield f"Vote {vote.id} belongs to no event: nobody cast it."


def _cast(session: Session, case_id: UUID | None) -> dict[tuple[str, int], tuple[Ballot, Vote]]:
    rows = (
        select(Ballot, Vote)
        .join(BallotSeat, BallotSeat.ballot_id == Ballot.id)
        .join(Vote, Vote.ballot_seat_id == BallotSeat.id)
        .where(Ballot.case_id == case_id)
    )
    return {(str(vote.ballot_seat_id), vote.number): (ballot, vote) for ballot, vote in session.execute(rows)}
