"""A scheduled case opens exactly once: with two workers at once, and with workers that are killed at any step."""

from __future__ import annotations

import signal
from itertools import count
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ombud.storage.cases import Case
from ombud.storage.chain import verify_chain
from ombud.storage.events import Event
from ombud.storage.jobs import Job, JobKind, JobStatus
from ombud.storage.scheduling import ScheduledCase
from ombud.workflows.jobs.patience import LEASE
from ombud.workflows.scheduling.opening import open_scheduled
from tests.integration.scheduling.season import agency, day, opened
from tests.integration.worker.dying import APPLICATION, Errand, start
from tests.integration.worker.world import World
from tests.support.mail import Inbox

pytestmark = pytest.mark.both_databases

LONG = [pytest.mark.long, pytest.mark.timeout(1_800)]


def test_two_workers_at_once_open_each_case_once(world: World, inbox: Inbox) -> None:
    for number in range(18):
        agency(world, f"Agency {number}")
    world.clock.at = day(2026, 4, 1)
    workers = [start(Errand(world.url, world.clock.at, inbox.port, f"worker {n}", dies_at=0)) for n in range(2)]
    for process in workers:
        process.join()
    assert all(process.exitcode == 0 for process in workers)
    found = opened(world)
    assert len(found) == 20
    assert set(found.values()) == {1}
    assert {period for period, _name in found} == {"2026-Q2"}


@pytest.mark.parametrize("stride", [pytest.param(1, marks=LONG, id="every"), pytest.param(11, id="some")])
def test_killed_between_any_two_statements_and_repeated(world: World, inbox: Inbox, stride: int) -> None:
    year, quarter = 2026, 2
    for dies_at in count(1, stride):
        world.clock.at = day(year, 3 * quarter - 2, 1)
        killed = _killed_at(world, inbox, dies_at)
        world.clock.at += LEASE
        world.work("the next")
        found = opened(world)
        assert found[f"{year}-Q{quarter}", "Elm House"] == 1
        assert found[f"{year}-Q{quarter}", "Harbor House"] == 1
        assert set(found.values()) == {1}
        if not killed:
            break
        year, quarter = (year, quarter + 1) if quarter < 4 else (year + 1, 1)
    assert dies_at > 20
    world.each(_every_job_done_and_every_chain_whole)


def test_the_database_itself_refuses_a_second_one(world: World) -> None:
    world.clock.at = day(2026, 4, 1)
    world.work()
    row: ScheduledCase = world.each(lambda s: s.scalars(select(ScheduledCase).limit(1)).one())
    again = {"procedure": row.procedure, "period": row.period, "scope_id": row.scope_id, "opens_on": row.opens_on}
    with pytest.raises(IntegrityError):
        world.each(lambda s: s.add(ScheduledCase(**again, called_at=world.clock())))
    assert world.each(lambda s: open_scheduled(s, world.office, row.id, at=world.clock())) is None
    assert set(opened(world).values()) == {1}


def _killed_at(world: World, inbox: Inbox, dies_at: int) -> bool:
    process: Any = start(Errand(world.url, world.clock.at, inbox.port, f"dies at {dies_at}", dies_at))
    process.join()
    world.each(_bury)
    assert process.exitcode in (0, -signal.SIGKILL)
    return bool(process.exitcode)


def _bury(session: Session) -> None:
    """Waits until PostgreSQL has noticed that the process is gone, and let go of its locks."""
    if session.connection().dialect.name == "postgresql":
        end = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = :name"
        session.execute(text(end), {"name": APPLICATION})


def _every_job_done_and_every_chain_whole(session: Session) -> None:
    waiting = select(func.count()).select_from(Job).where(Job.kind == JobKind.SCHEDULE, Job.status != JobStatus.DONE)
    assert session.scalar(waiting) == 1  # the next look
    for case_id in session.scalars(select(Case.id)).all():
        assert verify_chain(session, case_id).ok
        openings = select(func.count()).select_from(Event).where(Event.chain == case_id, Event.kind == "opened")
        assert session.scalar(openings) == 1
