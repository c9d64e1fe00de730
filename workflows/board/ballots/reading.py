"""Ballots as pages show them. Of a secret one nobody is shown who voted what, themselves included."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot, BallotSeat, BallotStatus, VotedAs
from ombud.storage.board import Body
from ombud.storage.cases import Case
from ombud.storage.directory import Person
from ombud.storage.meetings import Meeting
from ombud.workflows.actors import Actor
from ombud.workflows.board.agenda import sight
from ombud.workflows.board.ballots.holding import casts, is_over
from ombud.workflows.board.ballots.standing import Standing, standing_of, standings_of
from ombud.workflows.board.ballots.tally import ABSTAIN, Tally, cannot_change, count
from ombud.workflows.board.presiding import presides
from ombud.workflows.board.rules import Rules, Tie
from ombud.workflows.days import day_of
from ombud.workflows.office import Office
from ombud.workflows.refusals import NotFound
from ombud.workflows.text import translate as _

Row = TypeVar("Row", Body, Meeting, Case)
Known = dict[UUID | None, Row]


@dataclass(frozen=True, slots=True)
class SeatLine:
    id: UUID
    label: str
    holder_id: UUID
    holder: str
    alternate: str
    proxy: str
    recused: bool  # the holder is barred; the alternate may stand in
    out: bool  # and nobody does
    there: bool  # somebody could vote for it now
    voted: bool
    voted_as: VotedAs | None
    choice: str  # in words; empty where there is none, or the ballot is secret


@dataclass(frozen=True, slots=True)
class MySeat:
    """A seat the reader votes for now. `seen` goes back with their vote."""

    seat_id: UUID
    label: str
    voted_as: VotedAs
    seen: int
    voted_at: datetime | None  # of the newest vote, which counts
    choice: str | None  # the option's value; None where there is none, or the ballot is secret

    @property
    def voted(self) -> bool:
        return self.voted_at is not None


@dataclass(frozen=True, slots=True)
class BallotPage:
    id: UUID
    body_id: UUID
    body_key: str
    body: str
    motion: str
    options: tuple[tuple[str, str], ...]
    secret: bool
    status: BallotStatus
    case_number: str
    task_id: UUID | None
    item_id: UUID | None
    meeting_id: UUID | None
    meeting_at: datetime | None
    opened_at: datetime
    closes_at: datetime | None
    closed_at: datetime | None
    why_void: str
    resolution: str
    outcome: str  # the option in words; empty: nothing is decided
    result: dict[str, Any] | None  # what `Tally.facts` says, once it is over
    rules: Rules
    seats: tuple[SeatLine, ...]
    mine: tuple[MySeat, ...]
    taking_votes: bool
    present: int
    quorum_met: bool
    waiting: int  # seats for which somebody could vote now and has not
    may_close: bool  # as far as votes and quorum go
    tied: tuple[tuple[str, str], ...]  # the options that are, where the chair decides ties: the casting vote is wanted
    may_cast: bool  # and it is the reader's
    presides: bool
    on_roster: bool
    has_proxy: bool  # the reader has given their vote away


@dataclass(frozen=True, slots=True)
class MyBallot:
    """An open ballot the reader votes in now. `voted`: every seat they vote for has a vote, which they can change."""

    ballot_id: UUID
    body: str
    motion: str
    case_number: str
    closes_at: datetime | None
    meeting_at: datetime | None
    voted: bool


def ballot_of(session: Session, office: Office, ballot_id: UUID, actor: Actor, *, at: datetime) -> BallotPage:
    """Raises NotFound for a ballot that is not the actor's to see: one on a matter they are barred from is not."""
    ballot = session.scalar(select(Ballot).where(Ballot.id == ballot_id, _sees(actor, at)))
    if ballot is None:
        raise NotFound()
    return _page(session, office, ballot, actor, at)


def needs_my_vote(session: Session, office: Office, actor: Actor, *, at: datetime) -> list[MyBallot]:
    """The open ballots in which the actor could vote now for a seat that has not voted, the soonest to end first."""
    return [one for one in my_ballots(session, office, actor, at=at) if not one.voted]


