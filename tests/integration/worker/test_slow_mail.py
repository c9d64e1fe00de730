"""A mail server that is slow, and a worker that is killed at a mail's last try."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from threading import Event

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ombud.storage.jobs import Heartbeat, Job, JobKind, JobStatus
from ombud.storage.letters import Delivery, DeliveryStatus, OutboxMail, OutboxStatus
from ombud.workflows.jobs.patience import BATCH, LEASE, TRIES_OF
from ombud.workflows.mail.smtp import KeptMailer, MailDelayed
from ombud.workflows.worker.desk import Desk
from ombud.workflows.worker.drain import take
from ombud.workflows.worker.loop import run
from tests.integration.worker.course import sent
from tests.integration.worker.test_loop import a_crowd
from tests.integration.worker.world import World

pytestmark = pytest.mark.both_databases

SLOW = timedelta(seconds=115)
"""A dozen answers, each just before the ten seconds are over in which it has to come."""


class SlowServer:
    """Takes each mail after a long while, in which another worker looks for something to do."""

    def __init__(self, world: World, stop: Event) -> None:
        self.world, self.stop = world, stop
        self.messages: list[EmailMessage] = []
        self.silences: list[timedelta] = []

    def send(self, message: EmailMessage) -> None:
        world = self.world
        seen_at = world.each(lambda s: s.scalars(select(Heartbeat.seen_at)).one())
        self.silences.append(world.clock() - seen_at)
        world.clock.at += SLOW
        assert take(Desk(world.database, world.office, self, world.clock, "another")) == []
        self.messages.append(message)
        if len(self.messages) == BATCH:
            self.stop.set()


def test_a_batch_of_slow_mails_stays_with_its_worker_which_says_that_it_lives(world: World) -> None:
    a_crowd(world, BATCH)
    stop = Event()
    server = SlowServer(world, stop)
    run(world.database, world.office, server, clock=world.clock, stop=stop, worker="slow")
    mails = world.jobs(kind=JobKind.MAIL)
    assert {(job.status, job.attempts) for job in mails} == {(JobStatus.DONE, 0)}
    assert len({message["Message-ID"] for message in server.messages}) == len(server.messages) == BATCH
    assert set(server.silences) == {timedelta()}


def test_a_worker_killed_at_the_last_try_leaves_a_letter_that_is_known_to_be_undelivered(world: World) -> None:
    world.ask()
    world.mailer = Away()
    world.work()

    def killed(session: Session) -> None:
        """Begun for the last time by a worker that is gone."""
        waiting = update(Job).where(Job.kind == JobKind.MAIL, Job.status == JobStatus.READY)
        values = {"attempts": TRIES_OF[JobKind.MAIL] - 1, "run_at": world.clock.at}
        session.execute(waiting.values(values | {"leased_by": "killed", "leased_until": world.clock.at + LEASE}))

    world.each(killed)
    world.clock.at += LEASE
    world.mailer = KeptMailer()
    world.work()
    lost = world.jobs(kind=JobKind.MAIL, status=JobStatus.DEAD)
    assert lost
    assert {job.last_error for job in lost} == {"Abandoned: a worker stopped each time it was doing this job"}
    assert world.each(lambda s: s.scalars(select(Delivery.status)).all()) == [DeliveryStatus.FAILED]
    marks = world.each(lambda s: s.scalars(select(OutboxMail.status).where(OutboxMail.notice == "letter")).all())
    assert marks == [OutboxStatus.FAILED]
    assert sent(world, "undelivered") == ["INQ-2026-0001: a letter could not be delivered"]


class Away:
    """A mail server that is not there."""

    def send(self, _message: EmailMessage) -> None:
        raise MailDelayed
