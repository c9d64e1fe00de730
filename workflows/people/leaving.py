"""Somebody leaves, for a while or for good: signed out, standing in for nobody, and their tasks go back to the roles.

Roles and seats stay with their dates: what was done by them was done by whoever held them (A78). The account is disabled
first, in a transaction of its own; the tasks follow case by case, so that a busy case keeps nobody signed in.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, not_, select, update
from sqlalchemy.orm import Session

from ombud.storage.cases import Task, TaskStatus
from ombud.storage.chain import append_system_event
from ombud.storage.directory import Person
from ombud.storage.session import Database, reading, unit_of_work
from ombud.workflows import engine, permissions
from ombud.workflows.actors import Actor, person
from ombud.workflows.days import day_of
from ombud.workflows.held import lock_unjudged
from ombud.workflows.office import Office
from ombud.workflows.people import accounts, ending, persons, substitutes
from ombud.workflows.refusals import InvalidCommand
from ombud.workflows.text import translate as _
from ombud.workflows.writing import write

REASONS = ("lost", "changed", "misused")
"""Why a second factor is reset: the device is lost, it is another one now, somebody else may have used it."""


def disable(session: Session, person_id: UUID, *, by: Actor, at: datetime) -> None:
    """Signed out everywhere at once; whoever stands in, on either side, no longer does.

    Raises NotFound, Forbidden for oneself, LastOperator.
    """
    accounts.disable(session, person_id, by=by, at=at)
    substitutes.end_all_of(session, person_id, by=by, at=at)


def sign_out(session: Session, person_id: UUID, *, by: Actor, at: datetime) -> None:
    """Ends every sign-in of somebody, and what their browsers remember. Raises NotFound, Forbidden."""
    permissions.require(session, by, permissions.ADMINISTRATORS, at=at)
    persons.held(session, person_id)
    ending.end_everywhere(session, person_id, at=at)
    body = {"person": str(person_id)}
    append_system_event(session, "account.signed_out", body, actor=str(by), actor_id=by.person_id, at=at)


def stranded(session: Session, person_id: UUID, *, at: datetime) -> list[UUID]:
    """The tasks somebody has claimed and may not act on today: nobody else can while they are theirs."""
    active = session.scalar(select(Person.active).where(Person.id == person_id))
    claimed = and_(Task.assignee_id == person_id, Task.status == TaskStatus.CLAIMED)
    statement = select(Task.id).where(claimed).order_by(Task.case_id, Task.id)
    if active:
        statement = statement.where(not_(permissions.holds_task_role(person(person_id), on=day_of(at))))
    return list(session.scalars(statement))


def give_back_all(database: Database, office: Office, person_id: UUID, *, by: Actor, at: datetime) -> int:
    """Gives the stranded tasks of somebody back to their roles, one case after the other; says how many."""
    with reading(database) as session:
        tasks = stranded(session, person_id, at=at)
    for task_id in tasks:
        with unit_of_work(database) as session:
            give_back(session, office, task_id, person_id, by=by, at=at)
    return len(tasks)


def give_back(session: Session, office: Office, task_id: UUID, person_id: UUID, *, by: Actor, at: datetime) -> None:
    """Gives one stranded task back; one that is none any more stays as it is. Raises NotFound, Forbidden."""
    permissions.require(session, by, permissions.ADMINISTRATORS, at=at)
    case_id = session.get_one(Task, task_id).case_id
    held = lock_unjudged(session, office, case_id, by=by, at=at)
    if task_id not in stranded(session, person_id, at=at):
        return
    task = session.get_one(Task, task_id)
    key = engine.ElementKey(task.element, task.occurrence, task.item)
    ready = update(Task).where(Task.id == task_id).values(assignee_id=None, status=TaskStatus.READY)
    held.connection.execute(ready)
    held.event("task.released", {"to": None}, element=key)
    write(held)


def reset_second_factor(
    session: Session, office: Office, person_id: UUID, *, reason: str, by: Actor, at: datetime
) -> None:
    """As `accounts.reset_second_factor`, with why: one of REASONS, no free text, since an event keeps it.

    Raises what that raises, and InvalidCommand for another reason.
    """
    if reason not in REASONS:
        raise InvalidCommand(_("Say why the second factor is reset."))
    accounts.reset_second_factor(session, office, person_id, by=by, at=at)
    body = {"person": str(person_id), "reason": reason}
    append_system_event(session, "account.reset_reason", body, actor=str(by), actor_id=by.person_id, at=at)
