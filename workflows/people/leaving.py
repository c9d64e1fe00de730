"""Somebody leaves, for a while or for good: signed out, standing in for nobody, and their tasks go back to the roles.
A role that ends takes its holder's claims with it in the same way.

Roles and seats stay with their dates: what was done by them was done by whoever held them (A78). The account is disabled
first, in a transaction of its own; the tasks follow case by case, so that a busy case keeps nobody signed in.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, not_, or_, select
from sqlalchemy.orm import Session

from ombud.storage.board import Delegation
from ombud.storage.cases import Task, TaskStatus
from ombud.storage.directory import RoleHolding, Substitute
from ombud.storage.jobs import Job, JobKind
from ombud.storage.session import Database, reading, unit_of_work
from ombud.workflows import engine, permissions, requests
from ombud.workflows.actors import WORKER, Actor
from ombud.workflows.assigning import assign
from ombud.workflows.board import delegations
from ombud.workflows.days import day_of
from ombud.workflows.happening import happened
from ombud.workflows.held import lock_unjudged
from ombud.workflows.jobs import queue
from ombud.workflows.office import Office
from ombud.workflows.people import accounts, ending, persons, substitutes
from ombud.workflows.refusals import InvalidCommand
from ombud.workflows.text import translate as _
from ombud.workflows.writing import write

REASONS = ("lost", "changed", "misused")
"""Why a second factor is reset: the device is lost, it is another one now, somebody else may have used it."""


def disable(session: Session, office: Office, person_id: UUID, *, by: Actor, at: datetime) -> None:
    """Signed out everywhere at once; whoever stands in, on either side, no longer does, and what was passed on is revoked.

    Raises NotFound, Forbidden for oneself, LastOperator.
    """
    _lock_all(session, person_id)
    accounts.disable(session, person_id, by=by, at=at)
    substitutes.end_all_of(session, office, person_id, by=by, at=at)
    delegations.revoke_all_of(session, office, person_id, reason="disabled", by=by, at=at)


def _lock_all(session: Session, person_id: UUID) -> None:
    """Everybody with whom somebody shares or shared a role, and what they share, before the first event is written."""
    substitutes_of = select(Substitute.person_id, Substitute.substitute_id)
    substitutes_of = substitutes_of.where(or_(Substitute.person_id == person_id, Substitute.substitute_id == person_id))
    delegates_of = select(Delegation.from_person_id, Delegation.to_person_id)
    delegates_of = delegates_of.where(or_(Delegation.from_person_id == person_id, Delegation.to_person_id == person_id))
    pairs = [*session.execute(substitutes_of), *session.execute(delegates_of)]
    persons.locked(session, {person_id, *(key for pair in pairs for key in pair)})
    shared = or_(RoleHolding.on_behalf_of == person_id, RoleHolding.person_id == person_id)
    mirrors = select(RoleHolding.id).where(shared, RoleHolding.on_behalf_of.is_not(None)).order_by(RoleHolding.id)
    session.scalars(mirrors.with_for_update()).all()


def sign_out(session: Session, person_id: UUID, *, by: Actor, at: datetime) -> None:
    """Ends every sign-in of somebody, and what their browsers remember. Raises NotFound, Forbidden."""
    permissions.require(session, by, permissions.ADMINISTRATORS, at=at)
    persons.held(session, person_id)
    ending.end_everywhere(session, person_id, at=at)
    body = {"person": str(person_id)}
    happened(session, "account.signed_out", body, by=by, at=at)


def stranded(session: Session, person_id: UUID, *, at: datetime) -> list[UUID]:
    """The tasks somebody has claimed by a role that is theirs no more."""
    return list(session.scalars(_stranded(person_id, at).order_by(Task.case_id, Task.id)))


def give_back_all(database: Database, office: Office, person_id: UUID, *, by: Actor, at: datetime) -> int:
    """Gives the stranded tasks of somebody back to their roles, one case after the other; says how many.

    Raises Forbidden.
    """
    with reading(database) as session:
        permissions.require(session, by, permissions.ADMINISTRATORS, at=at)
        tasks = stranded(session, person_id, at=at)
    for task_id in tasks:
        with unit_of_work(database) as session:
            give_back(session, office, task_id, person_id, by=by, at=at)
    return len(tasks)


def give_back(session: Session, office: Office, task_id: UUID, person_id: UUID, *, by: Actor, at: datetime) -> None:
    """Gives one stranded task back, and tells those who could do it; one that is none any more stays as it is."""
    case_id = session.get_one(Task, task_id).case_id
    held = lock_unjudged(session, office, case_id, by=by, at=at)
    if session.scalar(_stranded(person_id, at).where(Task.id == task_id)) is None:
        return
    task = session.get_one(Task, task_id)
    assign(held, task_id, engine.ElementKey(task.element, task.occurrence, task.item), None, "task.released")
    write(held)


def answer_claims(session: Session, office: Office, job: Job, *, at: datetime) -> None:
    """Carries out what `watch_claims` asked for: one job per task of somebody, then each under its case's lock."""
    person_id = UUID(job.payload["person"])
    if "task" in job.payload:
        give_back(session, office, UUID(job.payload["task"]), person_id, by=WORKER, at=at)
        return
    for task in session.scalars(select(Task).where(Task.id.in_(stranded(session, person_id, at=at)))):
        payload = job.payload | {"task": str(task.id)}
        queue.put(session, [queue.job_row(JobKind.NOTIFY, f"{job.key}:{task.id}", task.case_id, payload, at)])


def _stranded(person_id: UUID, at: datetime) -> Select[UUID]:
    """Nobody needs them back to do them, but nobody would be told of them either."""
    claimed = and_(Task.assignee_id == person_id, Task.status == TaskStatus.CLAIMED)
    return select(Task.id).where(claimed, not_(permissions.claim_stands(on=day_of(at))))


def reset_second_factor(
    session: Session,
    office: Office,
    person_id: UUID,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """As `accounts.reset_second_factor`, with why: one of REASONS, no free text, since an event keeps it.

    Raises what that raises, and InvalidCommand for another reason.
    """
    if reason not in REASONS:
        raise InvalidCommand(_("Say why the second factor is reset."))
    if requests.is_done(session, request_key):
        return
    accounts.reset_second_factor(session, office, person_id, by=by, at=at, request_key=request_key)
    body = {"person": str(person_id), "reason": reason}
    happened(session, "account.reset_reason", body, by=by, at=at)
