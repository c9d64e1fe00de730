"""How a ballot stands: its roster, the newest vote of each seat, who is there; and the roll that follows from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot, BallotSeat, Vote
from ombud.storage.board import Body
from ombud.storage.sealing import CaseKey
from ombud.workflows.board import attendance, rules
from ombud.workflows.board.ballots import envelope
from ombud.workflows.board.ballots.franchise import Franchise, franchise
from ombud.workflows.board.ballots.tally import Place, Roll
from ombud.workflows.board.rules import Rules
from ombud.workflows.office import Office

ALL_SEATS = "all_seats"
"""Beside the rules a ballot froze: how many voting seats the body had then, vacant ones included."""


@dataclass(frozen=True, slots=True)
class Standing:
    ballot: Ballot
    franchise: Franchise
    newest: Mapping[UUID, Vote]  # by id of the ballot's seat
    key: CaseKey

    @property
    def seats(self) -> tuple[BallotSeat, ...]:
        return self.franchise.seats

    def vote(self, seat: BallotSeat) -> Vote | None:
        """The seat's countable vote."""
        vote = self.newest.get(seat.id)
        return vote if self.franchise.counts(seat, vote) else None

    def choice(self, seat: BallotSeat) -> str | None:
        vote = self.vote(seat)
        return envelope.choice_of(self.key, vote) if vote else None

    def seen(self, seat: BallotSeat) -> int:
        """The number of the seat's newest vote, countable or not; 0: none was cast."""
        vote = self.newest.get(seat.id)
        return vote.number if vote else 0

    def place(self, seat: BallotSeat) -> Place:
        may_vote = self.franchise.voter(seat) is not None
        return Place(out=self.franchise.is_out(seat), may_vote=may_vote, choice=self.choice(seat))

    def roll(self) -> Roll:
        return Roll(
            options=tuple(value for value, _label in self.ballot.options),
            places=tuple(self.place(seat) for seat in self.seats),
            all_seats=self.ballot.rules[ALL_SEATS],
            by_correspondence=self.ballot.meeting_id is None,
        )


def rules_of(session: Session, office: Office, ballot: Ballot) -> Rules:
    """The body's rules as they were when the ballot opened."""
    return rules.of(office.board, ballot.rules, body=session.get_one(Body, ballot.body_id).name)


def standing_of(session: Session, office: Office, ballot: Ballot, *, at: datetime) -> Standing:
    """Read afresh: what other commands have committed before this one took its locks is seen."""
    return standings_of(session, office, [ballot], at=at)[0]


def standings_of(session: Session, office: Office, ballots: Sequence[Ballot], *, at: datetime) -> list[Standing]:
    """In the same order; as many statements as they are put at meetings and to bodies, however many there are."""
    keys = [ballot.id for ballot in ballots]
    rows = select(BallotSeat).where(BallotSeat.ballot_id.in_(keys)).order_by(BallotSeat.label, BallotSeat.id)
    seats = defaultdict(list)
    for seat in session.scalars(rows, execution_options={"populate_existing": True}):
        seats[seat.ballot_id].append(seat)
    meetings = {ballot.meeting_id for ballot in ballots if ballot.meeting_id}
    present = {meeting_id: attendance.present_at(session, meeting_id, at=at) for meeting_id in meetings}
    cast = select(Vote).join(BallotSeat, BallotSeat.id == Vote.ballot_seat_id).where(BallotSeat.ballot_id.in_(keys))
    newest = {vote.ballot_seat_id: vote for vote in session.scalars(cast.order_by(Vote.number))}
    return [
        Standing(
            ballot,
            franchise(
                rules_of(session, office, ballot),
                seats[ballot.id],
                present[ballot.meeting_id] if ballot.meeting_id else None,
            ),
            newest,
            office.vault.unwrap(ballot.data_key),
        )
        for ballot in ballots
    ]
