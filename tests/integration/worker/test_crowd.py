"""Several workers over many due jobs, some of them killed: nothing is done twice, nothing is left undone."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from ombud.storage.cases import Task
from ombud.storage.chain import verify_chain
from ombud.storage.events import Event
from ombud.storage.jobs import Job, JobKind, JobStatus
from ombud.storage.letters import OutboxMail, OutboxStatus
from ombud.workflows.jobs import queue
from ombud.workflows.jobs.patience import LEASE
from tests.integration.worker.dying import Errand, start
from tests.integration.worker.world import AT, DAY, World
from tests.support.mail import Inbox

pytestmark = pytest.mark.both_databases

LONG = [pytest.mark.long, pytest.mark.timeout(1_800)]


@pytest.mark.parametrize("many", [40, pytest.param(1_000, marks=LONG)])
def test_two_workers_never_do_one_job_twice(world: World, inbox: Inbox, many: int) -> None:
    case_id = world.ask(email="")
    world.work()
    payload = {"notice": "silent", "element": "tell_director:1"}
    rows = [queue.job_row(JobKind.NOTIFY, f"crowd:{n}", case_id, payload, AT) for n in range(many)]
    world.each(lambda session: queue.put(session, rows))
    workers = [start(Errand(world.url, AT, inbox.port, f"worker {n}", dies_at=0)) for n in range(2)]
    _join(workers)
    told = world.each(
        lambda s: s.execute(select(OutboxMail.status, OutboxMail.message_id).filter_by(notice="silent")).all()
    )
    assert len(told) == many
    assert {status for status, _id in told} == {OutboxStatus.SENT}
    ids = [message["Message-ID"] for message in inbox.messages]
    assert sorted(ids) == sorted(message_id for _status, message_id in told)


@pytest.mark.parametrize("many", [12, pytest.param(1_000, marks=LONG)])
def test_workers_killed_during_many_due_timers(world: World, inbox: Inbox, many: int) -> None:
    """R1: every timer fires exactly once, however often the workers die meanwhile."""
    for _case in range(many):
        world.ask(email="")
    _without_letters(world)
    world.clock.at = AT + 21 * DAY
    dice, deaths = random.Random(20), 0
    while _due(world):
        sent = [
            start(Errand(world.url, world.clock.at, inbox.port, f"w{deaths}.{n}", dice.randrange(100, 400 + 4 * many)))
            for n in range(2)
        ]
        deaths += _join(sent)
        world.clock.at += LEASE + timedelta(seconds=1)
    assert deaths > 0
    fired = dict(world.each(_count_ticks))
    assert len(fired) == many
    assert set(fired.values()) == {1}
    tasks = world.each(lambda s: s.scalar(select(func.count()).select_from(Task).where(Task.element == "file")))
    assert tasks == many
    assert all(world.each(lambda s, chain=chain: verify_chain(s, chain).ok) for chain in list(fired)[:20])
    silent = world.each(lambda s: s.scalar(select(func.count()).select_from(OutboxMail).filter_by(notice="silent")))
    assert silent == many


def _join(processes: list[Any]) -> int:
    """Waits for all; how many were killed."""
    for process in processes:
        process.join()
    assert all(process.exitcode in (0, -9) for process in processes)
    return sum(process.exitcode != 0 for process in processes)


def _without_letters(world: World) -> None:
    """Setting a thousand letters would take longer than all the rest; they are not what is looked at here."""
    world.each(
        lambda s: [
            setattr(job, "status", JobStatus.DONE) for job in s.scalars(select(Job).where(Job.kind == JobKind.LETTER))
        ]
    )


def _due(world: World) -> bool:
    kinds = (JobKind.TICK, JobKind.NOTIFY, JobKind.MAIL)
    due = select(func.count()).select_from(Job).where(Job.status == JobStatus.READY, Job.run_at <= world.clock.at)
    return bool(world.each(lambda s: s.scalar(due.where(Job.kind.in_(kinds)))))


def _count_ticks(session: Any) -> Any:
    ticks = select(Event.chain, func.count()).where(Event.kind == "ticked").group_by(Event.chain)
    return [tuple(row) for row in session.execute(ticks)]
