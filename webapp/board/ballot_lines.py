"""Ballots in a list: what was asked, and in a few words how it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot, BallotSeat, BallotStatus, Vote
from ombud.workflows.actors import Actor
from ombud.workflows.board.agenda import Item, sight
from ombud.workflows.board.papers.tallies import tallied
from ombud.workflows.days import day_of
from ombud.workflows.text import translate as _


@dataclass(frozen=True, slots=True)
class BallotLine:
    id: UUID
    motion: str
    open: bool
    decided: bool
    words: str  # "2 of 5 seats have voted", or the result
    resolution: str


def lines_of(session: Session, ballots: Sequence[Ballot]) -> list[BallotLine]:
    voted = _voted(session, [ballot.id for ballot in ballots if ballot.status is BallotStatus.OPEN])
    told = {one.id: one for one in tallied(session, [b for b in ballots if b.status is not BallotStatus.OPEN])}
    lines = []
    for ballot in ballots:
        if ballot.status is BallotStatus.OPEN:
            done, seats = voted.get(ballot.id, (0, 0))
            words = _("Open: %(done)s of %(seats)s seats have voted", done=done, seats=seats)
            lines.append(BallotLine(ballot.id, _(ballot.motion), True, False, words, ""))
        else:
            over = told[ballot.id]
            lines.append(BallotLine(ballot.id, over.motion, False, over.decided, over.outcome, over.resolution))
    return lines


def of_meeting(
    session: Session, meeting_id: UUID, items: Sequence[Item], actor: Actor, *, at: datetime
) -> dict[UUID | None, list[BallotLine]]:
    """The ballots of a meeting that the actor may see, by the item they are on; None: on no item of the list. What is voted
    on elsewhere, or by correspondence, stands on its item as well."""
    ids, tasks = {item.id for item in items}, {item.task_id: item.id for item in items if item.task_id is not None}
    on_items = or_(Ballot.item_id.in_(ids), Ballot.task_id.in_(tasks))
    elsewhere = and_(on_items, or_(Ballot.meeting_id.is_(None), Ballot.status == BallotStatus.OPEN))
    here = or_(Ballot.meeting_id == meeting_id, elsewhere)
    held = select(Ballot).where(here, sight.sees_ballot(actor, on=day_of(at)))
    ballots = list(session.scalars(held.order_by(Ballot.opened_at, Ballot.id)))
    grouped: dict[UUID | None, list[BallotLine]] = {}
    for ballot, line in zip(ballots, lines_of(session, ballots), strict=True):
        item_id = ballot.item_id if ballot.item_id in ids else (tasks.get(ballot.task_id) if ballot.task_id else None)
        grouped.setdefault(item_id, []).append(line)
    return grouped


def _voted(session: Session, ids: Iterable[UUID]) -> dict[UUID, tuple[int, int]]:
    """Seats that have a vote, and seats, by ballot."""
    rows = session.execute(
        select(BallotSeat.ballot_id, func.count(Vote.ballot_seat_id.distinct()), func.count(BallotSeat.id.distinct()))
        .outerjoin(Vote, Vote.ballot_seat_id == BallotSeat.id)
        .where(BallotSeat.ballot_id.in_(list(ids)))
        .group_by(BallotSeat.ballot_id)
    )
    return {ballot_id: (voted, seats) for ballot_id, voted, seats in rows}
