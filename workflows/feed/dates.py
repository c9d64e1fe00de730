"""What stands in somebody's calendar feed beside their meetings: when their tasks are due and their ballots close.

A calendar is shown on telephones, to families and to colleagues: it says of which procedure a task is, and no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement, and_, exists, func, not_, select
from sqlalchemy.orm import Session, joinedload

from ombud.storage.ballots import Ballot, BallotStatus
from ombud.storage.board import Body
from ombud.storage.cases import Case, CaseStatus, Task
from ombud.storage.directory import RoleHolding, RoleScope
from ombud.storage.ledger import Deadline, DeadlineChange
from ombud.workflows import actors, permissions
from ombud.workflows.board.ballots.reading import needs_my_vote
from ombud.workflows.board.ics import Entry
from ombud.workflows.days import day_of, end_of
from ombud.workflows.mail import links
from ombud.workflows.office import Office
from ombud.workflows.text import translate as _

FED: Final = 500

DUE: Final = UUID("6f1c0c9e-8f0f-5b0e-9a53-0b9d2f5d7c11")
"""Ids in a feed follow from those of tasks and ballots, and do not tell them."""

Changed = dict[tuple[UUID, str, int, str], tuple[int, datetime]]
"""By case, element, occurrence and item: how often the date of a task was changed, and when last."""


def of_bodies(person_id: UUID, *, at: datetime) -> ColumnElement[bool]:
    """On Body: somebody holds a role in it today."""
    theirs = (RoleHolding.person_id == person_id, RoleHolding.scope == RoleScope.BODY, RoleHolding.scope_id == Body.id)
    return exists().where(*theirs, permissions.in_force(day_of(at)))


def entries(session: Session, office: Office, person_id: UUID, *, at: datetime) -> list[Entry]:
    """Tasks and ballots that wait for them, and nothing that they have done; called in their language."""
    return [*_tasks(session, office, person_id, at), *_ballots(session, office, person_id, at)]


def _tasks(session: Session, office: Office, person_id: UUID, at: datetime) -> list[Entry]:
    acts = permissions.may_act_on_task(actors.person(person_id), on=day_of(at))
    put_to_the_vote = exists().where(Ballot.task_id == Task.id, Ballot.status == BallotStatus.OPEN)
    waiting = (acts, not_(put_to_the_vote), Case.status == CaseStatus.OPEN, Task.due_at.is_not(None))
    statement = select(Task).join(Case, Case.id == Task.case_id).where(*waiting).options(joinedload(Task.case))
    tasks = session.scalars(statement.order_by(Task.due_at, Task.id).limit(FED)).all()
    changed = _changed(session, tasks)
    return [_task(session, office, task, changed) for task in tasks]


def _task(session: Session, office: Office, task: Task, changed: Changed) -> Entry:
    key = (task.case_id, task.element, task.occurrence, task.item)
    times, last = changed.get(key, (0, task.opened_at))
    assert task.due_at is not None
    day = day_of(task.due_at)
    procedure = _(office.procedures.get(session, task.case.version_id).toml.title)
    return Entry(
        id=uuid5(DUE, str(task.id)),
        starts_at=task.due_at,
        day=day if task.due_at == end_of(day) else None,
        summary=_("Ombud: a task is due (%(procedure)s)", procedure=procedure),
        place="",
        cancelled=False,
        changes=times,
        changed_at=max(last, task.opened_at),
        url=links.to_inbox(office),
    )


def _changed(session: Session, tasks: Sequence[Task]) -> Changed:
    identity = (Deadline.case_id, Deadline.element, Deadline.occurrence, Deadline.item)
    counted = select(*identity, func.count(DeadlineChange.id), func.max(DeadlineChange.at)).join(
        DeadlineChange, and_(DeadlineChange.deadline_id == Deadline.id, Deadline.timer.is_(False))
    )
    rows = session.execute(counted.where(Deadline.case_id.in_({task.case_id for task in tasks})).group_by(*identity))
    return {
        (case_id, element, occurrence, item): (times, last) for case_id, element, occurrence, item, times, last in rows
    }


def _ballots(session: Session, office: Office, person_id: UUID, at: datetime) -> list[Entry]:
    """A ballot at a meeting closes there."""
    return [
        Entry(
            id=uuid5(DUE, str(wanted.ballot_id)),
            starts_at=wanted.closes_at,
            summary=_("Ombud: a ballot closes (%(body)s)", body=wanted.body),
            place="",
            cancelled=False,
            changes=0,
            changed_at=None,
            url=links.to_inbox(office),
        )
        for wanted in needs_my_vote(session, office, actors.person(person_id), at=at)
        if wanted.closes_at is not None
    ]
