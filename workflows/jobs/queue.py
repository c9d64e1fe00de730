"""The job table as a queue: what is due is claimed under a lease, and done or failed under its row lock.

A job is carried out and marked in one transaction that holds its row, so its effect in the database happens once
however many workers believe it theirs; the lease only keeps them from trying in vain.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select, update
from sqlalchemy.orm import Session

from ombud.storage.base import new_id
from ombud.storage.cases import Case, CaseStatus
from ombud.storage.chain import append_system_event
from ombud.storage.inserting import insert_into
from ombud.storage.jobs import Job, JobKind, JobStatus
from ombud.workflows import permissions, requests
from ombud.workflows.actors import Actor
from ombud.workflows.jobs.patience import BATCH, LEASE, tries, wait_after
from ombud.workflows.refusals import Conflict, NotFound

ASLEEP = (JobKind.TICK, JobKind.TASK, JobKind.REMIND, JobKind.OVERDUE, JobKind.RETIME, JobKind.BALLOT)
"""What is about the open tasks and the dates of a case: while the case is suspended it waits, and is done afterwards."""


class Reason(StrEnum):
    """Why a dead letter is tried again. One of a few: what somebody writes may name people, and these events are read by
    every operator."""

    REPAIRED = "repaired"
    PASSED = "passed"
    LOOKING = "looking"


class NotDead(Conflict):
    """Only a job that has been given up can be tried again by hand."""


def job_row(kind: JobKind, key: str, case_id: UUID | None, payload: dict[str, Any], run_at: datetime) -> dict[str, Any]:
    """The row of a new job, every column named, for an insert of many. `payload` holds ids only."""
    return {
        "id": new_id(),
        "key": key,
        "kind": kind,
        "case_id": case_id,
        "payload": payload,
        "status": JobStatus.READY,
        "run_at": run_at,
        "attempts": 0,
        "leased_by": None,
        "leased_until": None,
        "last_error": None,
    }


def put(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Adds jobs; one whose key is known already is the same job and changes nothing."""
    if rows:
        session.connection().execute(insert_into(Job, session).on_conflict_do_nothing(index_elements=["key"]), rows)


def next_due_at(session: Session) -> datetime | None:
    """When the next job falls due, leases aside."""
    return session.scalar(select(func.min(Job.run_at)).where(_waits()))


def any_due(session: Session, *, at: datetime) -> bool:
    """Whether `claim` would find something; asks without locking anything."""
    return bool(session.scalar(select(exists().where(_due(at, LEASE)))))


def claim(session: Session, worker: str, *, at: datetime, lease: timedelta = LEASE, limit: int = BATCH) -> list[Job]:
    """Leases due jobs to a worker, the longest due first.

    A job found under a lapsed lease counts as tried, since it may be what killed its worker, and is claimed alone: so
    it cannot take others down with it again. Tried too often, it is claimed to be given up (`spent`).
    """
    due = select(Job).where(_due(at, lease)).order_by(Job.run_at, Job.id).limit(limit)
    found = session.scalars(due.with_for_update(skip_locked=True)).all()
    abandoned = [job for job in found if job.leased_until is not None]
    for job in abandoned[:1]:
        job.attempts += 1
    claimed = abandoned[:1] or list(found)
    for job in claimed:
        job.leased_by, job.leased_until = worker, at + lease
    session.flush()
    return claimed


def _due(at: datetime, lease: timedelta) -> ColumnElement[bool]:
    """Due and not leased. A lease that ends later than any could that was taken now was taken before the clock was
    set back: nobody holds it any more."""
    lapsed = or_(Job.leased_until.is_(None), Job.leased_until <= at, Job.leased_until > at + 2 * lease)
    return and_(_waits(), Job.run_at <= at, lapsed)


def _waits() -> ColumnElement[bool]:
    """Not done and not asleep."""
    suspended = exists().where(Case.id == Job.case_id, Case.status == CaseStatus.SUSPENDED)
    return and_(Job.status == JobStatus.READY, not_(and_(Job.kind.in_(ASLEEP), suspended)))


def spent(job: Job) -> bool:
    """Whether a claimed job was under way as often as its kind is tried, without an end: it may be what stops workers."""
    return job.attempts >= tries(job.kind)