def my_ballots(
    session: Session, office: Office, actor: Actor, *which: ColumnElement[bool], at: datetime
) -> list[MyBallot]:
    """The open ballots in which the actor could vote now, or change their vote, the soonest to end first; `which`, on
    Ballot, says of what."""
    if actor.person_id is None:
        return []
    mine = select(Ballot).where(Ballot.status == BallotStatus.OPEN, _on_roster(actor.person_id))
    running = mine.where(or_(Ballot.closes_at.is_(None), Ballot.closes_at > at), *which)
    ballots = session.scalars(running.order_by(Ballot.closes_at, Ballot.opened_at, Ballot.id)).all()
    bodies = _by_id(session, Body, (ballot.body_id for ballot in ballots))
    meetings = _by_id(session, Meeting, (ballot.meeting_id for ballot in ballots))
    cases = _by_id(session, Case, (ballot.case_id for ballot in ballots))
    found = []
    for one in standings_of(session, office, ballots, at=at) if ballots else []:
        votes = [one.vote(seat) for seat, _as in one.franchise.seats_of(actor.person_id)]
        if votes:
            found.append(_mine_of(one.ballot, bodies, meetings, cases, voted=None not in votes))
    return found


def _sees(actor: Actor, at: datetime) -> ColumnElement[bool]:
    """By the measure of the agenda; whoever is on the roster unbarred sees it also when their term has ended since."""
    seen = sight.sees_ballot(actor, on=day_of(at))
    return seen if actor.person_id is None else or_(seen, _on_roster(actor.person_id))


def _on_roster(person_id: UUID) -> ColumnElement[bool]:
    """On Ballot: a seat of it takes the person's vote, or may come to. Whoever is recused in one place is in all: who
    asked them to vote before that changes nothing."""
    holder, alternate = BallotSeat.holder_id == person_id, BallotSeat.alternate_id == person_id
    stands = Ballot.roster.any(or_(holder, alternate, BallotSeat.proxy_id == person_id))
    recused = or_(
        and_(holder, BallotSeat.recused_at.is_not(None)), and_(alternate, BallotSeat.alternate_recused_at.is_not(None))
    )
    return and_(stands, not_(Ballot.roster.any(recused)), not_(sight.barred_from_ballot(person_id)))


def _by_id(session: Session, model: type[Row], ids: Iterable[UUID | None]) -> Known[Row]:
    """The rows of that table, read at once; held by whoever asks, so that none is read again."""
    wanted = {key for key in ids if key is not None}
    rows = session.scalars(select(model).where(model.id.in_(wanted))) if wanted else ()
    return {row.id: row for row in rows}


def _mine_of(
    ballot: Ballot, bodies: Known[Body], meetings: Known[Meeting], cases: Known[Case], *, voted: bool
) -> MyBallot:
    meeting, case = meetings.get(ballot.meeting_id), cases.get(ballot.case_id)
    number, starts_at = case.number if case else "", meeting.starts_at if meeting else None
    body = bodies[ballot.body_id].name
    return MyBallot(ballot.id, body, _(ballot.motion), number, ballot.closes_at, starts_at, voted)


