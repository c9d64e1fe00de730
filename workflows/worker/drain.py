"""Doing jobs: each in one transaction with its mark, a failed one put back for later, none in another's way."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import structlog

from ombud.storage.jobs import Job, JobStatus
from ombud.storage.session import Database, reading, unit_of_work
from ombud.workflows.clock import Clock
from ombud.workflows.jobs import queue
from ombud.workflows.jobs.faults import Abandoned, Fault
from ombud.workflows.jobs.patience import RENEW
from ombud.workflows.letters.templates import BASE, BODY
from ombud.workflows.mail.smtp import Mailer
from ombud.workflows.office import Office
from ombud.workflows.worker.desk import Desk
from ombud.workflows.worker.handlers import HANDLERS

OURS: Final = ("workflows", "storage")
"""Folders whose functions are worth naming when a job fails."""

log = structlog.get_logger(__name__)


def drain(database: Database, office: Office, mailer: Mailer, *, clock: Clock, worker: str = "drain") -> int:
    """Does every job that is due, those they cause included, until none is left; returns how many were tried.

    A job that fails is due again only later, so this ends even while the clock stands still.
    """
    desk = Desk(database, office, mailer, clock, worker)
    tried = 0
    while jobs := take(desk):
        for job in begin(desk, jobs):
            do(desk, job)
            tried += 1
    return tried


def take(desk: Desk) -> list[Job]:
    """The next few jobs, leased; empty without writing anything when none is due."""
    at = desk.clock()
    with reading(desk.database) as session:
        if not queue.any_due(session, at=at):
            return []
    with unit_of_work(desk.database) as session:
        return queue.claim(session, desk.worker, at=at)


def begin(desk: Desk, jobs: Sequence[Job]) -> Iterator[Job]:
    """Jobs claimed together, one after the other. Where those before took long, the lease of the others is renewed, so
    that no other worker takes them for abandoned."""
    leased_at = None
    for place, job in enumerate(jobs):
        at = desk.clock()
        if leased_at is None:
            leased_at = at
        elif not leased_at <= at < leased_at + RENEW:
            leased_at = at
            with unit_of_work(desk.database) as session:
                queue.renew(session, jobs[place:], desk.worker, at=at)
        yield job


def do(desk: Desk, job: Job) -> None:
    """One job, whatever becomes of it. One that was begun too often and never ended is given up, not begun again."""
    try:
        if queue.spent(job):
            raise Abandoned("a worker stopped each time it was doing this job")
        _carry_out(desk, job)
    except Exception as error:
        _fail(desk, job, error)


def _carry_out(desk: Desk, job: Job) -> None:
    handler = HANDLERS[job.kind]
    prepared = handler.prepare(desk, job) if handler.prepare else None
    with unit_of_work(desk.database) as session:
        mine = queue.hold(session, job.id, desk.worker)
        if mine is not None:
            handler.apply(session, desk.office, mine, prepared, desk.clock())
            queue.done(mine)


def _fail(desk: Desk, job: Job, error: Exception) -> None:
    """Puts it back, or gives it up; a job that cannot even be given up properly is given up without."""
    try:
        _put_back(desk, job, error, in_order=True)
    except Exception as another:
        _put_back(desk, job, another, in_order=False)


def _put_back(desk: Desk, job: Job, error: Exception, *, in_order: bool) -> None:
    at, cause, gave_up = desk.clock(), cause_of(error), HANDLERS[job.kind].gave_up
    with unit_of_work(desk.database) as session:
        mine = queue.hold(session, job.id, desk.worker)
        if mine is None:
            return
        queue.failed(mine, cause, at=at)
        if mine.status == JobStatus.DEAD and gave_up and in_order:
            gave_up(session, desk.office, mine, at)
    log.warning("job.failed", job=str(job.id), kind=str(job.kind), error=cause, dead=mine.status == JobStatus.DEAD)


def cause_of(error: Exception) -> str:
    """The kind of an error and where it arose; its words only where they are ours, for others may repeat what people
    wrote."""
    kind = type(error).__name__
    if isinstance(error, Fault):
        return f"{kind}: {error}"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_telling(frame.filename)]
    if not frames:
        return kind
    return f"{kind} in {Path(frames[-1].filename).stem}, {frames[-1].name}, line {frames[-1].lineno}"


def _is_telling(filename: str) -> bool:
    """Our own code, or a letter's template: that stands in a traceback under its bare name."""
    parts = Path(filename).parts
    return any(folder in parts for folder in OURS) or filename in (BASE, BODY)
