"""An act tried out on the case itself, in a transaction that is rolled back: what it would change, before anybody does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot, BallotStatus
from ombud.storage.cases import OPEN_TASK, Case, Task
from ombud.storage.ledger import Deadline, DeadlineStatus
from ombud.storage.session import Database
from ombud.workflows.casefile.words import RoleWords, element_name
from ombud.workflows.office import Office
from ombud.workflows.refusals import Conflict, InvalidCommand, Refusal

RUNNING = (DeadlineStatus.WAITING, DeadlineStatus.PAUSED)


@dataclass(frozen=True, slots=True)
class Asked:
    """A task that waits for somebody."""

    name: str
    who: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Dated:
    """A date that runs, or stands still."""

    name: str
    due_at: datetime | None
    paused: bool
    timer: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What waits in a case."""

    tasks: dict[UUID, Asked]
    dates: dict[UUID, Dated]
    ballots: int  # open ones


@dataclass(frozen=True, slots=True)
class Moved:
    """A date before and after; None: it does not run."""

    before: Dated | None
    after: Dated | None

    @property
    def name(self) -> str:
        return (self.after or self.before or Dated("", None, False, False)).name


@dataclass(frozen=True, slots=True)
class Rehearsal:
    before: Standing
    after: Standing
    refused: Refusal | None = None

    @property
    def gone(self) -> list[Asked]:
        """Tasks that nobody is asked to do any more."""
        return [task for key, task in self.before.tasks.items() if key not in self.after.tasks]

    @property
    def asked(self) -> list[Asked]:
        return [task for key, task in self.after.tasks.items() if key not in self.before.tasks]

    @property
    def moved(self) -> list[Moved]:
        """A task and the timer on it may share one date: it is told once."""
        keys = dict.fromkeys((*self.before.dates, *self.after.dates))
        moves = (Moved(self.before.dates.get(key), self.after.dates.get(key)) for key in keys)
        return list(dict.fromkeys(move for move in moves if move.before != move.after))

    @property
    def void(self) -> int:
        return self.before.ballots - self.after.ballots


def rehearse(database: Database, office: Office, case_id: UUID, act: Callable[[Session], Any]) -> Rehearsal:
    """Raises what the act refuses to this person; what it refuses to this case stands in the result."""
    with database.sessions() as session:  # never committed
        before = standing_of(session, office, case_id)
        try:
            act(session)
        except (InvalidCommand, Conflict) as refused:
            return Rehearsal(before, before, refused)
        session.flush()
        return Rehearsal(before, standing_of(session, office, case_id))


def standing_of(session: Session, office: Office, case_id: UUID) -> Standing:
    version = session.scalars(select(Case.version_id).where(Case.id == case_id)).one()
    deployed, words = office.procedures.get(session, version), RoleWords(session)
    tasks = session.execute(
        select(Task.id, Task.element, Task.role, Task.scope, Task.scope_id, Task.due_at)
        .where(Task.case_id == case_id, Task.status.in_(OPEN_TASK))
        .order_by(Task.opened_at, Task.element, Task.item)
    ).all()
    dates = session.execute(
        select(Deadline.id, Deadline.element, Deadline.due_at, Deadline.status, Deadline.timer, Deadline.computed)
        .where(Deadline.case_id == case_id, Deadline.status.in_(RUNNING))
        .order_by(Deadline.due_at, Deadline.element)
    ).all()
    open_ones = select(func.count()).where(Ballot.case_id == case_id, Ballot.status == BallotStatus.OPEN)
    return Standing(
        {
            row.id: Asked(element_name(deployed, row.element), words.of(row.role, row.scope, row.scope_id), row.due_at)
            for row in tasks
        },
        {
            row.id: Dated(
                element_name(deployed, row.element), row.due_at, row.status == DeadlineStatus.PAUSED, row.timer
            )
            for row in dates
            if not row.computed.get("off")
        },
        session.scalar(open_ones) or 0,
    )
