"""The worker's loop: does what is due, says that it lives, waits a moment, until it is told to stop."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Event
from typing import Final

import structlog
from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ombud.storage.jobs import Heartbeat
from ombud.storage.session import Database, unit_of_work
from ombud.workflows.clock import Clock
from ombud.workflows.jobs import queue
from ombud.workflows.mail.smtp import Mailer
from ombud.workflows.office import Office
from ombud.workflows.worker.desk import Desk
from ombud.workflows.worker.drain import do, take

PAUSE: Final = 1.0
"""Seconds between two looks at the queue when nothing was due."""

BEAT: Final = timedelta(seconds=15)
"""How often a worker says that it lives; pages take one for gone after a few."""

FORGET: Final = timedelta(days=1)
"""A heartbeat that old is of a worker that was killed, and is swept away."""

log = structlog.get_logger(__name__)


def run(
    database: Database,
    office: Office,
    mailer: Mailer,
    *,
    clock: Clock,
    stop: Event,
    worker: str,
    pause: float = PAUSE,
) -> None:
    """Works until `stop` is set: the job in hand is finished, the leases of the others are given back.

    `worker` is a name no other running worker has, `pause` is in seconds. A database that cannot be reached is waited
    for.
    """
    desk = Desk(database, office, mailer, clock, worker)
    beaten: datetime | None = None
    while not stop.is_set():
        try:
            beaten = _beat(desk, beaten)
            if not _work(desk, stop):
                stop.wait(pause)
        except SQLAlchemyError as error:
            log.warning("worker.database", error=type(error).__name__)
            stop.wait(pause)
    _leave(desk)


def _work(desk: Desk, stop: Event) -> bool:
    """Does the next few jobs; False when none was due. Leaves those it has not begun when it is told to stop."""
    jobs = take(desk)
    for job in jobs:
        if stop.is_set():
            break
        do(desk, job)
    return bool(jobs)


def _beat(desk: Desk, beaten: datetime | None) -> datetime:
    at = desk.clock()
    if beaten is not None and beaten <= at < beaten + BEAT:
        return beaten
    with unit_of_work(desk.database) as session:
        _seen(session, desk.worker, at)
    return at


def _seen(session: Session, worker: str, at: datetime) -> None:
    make = postgresql.insert if session.connection().dialect.name == "postgresql" else sqlite.insert
    beat = make(Heartbeat).values(worker=worker, seen_at=at)
    session.execute(beat.on_conflict_do_update(index_elements=["worker"], set_={"seen_at": at}))
    session.execute(delete(Heartbeat).where(Heartbeat.seen_at < at - FORGET))


def _leave(desk: Desk) -> None:
    with unit_of_work(desk.database) as session:
        queue.release(session, desk.worker)
        session.execute(delete(Heartbeat).where(Heartbeat.worker == desk.worker))
