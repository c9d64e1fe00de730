"""The worker's loop: does what is due, says that it lives, waits a moment, until it is told to stop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event
from typing import Final

import structlog
from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ombud.storage.inserting import insert_into
from ombud.storage.jobs import Heartbeat
from ombud.storage.session import Database, unit_of_work
from ombud.workflows.clock import Clock
from ombud.workflows.jobs import queue
from ombud.workflows.mail.smtp import Mailer
from ombud.workflows.office import Office
from ombud.workflows.worker.desk import Desk
from ombud.workflows.worker.drain import begin, do, take

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
    pulse = Pulse(desk)
    while not stop.is_set():
        try:
            pulse.beat()
            if not _work(desk, stop, pulse):
                stop.wait(pause)
        except SQLAlchemyError as error:
            log.warning("worker.database", error=type(error).__name__)
            stop.wait(pause)
    _leave(desk)


def _work(desk: Desk, stop: Event, pulse: Pulse) -> bool:
    """Does the next few jobs; False when none was due. Leaves those it has not begun when it is told to stop."""
    jobs = take(desk)
    for job in begin(desk, jobs):
        if stop.is_set():
            break
        do(desk, job)
        pulse.beat()
    return bool(jobs)


@dataclass
class Pulse:
    """Says that a worker lives, where it has not said so for a while; also between jobs that take long."""

    desk: Desk
    last: datetime | None = None

    def beat(self) -> None:
        at = self.desk.clock()
        if self.last is not None and self.last <= at < self.last + BEAT:
            return
        with unit_of_work(self.desk.database) as session:
            _seen(session, self.desk.worker, at)
        self.last = at


def _seen(session: Session, worker: str, at: datetime) -> None:
    beat = insert_into(Heartbeat, session).values(worker=worker, seen_at=at)
    session.execute(beat.on_conflict_do_update(index_elements=["worker"], set_={"seen_at": at}))
    session.execute(delete(Heartbeat).where(Heartbeat.seen_at < at - FORGET))


def _leave(desk: Desk) -> None:
    with unit_of_work(desk.database) as session:
        queue.release(session, desk.worker)
        session.execute(delete(Heartbeat).where(Heartbeat.worker == desk.worker))
