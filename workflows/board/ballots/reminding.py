"""A ballot by correspondence: members are told that it is open, and again before it ends if they have not voted. Nothing
reminds whoever has: neither of the ballot nor of the task that it answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, and_, not_, select, true
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot, BallotStatus
from ombud.storage.cases import Case
from ombud.storage.directory import Person
from ombud.storage.jobs import JobKind
from ombud.workflows import permissions
from ombud.workflows.actors import WORKER, Actor, ActorKind
from ombud.workflows.board.ballots import words
from ombud.workflows.board.ballots.holding import casts, hold
from ombud.workflows.board.ballots.standing import Standing, standing_of
from ombud.workflows.days import day_of, days_in, later_on_the_wall
from ombud.workflows.digest.waiting import About, put_aside
from ombud.workflows.jobs import queue
from ombud.workflows.mail import links, outbox
from ombud.workflows.mail.recipients import OPERATORS, Recipient, once, resolve
from ombud.workflows.mail.wording import Wording
from ombud.workflows.office import Office

ANYBODY = Actor(ActorKind.PERSON, person_id=Person.id)  # type: ignore[arg-type]
"""In a statement about persons: each of them, as the predicates of permissions ask for somebody."""


class Moment(StrEnum):
    """What a job about a ballot is for."""

    OPENED = "opened"
    REMINDER = "reminder"
    END = "end"


def plan(session: Session, office: Office, ballot: Ballot, *, at: datetime) -> None:
    """The jobs of a ballot by correspondence; one at a meeting has none."""
    if ballot.closes_at is None:
        return
    rule = office.board.ballot_reminders
    before = [later_on_the_wall(ballot.closes_at, -days_in(period)) for period in (rule.before if rule else ())]
    moments = [(Moment.OPENED, at), (Moment.END, ballot.closes_at)]
    moments += [(Moment.REMINDER, instant) for instant in before if instant > at]
    rows = [
        queue.job_row(
            kind=JobKind.BALLOT,
            key=f"ballot:{ballot.id}:{moment}:{run_at.isoformat()}",
            case_id=ballot.case_id,
            payload={"ballot": str(ballot.id), "moment": str(moment)},
            run_at=run_at,
        )
        for moment, run_at in moments
    ]
    queue.put(session, rows)


def tell_voters(session: Session, office: Office, ballot_id: UUID, moment: Moment, *, at: datetime) -> None:
    """Tells those whose vote is wanted and who have not voted; nobody once the ballot is over."""
    held = hold(session, office, ballot_id, by=WORKER, at=at)
    if not held.is_open:
        return
    wanted = wanted_of(held.standing())
    people = session.scalars(select(Person).where(Person.id.in_(wanted), Person.active).order_by(Person.email))
    say = words.opened if moment is Moment.OPENED else words.reminder
    case = session.get_one(Case, held.ballot.case_id) if held.ballot.case_id else None
    about = About(ballot_id=ballot_id, due_at=held.ballot.closes_at)
    told = [_recipient(person) for person in people]
    told = put_aside(session, office, case, told, notice=f"ballot.{moment}", about=about, at=at)
    _post(session, office, held.ballot, told, moment, say, at=at)


def wanted_of(standing: Standing) -> set[UUID]:
    """Who could vote now for a seat that has not voted."""
    voters = ((standing.franchise.voter(seat), standing.vote(seat)) for seat in standing.seats)
    return {voter[0] for voter, vote in voters if voter is not None and vote is None}


def open_on(session: Session, task_id: UUID) -> Ballot | None:
    """The open ballot that is to answer a task."""
    return session.scalar(select(Ballot).where(Ballot.task_id == task_id, Ballot.status == BallotStatus.OPEN))


def still_asked(
    session: Session, office: Office, ballot: Ballot, people: Sequence[Recipient], *, at: datetime
) -> list[Recipient]:
    """Of those a task waits for, who has not voted in the ballot on it; once all have, whoever presides, who closes it."""
    voted = voted_of(standing_of(session, office, ballot, at=at))
    left = [one for one in people if one.person_id not in voted]
    return left or _recipients(session, _presiders(ballot, at=at))


def voted_of(standing: Standing) -> set[UUID]:
    """Those of the roster from whom nothing more is wanted: their seat has voted, or they for another one."""
    voted, left = set(), wanted_of(standing)
    for seat in standing.seats:
        if (vote := standing.vote(seat)) is None:
            left.add(seat.holder_id)
        else:
            voted |= {seat.holder_id, vote.cast_by}
    return voted - left


def tell_presiders(session: Session, office: Office, ballot: Ballot, say: Wording, *, at: datetime) -> None:
    """Whoever presides over the body and has no conflict in the case; the operators where that is nobody."""
    _tell(session, office, ballot, _presiders(ballot, at=at), say, at=at)


def _presiders(ballot: Ballot, *, at: datetime) -> ColumnElement[bool]:
    """On Person."""
    free: ColumnElement[bool] = true()
    if ballot.case_id is not None:
        free = not_(permissions.has_conflict(Person.id, ballot.case_id))
    return and_(permissions.presides(ANYBODY, ballot.body_id, on=day_of(at)), free)


def tell_chairs(session: Session, office: Office, ballot: Ballot, say: Wording, *, at: datetime) -> None:
    """Whoever may break a tie in it; the operators where that is nobody."""
    _tell(session, office, ballot, casts(session, ballot, ANYBODY, at=at), say, at=at)


def _tell(
    session: Session, office: Office, ballot: Ballot, whom: ColumnElement[bool], say: Wording, *, at: datetime
) -> None:
    recipients = _recipients(session, whom) or resolve(session, office, [OPERATORS], None, at=at)
    _post(session, office, ballot, recipients, "end", say, at=at)


def _recipients(session: Session, whom: ColumnElement[bool]) -> list[Recipient]:
    people = session.scalars(select(Person).where(Person.active, whom).order_by(Person.email))
    return [_recipient(person) for person in people]


def _recipient(person: Person) -> Recipient:
    return Recipient(person.name, person.email, person.language, person_id=person.id)


def _post(
    session: Session,
    office: Office,
    ballot: Ballot,
    recipients: Sequence[Recipient],
    notice: str,
    say: Wording,
    *,
    at: datetime,
) -> None:
    case = session.get_one(Case, ballot.case_id) if ballot.case_id else None
    link = links.to_ballot(office, ballot.id)
    outbox.post(session, office, case, once(recipients), notice=f"ballot.{notice}", words=say, at=at, link=link)
