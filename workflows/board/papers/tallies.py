"""What a closed ballot came to, as papers say it: counts, who stood aside by seat, the result. Never who voted what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot, BallotSeat, BallotStatus, Vote, VotedAs
from ombud.storage.meetings import AgendaItem
from ombud.workflows.board.ballots.tally import Reason
from ombud.workflows.text import translate as _


@dataclass(frozen=True, slots=True)
class Count:
    label: str
    votes: int


@dataclass(frozen=True, slots=True)
class Aside:
    """A seat whose holder stood aside."""

    seat: str
    alternate_acted: bool


@dataclass(frozen=True, slots=True)
class Tallied:
    id: UUID
    motion: str
    secret: bool
    counts: tuple[Count, ...]
    abstained: int
    not_voted: int
    outcome: str  # the option's label, or why there is none
    decided: bool
    note: str  # how it came to that, where not by a majority for it
    resolution: str
    closed_at: datetime | None
    aside: tuple[Aside, ...]


def tallied(session: Session, ballots: Sequence[Ballot]) -> tuple[Tallied, ...]:
    """Closed and void ballots in words."""
    aside = _aside(session, [ballot.id for ballot in ballots])
    return tuple(_tallied(ballot, tuple(aside.get(ballot.id, ()))) for ballot in ballots)


def ended_on(session: Session, meeting_id: UUID, items: Sequence[AgendaItem]) -> list[Ballot]:
    """The ballots that are over: those held at a meeting, and any on what stands on its agenda, in the order they were
    opened."""
    standing = [item for item in items if item.meeting_id == meeting_id]
    about = or_(
        Ballot.meeting_id == meeting_id,
        Ballot.item_id.in_([item.id for item in standing]),
        Ballot.task_id.in_([item.task_id for item in standing if item.task_id is not None]),
    )
    over = select(Ballot).where(about, Ballot.status != BallotStatus.OPEN)
    return list(session.scalars(over.order_by(Ballot.opened_at, Ballot.id)))


def _tallied(ballot: Ballot, aside: tuple[Aside, ...]) -> Tallied:
    result: dict[str, Any] = ballot.result or {}
    labels = {value: _(label) for value, label in ballot.options}
    counts: dict[str, int] = result.get("counts") or {}
    outcome = None if ballot.status is BallotStatus.VOID else result.get("outcome")
    return Tallied(
        id=ballot.id,
        motion=_(ballot.motion),
        secret=ballot.secret,
        counts=tuple(Count(label, counts.get(value, 0)) for value, label in labels.items()) if result else (),
        abstained=result.get("abstained", 0),
        not_voted=result.get("not_voted", 0),
        outcome=labels.get(outcome, str(outcome)) if outcome else _without(ballot, result, labels),
        decided=bool(outcome),
        note=_note(result) if outcome else "",
        resolution=ballot.resolution or "",
        closed_at=ballot.closed_at,
        aside=aside,
    )


def _without(ballot: Ballot, result: dict[str, Any], labels: dict[str, str]) -> str:
    if ballot.status is BallotStatus.VOID and result.get("outcome"):
        was = labels.get(result["outcome"], str(result["outcome"]))
        return _("Taken back: “%(what)s” was decided and no longer stands.", what=was)
    if ballot.status is BallotStatus.VOID:
        return _("Void: nothing was decided.")
    match result.get("reason"):
        case Reason.NO_QUORUM:
            return _("There was no quorum: nothing was decided.")
        case Reason.TIED:
            return _("A tie: nothing was decided.")
        case _other:
            return _("Not carried.")


def _note(result: dict[str, Any]) -> str:
    match result.get("reason"):
        case Reason.CASTING_VOTE:
            return _("After a tie, by the casting vote.")
        case Reason.NOT_CARRIED:
            return _("No option was carried; this is what stands then.")
        case _other:
            return ""


def _aside(session: Session, ballot_ids: list[UUID]) -> dict[UUID, list[Aside]]:
    newest = select(Vote.ballot_seat_id, func.max(Vote.number).label("number")).group_by(Vote.ballot_seat_id).subquery()
    rows = session.execute(
        select(BallotSeat.ballot_id, BallotSeat.label, Vote.voted_as)
        .outerjoin(newest, newest.c.ballot_seat_id == BallotSeat.id)
        .outerjoin(Vote, and_(Vote.ballot_seat_id == BallotSeat.id, Vote.number == newest.c.number))
        .where(BallotSeat.ballot_id.in_(ballot_ids), BallotSeat.recused_at.is_not(None))
        .order_by(BallotSeat.label)
    )
    found: dict[UUID, list[Aside]] = {}
    for ballot_id, seat, voted_as in rows:
        found.setdefault(ballot_id, []).append(Aside(seat, voted_as == VotedAs.ALTERNATE))
    return found
