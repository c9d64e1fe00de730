"""A ballot by correspondence: members are told that it is open, and again before it ends if they have not voted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, and_, not_, select, true
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot
from ombud.storage.cases import Case
from ombud.storage.directory import Person
from ombud.storage.jobs import JobKind
from ombud.workflows import permissions
from ombud.workflows.actors import WORKER, Actor, ActorKind
from ombud.workflows.board.ballots import words
from ombud.workflows.board.ballots.holding import casts, hold
from ombud.workflows.board.ballots.standing import Standing
from ombud.workflows.days import day_of, days_in, later_on_the_wall
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
    _post(session, office, held.ballot, [_recipient(person) for person in people], moment, say, at=at)


def wanted_of(standing: Standing) -> set[UUID]:
    """Who could vote now for a seat that has not voted."""
    voters = ((standing.franchise.voter(seat), standing.vote(seat)) for seat in standing.seats)
    return {voter[0] for voter, vote in voters if voter is not None and vote is None}


def tell_presiders(session: Session, office: Office, ballot: Ballot, say: Wording, *, at: datetime) -> None:
    """Whoever presides over the body and has no conflict in the case; the operators where that is nobody."""
    free: ColumnElement[bool] = true()
    if ballot.case_id is not None:
        free = not_(permissions.has_conflict(Person.id, ballot.case_id))
    presides = permissions.presides(ANYBODY, ballot.body_id, on=day_of(at))
    _tell(session, office, ballot, and_(presides, free), say, at=at)


def tell_chairs(session: Session, office: Office, ballot: Ballot, say: Wording, *, at: datetime) -> None:
    """Whoever may break a tie in it; the operators where that is nobody."""
    _tell(session, office, ballot, casts(session, ballot, ANYBODY, at=at), say, at=at)


def _tell(
    session: Session, office: Office, ballot: Ballot, whom: ColumnElement[bool], say: Wording, *, at: datetime
) -> None:
    people = session.scalars(select(Person).where(Person.active, whom).order_by(Person.email))
    recipients = [_recipient(person) for person in people]
    _post(session, office, ballot, recipients or resolve(session, office, [OPERATORS], None, at=at), "end", say, at=at)


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
