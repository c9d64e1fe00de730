"""The loop a worker runs in: it says that it lives, and stops when it is told to."""

from __future__ import annotations

import os
import signal
from datetime import datetime, timedelta
from itertools import pairwise
from multiprocessing import get_context
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import select

from ombud.storage.jobs import Heartbeat, JobKind, JobStatus
from ombud.storage.session import Database
from ombud.workflows.jobs import queue
from ombud.workflows.mail.smtp import KeptMailer, Mailer, SmtpMailer
from ombud.workflows.worker.loop import run
from tests.integration.worker.dying import PRELOADED
from tests.integration.worker.world import AT, MovingClock, World
from tests.support.mail import Inbox

pytestmark = pytest.mark.both_databases


class StoppingMailer:
    """Sets the stop while the first mail is handed over."""

    def __init__(self, mailer: Mailer, stop: Event) -> None:
        self.mailer, self.stop = mailer, stop

    def send(self, message: Any) -> None:
        self.stop.set()
        self.mailer.send(message)


def a_crowd(world: World, many: int = 5) -> None:
    """Mails that wait to be sent, and nothing else that is due."""
    case_id = world.ask(email="")
    world.work()
    payload = {"notice": "silent", "element": "tell_director:1"}
    rows = [queue.job_row(JobKind.NOTIFY, f"crowd:{n}", case_id, payload, AT) for n in range(many)]
    world.each(lambda session: queue.put(session, rows))
    notified = world.jobs(kind=JobKind.NOTIFY, status=JobStatus.READY)
    assert len(notified) == many


def test_the_job_in_hand_is_finished_and_the_others_are_given_back(world: World, inbox: Inbox) -> None:
    a_crowd(world)
    stop = Event()
    mailer = StoppingMailer(SmtpMailer(inbox.host, inbox.port, timeout=5), stop)
    run(world.database, world.office, mailer, clock=world.clock, stop=stop, worker="told to stop")
    assert len(inbox.messages) == 1
    left = world.jobs(status=JobStatus.READY, kind=JobKind.MAIL)
    assert len(left) == 4
    assert {(job.leased_by, job.leased_until, job.attempts) for job in left} == {(None, None, 0)}
    assert world.each(lambda session: session.scalars(select(Heartbeat)).all()) == []


def test_a_worker_says_that_it_lives_and_forgets_the_dead(world: World) -> None:
    world.each(lambda session: session.add(Heartbeat(worker="long gone", seen_at=AT - timedelta(days=2))))
    stop, beats = Event(), []

    def clock() -> datetime:
        """Moves on at every look, and stops the worker after a minute."""
        world.clock.at += timedelta(seconds=5)
        beats.extend(world.each(lambda s: [(b.worker, b.seen_at) for b in s.scalars(select(Heartbeat))]))
        if world.clock.at > AT + timedelta(minutes=1):
            stop.set()
        return world.clock.at

    run(world.database, world.office, world.mailer, clock=clock, stop=stop, worker="alive", pause=0)
    seen = sorted({at for worker, at in beats if worker == "alive"})
    assert len(seen) == 4
    assert all(later - earlier >= timedelta(seconds=15) for earlier, later in pairwise(seen))
    assert beats[0][0] == "long gone"
    assert beats[-1][0] == "alive"


def test_a_waiting_worker_stops_at_once(world: World) -> None:
    stop = Event()

    def clock() -> datetime:
        """Stops the worker once it has said that it lives, before it waits for an hour."""
        if world.each(lambda session: session.scalars(select(Heartbeat)).all()):
            stop.set()
        return AT

    options: dict[str, Any] = {"clock": clock, "stop": stop, "worker": "waiting", "pause": 3600}
    args = (world.database, world.office, world.mailer)
    thread = Thread(target=run, args=args, kwargs=options, daemon=True)
    thread.start()
    thread.join(timeout=30)
    assert not thread.is_alive()


def test_a_database_that_is_away_is_waited_for(world: World) -> None:
    """Its table is gone for a while: the worker goes on when it is back."""
    world.ask(email="")
    stop, looks, kept = Event(), [], KeptMailer()

    def clock() -> datetime:
        looks.append(1)
        if len(looks) == 3:
            _rename(world, "jobs_away", "jobs")
        return AT

    _rename(world, "jobs", "jobs_away")
    mailer = StoppingMailer(kept, stop)
    run(world.database, world.office, mailer, clock=clock, stop=stop, worker="patient", pause=0)
    assert len(kept.messages) == 1


def _rename(world: World, table: str, to: str) -> None:
    with world.database.engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {to}")


def serve(url: str, port: int, ready: Any) -> None:
    """A worker's process, stopped by SIGTERM."""
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    world = World(Database(url), MovingClock(AT), SmtpMailer("127.0.0.1", port, timeout=10))
    ready.set()
    run(world.database, world.office, world.mailer, clock=world.clock, stop=stop, worker="served", pause=60)


def test_sigterm_ends_a_worker_in_good_order(world: World, inbox: Inbox) -> None:
    a_crowd(world, 40)
    context = get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    ready = context.Event()
    process = context.Process(target=serve, args=(world.url, inbox.port, ready))
    process.start()
    assert ready.wait(30)
    os.kill(process.pid or 0, signal.SIGTERM)
    process.join(30)
    assert process.exitcode == 0
    assert {job.leased_by for job in world.jobs()} == {None}
    assert {job.attempts for job in world.jobs()} == {0}
    world.work()
    sent = world.jobs(kind=JobKind.MAIL)
    assert {job.status for job in sent} == {JobStatus.DONE}
