"""A ballot under its lock, and its case's before it: a vote and a close at the same instant come one after the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, literal, not_, select
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot, BallotStatus
from ombud.storage.cases import Task
from ombud.storage.chain import append_system_event
from ombud.storage.events import SYSTEM_CHAIN
from ombud.workflows import permissions, requests
from ombud.workflows.actors import Actor
from ombud.workflows.board import citing
from ombud.workflows.board.ballots.standing import Standing, standing_of
from ombud.workflows.days import day_of
from ombud.workflows.engine import ElementKey
from ombud.workflows.held import HeldCase, lock_unjudged, must_run
from ombud.workflows.office import Office
from ombud.workflows.refusals import BallotClosed, Forbidden, NotFound, RecusedFromThis
from ombud.workflows.text import translate as _
from ombud.workflows.writing import write

PRESIDED: Final = ("ballot.opened", "ballot.closed", "ballot.void")
"""What is done with a ballot by whoever presides; all else is done by its voters."""


@dataclass
class HeldBallot:
    session: Session
    office: Office
    ballot: Ballot
    case: HeldCase | None
    by: Actor
    at: datetime
    request_key: str | None = None
    _told: bool = field(default=False, init=False)

    @property
    def is_open(self) -> bool:
        return self.ballot.status is BallotStatus.OPEN

    @property
    def is_repeat(self) -> bool:
        """Whether this very request has been carried out already."""
        return requests.is_repeat(self.session, self.ballot.case_id or SYSTEM_CHAIN, self.request_key)

    @property
    def element(self) -> ElementKey | None:
        """The task that its tally completes."""
        if self.ballot.task_id is None:
            return None
        task = self.session.get_one(Task, self.ballot.task_id)
        return ElementKey(task.element, task.occurrence, task.item)

    def standing(self) -> Standing:
        self.session.flush()
        return standing_of(self.session, self.office, self.ballot, at=self.at)

    def event(self, kind: str, facts: dict[str, Any] | None = None, *, commitment: bytes | None = None) -> None:
        """On the case's chain, else on the system's. Ids, numbers and commitments only."""
        body = {"ballot": str(self.ballot.id)} | (facts or {})
        if kind in PRESIDED:
            body |= citing.presiding(self.session, self.ballot.body_id, by=self.by, at=self.at)
        if self.case is not None:
            self.case.event(kind, body, element=self.element, commitment=commitment)
            return
        append_system_event(
            self.session,
            kind,
            body,
            actor=str(self.by),
            actor_id=self.by.person_id,
            at=self.at,
            request_key=None if self._told else self.request_key,
            commitment=commitment,
        )
        self._told = True

    def save(self) -> None:
        self.session.flush()
        if self.case is not None:
            write(self.case)


def hold(
    session: Session, office: Office, ballot_id: UUID, *, by: Actor, at: datetime, request_key: str | None = None
) -> HeldBallot:
    """Locks the case, then the ballot. Takes no verdict. Raises NotFound where there is no such ballot."""
    known = session.execute(select(Ballot.id, Ballot.case_id).where(Ballot.id == ballot_id)).one_or_none()
    if known is None:
        raise NotFound()
    case = None
    if known.case_id is not None:
        case = lock_unjudged(session, office, known.case_id, by=by, at=at, request_key=request_key)
    locked = select(Ballot).where(Ballot.id == ballot_id).with_for_update(of=Ballot)
    ballot = session.scalars(locked, execution_options={"populate_existing": True}).one()
    return HeldBallot(session, office, ballot, case, by, at, request_key)


def must_be_open(held: HeldBallot) -> None:
    """Raises BallotClosed, CaseClosed, CaseSuspended, and DeadlineFirst where a timer of the case has to fire first."""
    if not held.is_open:
        raise BallotClosed()
    if held.case is not None:
        must_run(held.case)


def is_over(ballot: Ballot, *, at: datetime) -> bool:
    """Whether a ballot by correspondence takes no votes any more: from the instant at which it closes."""
    return ballot.closes_at is not None and at >= ballot.closes_at


def casts(session: Session, ballot: Ballot, actor: Actor, *, at: datetime) -> ColumnElement[bool]:
    """Whether somebody breaks a tie in a ballot: a chair, and of a case's one who could decide it as well."""
    chair = permissions.chairs(actor, ballot.body_id, on=day_of(at))
    if ballot.case_id is None or ballot.task_id is None or actor.person_id is None:
        return chair
    element = literal(session.get_one(Task, ballot.task_id).element)
    return and_(chair, not_(permissions.barred_from(actor.person_id, ballot.case_id, element=element)))


def must_cast(held: HeldBallot) -> None:
    """Raises Forbidden for whoever may not break a tie in this ballot."""
    if not held.session.scalar(select(casts(held.session, held.ballot, held.by, at=held.at))):
        raise Forbidden(_("The casting vote is a chair's, of one who may decide in this matter."))


def must_be_free(session: Session, case_id: UUID | None, *, by: Actor) -> None:
    """Nobody presides over the vote on their own matter. Raises RecusedFromThis."""
    if case_id is None or by.person_id is None:
        return
    if session.scalar(select(permissions.has_conflict(by.person_id, case_id))):
        raise RecusedFromThis()