def renew(session: Session, jobs: Sequence[Job], worker: str, *, at: datetime, lease: timedelta = LEASE) -> None:
    """The lease of claimed jobs counts from now on, as far as they are this worker's still."""
    ids = [job.id for job in jobs]
    mine = update(Job).where(Job.id.in_(ids), Job.status == JobStatus.READY, Job.leased_by == worker)
    session.execute(mine.values(leased_until=at + lease), execution_options={"synchronize_session": False})


def hold(session: Session, job_id: UUID, worker: str) -> Job | None:
    """Locks a job for the transaction that carries it out; None when it is no longer this worker's to do.

    A case may have been suspended since the job was claimed: then the job is given back, to wait until it is resumed.
    """
    mine = select(Job).where(Job.id == job_id, Job.status == JobStatus.READY, Job.leased_by == worker)
    job = session.scalar(mine.with_for_update().execution_options(populate_existing=True))
    if job is not None and job.kind in ASLEEP and _is_suspended(session, job):
        job.leased_by, job.leased_until = None, None
        return None
    return job


def _is_suspended(session: Session, job: Job) -> bool:
    """Under the case's lock: nobody suspends it any more before the job is done."""
    return session.scalar(select(Case.status).where(Case.id == job.case_id).with_for_update()) is CaseStatus.SUSPENDED


def is_mine(session: Session, job_id: UUID, worker: str) -> bool:
    """Whether `hold` would get the job; for what is done outside a transaction, such as sending."""
    mine = exists().where(Job.id == job_id, Job.status == JobStatus.READY, Job.leased_by == worker)
    return bool(session.scalar(select(mine)))


def done(job: Job) -> None:
    job.status, job.leased_by, job.leased_until, job.last_error = JobStatus.DONE, None, None, None


def failed(job: Job, error: str, *, at: datetime) -> None:
    """Puts a held job back for a later try, or makes it a dead letter. `error` names class and place, never data."""
    job.attempts += 1
    if spent(job):
        job.status, job.leased_by, job.leased_until, job.last_error = JobStatus.DEAD, None, None, error
        return
    job.run_at, job.leased_by, job.leased_until = at + wait_after(job.attempts), None, None
    job.last_error = error


def release(session: Session, worker: str) -> None:
    """Gives back what a worker has claimed and not begun."""
    mine = update(Job).where(Job.leased_by == worker, Job.status == JobStatus.READY)
    session.execute(mine.values(leased_by=None, leased_until=None), execution_options={"synchronize_session": False})


def retry(
    session: Session, job_id: UUID, *, reason: Reason, by: Actor, at: datetime, request_key: str | None = None
) -> None:
    """An operator has a dead letter tried again from now on, and says why. Raises Forbidden, NotFound or NotDead."""
    permissions.require(session, by, permissions.OPERATORS, at=at)
    if requests.is_done(session, request_key):
        return
    job = session.scalar(select(Job).where(Job.id == job_id).with_for_update())
    if job is None:
        raise NotFound()
    if job.status != JobStatus.DEAD:
        raise NotDead()
    _again(session, [job], reason, by=by, at=at, request_key=request_key)


def retry_all(
    session: Session, error: str, *, reason: Reason, by: Actor, at: datetime, request_key: str | None = None
) -> int | None:
    """Every dead letter of one error is tried again from now on; how many, None for a request that was carried out
    already. Raises Forbidden, or NotDead for none."""
    permissions.require(session, by, permissions.OPERATORS, at=at)
    if requests.is_done(session, request_key):
        return None
    dead = select(Job).where(Job.status == JobStatus.DEAD, Job.last_error == error).order_by(Job.run_at, Job.id)
    jobs = session.scalars(dead.with_for_update()).all()
    if not jobs:
        raise NotDead()
    _again(session, jobs, reason, by=by, at=at, request_key=request_key)
    return len(jobs)


def _again(
    session: Session, jobs: Sequence[Job], reason: Reason, *, by: Actor, at: datetime, request_key: str | None
) -> None:
    """The key stands on the first event: it is unique."""
    for place, job in enumerate(jobs):
        job.status, job.attempts, job.run_at = JobStatus.READY, 0, at
        body = {"job": str(job.id), "kind": str(job.kind), "error": job.last_error, "reason": str(reason)}
        who: dict[str, Any] = {"actor": str(by), "actor_id": by.person_id}
        append_system_event(session, "job.retried", body, at=at, request_key=None if place else request_key, **who)