def _page(session: Session, office: Office, ballot: Ballot, actor: Actor, at: datetime) -> BallotPage:
    standing = standing_of(session, office, ballot, at=at)
    roll, rules, body = standing.roll(), standing.franchise.rules, session.get_one(Body, ballot.body_id)
    tally = count(roll, rules)
    over = is_over(ballot, at=at)
    is_open = ballot.status is BallotStatus.OPEN
    complete = over or not tally.waiting or (rules.close_early and cannot_change(roll, rules))
    options = tuple((value, _(label)) for value, label in ballot.options)
    meeting, outcome = _meeting(session, ballot), (ballot.result or {}).get("outcome")
    wanted = is_open and complete and _casting_vote_wanted(tally, rules)
    tied = tuple(one for one in options if one[0] in tally.leaders) if wanted else ()
    return BallotPage(
        id=ballot.id,
        body_id=body.id,
        body_key=body.key,
        body=body.name,
        motion=_(ballot.motion),
        options=options,
        secret=ballot.secret,
        status=ballot.status,
        case_number=_number(session, ballot),
        task_id=ballot.task_id,
        item_id=ballot.item_id,
        meeting_id=ballot.meeting_id,
        meeting_at=meeting.starts_at if meeting else None,
        opened_at=ballot.opened_at,
        closes_at=ballot.closes_at,
        closed_at=ballot.closed_at,
        why_void=_(ballot.why_void) if ballot.why_void else "",
        resolution=ballot.resolution or "",
        outcome=dict(options).get(outcome, "") if outcome and ballot.status is BallotStatus.CLOSED else "",
        result=ballot.result,
        rules=rules,
        seats=_lines(session, standing, dict(options)),
        mine=_mine(standing, actor) if is_open and not over else (),
        taking_votes=is_open and not over,
        present=tally.present,
        quorum_met=tally.quorum_met,
        waiting=tally.waiting,
        may_close=is_open and tally.quorum_met and complete,
        tied=tied,
        may_cast=bool(tied) and bool(session.scalar(select(casts(session, ballot, actor, at=at)))),
        presides=presides(session, body.id, actor, at=at),
        on_roster=actor.person_id is not None and standing.franchise.concerns(actor.person_id),
        has_proxy=any(_proxy(standing, seat) for seat in standing.seats if seat.holder_id == actor.person_id),
    )


def _casting_vote_wanted(tally: Tally, rules: Rules) -> bool:
    return tally.tied and tally.quorum_met and rules.tie is Tie.CHAIR_DECIDES


def _lines(session: Session, standing: Standing, labels: dict[str, str]) -> tuple[SeatLine, ...]:
    ids = {
        key for seat in standing.seats for key in (seat.holder_id, seat.alternate_id, seat.proxy_id) if key is not None
    }
    people = session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    names = {row.id: row.name for row in people}
    words = labels | {ABSTAIN: _("Abstained")}
    lines = []
    for seat in standing.seats:
        vote, proxy_id = standing.vote(seat), _proxy(standing, seat)
        choice = "" if standing.ballot.secret else words.get(standing.choice(seat) or "", "")
        lines.append(
            SeatLine(
                id=seat.id,
                label=seat.label,
                holder_id=seat.holder_id,
                holder=names[seat.holder_id],
                alternate=names[seat.alternate_id] if seat.alternate_id else "",
                proxy=names[proxy_id] if proxy_id else "",
                recused=seat.holder_id in standing.franchise.barred,
                out=standing.franchise.is_out(seat),
                there=standing.franchise.voter(seat) is not None,
                voted=vote is not None,
                voted_as=vote.voted_as if vote else None,
                choice=choice,
            )
        )
    return tuple(lines)


def _proxy(standing: Standing, seat: BallotSeat) -> UUID | None:
    """Whom its holder asked to vote, unless they are recused."""
    return None if seat.proxy_id in standing.franchise.barred else seat.proxy_id


def _mine(standing: Standing, actor: Actor) -> tuple[MySeat, ...]:
    if actor.person_id is None:
        return ()
    return tuple(
        MySeat(
            seat_id=seat.id,
            label=seat.label,
            voted_as=voted_as,
            seen=standing.seen(seat),
            voted_at=vote.cast_at if (vote := standing.vote(seat)) else None,
            choice=None if standing.ballot.secret else standing.choice(seat),
        )
        for seat, voted_as in standing.franchise.seats_of(actor.person_id)
    )


def _meeting(session: Session, ballot: Ballot) -> Meeting | None:
    return session.get(Meeting, ballot.meeting_id) if ballot.meeting_id else None


def _number(session: Session, ballot: Ballot) -> str:
    return session.get_one(Case, ballot.case_id).number if ballot.case_id else ""
