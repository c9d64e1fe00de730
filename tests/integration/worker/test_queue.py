"""The queue: what is due is claimed once, what fails comes back later, what keeps failing blocks nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.chain import verify_chain
from ombud.storage.events import SYSTEM_CHAIN, Event
from ombud.storage.jobs import Job, JobKind, JobStatus
from ombud.workflows.jobs import queue
from ombud.workflows.jobs.patience import BATCH, LEASE, TRIES, TRIES_OF, wait_after
from ombud.workflows.refusals import Forbidden, NotFound
from ombud.workflows.worker.desk import Desk
from ombud.workflows.worker.drain import do, take
from tests.integration.worker.world import AT, World

pytestmark = pytest.mark.both_databases

SECOND = timedelta(seconds=1)
WHY = queue.Reason.REPAIRED


def put(world: World, *keys: str, kind: JobKind = JobKind.RETIME, case_id: UUID | None = None) -> None:
    rows = [queue.job_row(kind, key, case_id, {}, AT) for key in keys]
    world.each(lambda session: queue.put(session, rows))


def claim(world: World, worker: str, **options: Any) -> list[str]:
    def keys(session: Session) -> list[str]:
        return [job.key for job in queue.claim(session, worker, at=world.clock(), **options)]

    return world.each(keys)


def the_job(world: World, key: str) -> Job:
    return world.each(lambda session: session.scalars(select(Job).where(Job.key == key)).one())


def test_a_job_put_twice_is_one_job(world: World) -> None:
    put(world, "a", "b")
    put(world, "b", "c")
    assert [job.key for job in world.jobs()] == ["a", "b", "c"]


def test_nothing_is_claimed_before_it_is_due_or_twice(world: World) -> None:
    put(world, "a", "b", "c")
    world.clock.at = AT - timedelta(microseconds=1)
    assert claim(world, "one") == []
    world.clock.at = AT
    first = claim(world, "one", limit=2)
    second = claim(world, "two")
    assert (len(first), len(second)) == (2, 1)
    assert sorted(first + second) == ["a", "b", "c"]
    assert claim(world, "three") == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_transactions_at_once_claim_different_jobs(world: World) -> None:
    """The second does not wait for the first. (SQLite has one writer at a time.)"""
    put(world, "a", "b")
    with world.database.sessions.begin() as first, world.database.sessions.begin() as second:
        taken = [job.key for job in queue.claim(first, "one", at=AT, limit=1)]
        taken += [job.key for job in queue.claim(second, "two", at=AT)]
    assert sorted(taken) == ["a", "b"]


def test_a_lapsed_lease_passes_to_another_worker_alone(world: World) -> None:
    put(world, "a", "b", "c")
    assert len(claim(world, "killed")) == 3
    world.clock.at = AT + LEASE - SECOND
    assert claim(world, "next") == []
    world.clock.at = AT + LEASE
    assert [len(claim(world, "next")) for _job in range(4)] == [1, 1, 1, 0]
    assert {job.attempts for job in world.jobs()} == {1}


def test_a_worker_whose_lease_lapsed_has_lost_its_job(world: World) -> None:
    put(world, "a")
    claim(world, "slow")
    world.clock.at = AT + LEASE
    claim(world, "next")
    job_id = the_job(world, "a").id
    assert world.each(lambda session: queue.hold(session, job_id, "slow")) is None
    assert world.each(lambda session: queue.hold(session, job_id, "next")) is not None
    assert world.each(lambda session: queue.is_mine(session, job_id, "next"))
    assert not world.each(lambda session: queue.is_mine(session, job_id, "slow"))


def test_a_clock_set_back_leaves_no_job_leased_for_an_hour(world: World) -> None:
    put(world, "a")
    rows = [queue.job_row(JobKind.RETIME, "early", None, {}, AT - timedelta(hours=2))]
    world.each(lambda session: queue.put(session, rows))
    assert sorted(claim(world, "killed")) == ["a", "early"]
    world.clock.at = AT - timedelta(hours=1)
    assert claim(world, "next") == ["early"]  # `a` is not due yet by this clock
    world.clock.at = AT - timedelta(hours=1) + SECOND
    assert claim(world, "third") == []


def test_a_job_that_kills_its_worker_is_given_up_and_takes_nobody_along(world: World) -> None:
    put(world, *(f"innocent {n}" for n in range(3)))
    put(world, "killer", case_id=None)
    desk = Desk(world.database, world.office, world.mailer, world.clock, "worker")
    for _death in range(TRIES * 4):
        for job in take(desk):
            if job.key == "killer" and not queue.spent(job):
                break  # the process is gone: nothing after this happens
            if job.key == "killer":
                do(desk, job)
            else:
                world.each(lambda session, key=job.key: queue.done(_held(session, key)))
        world.clock.at += LEASE
    assert {job.key: job.status for job in world.jobs()} == {
        "innocent 0": JobStatus.DONE,
        "innocent 1": JobStatus.DONE,
        "innocent 2": JobStatus.DONE,
        "killer": JobStatus.DEAD,
    }
    assert the_job(world, "killer").last_error == "Abandoned: a worker stopped each time it was doing this job"


def _held(session: Session, key: str) -> Job:
    job = queue.hold(session, session.scalars(select(Job.id).where(Job.key == key)).one(), "worker")
    assert job is not None
    return job


def test_waits_double_up_to_an_hour() -> None:
    waits = [wait_after(attempts).total_seconds() for attempts in range(1, 10)]
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert wait_after(10_000).total_seconds() == 3600


def test_a_poison_job_becomes_a_dead_letter_and_blocks_nobody(world: World) -> None:
    """A job that fails each time; every other job is done in the meantime."""
    put(world, *(f"poison {n}" for n in range(BATCH + 1)))  # RETIME without a case: refused by its handler
    case_id = world.ask()
    world.work()
    assert all(job.status == JobStatus.DONE for job in world.jobs(case_id=case_id) if job.run_at <= AT)
    for _try in range(TRIES):
        world.work()
        world.clock.at += timedelta(hours=1)
    dead = world.jobs(status=JobStatus.DEAD)
    assert [job.key for job in dead] == [f"poison {n}" for n in range(BATCH + 1)]
    assert {job.attempts for job in dead} == {TRIES}
    assert dead[0].last_error == "NoCase: the job names no case"


def test_a_job_that_cannot_be_given_up_properly_is_given_up_all_the_same(world: World) -> None:
    """A mail whose row is not there: neither can it be sent, nor can it be marked as failed."""
    rows = [queue.job_row(JobKind.MAIL, "no such mail", None, {"mail": str(uuid4())}, AT)]
    world.each(lambda session: queue.put(session, rows))
    for _try in range(TRIES_OF[JobKind.MAIL]):
        world.work()
        world.clock.at += timedelta(hours=1)
    lost = the_job(world, "no such mail")
    assert lost.status == JobStatus.DEAD
    assert (lost.last_error or "").startswith("NoResultFound in mail, gave_up, line ")


def test_an_operator_has_a_dead_letter_tried_again(world: World) -> None:
    put(world, "a")
    job_id = the_job(world, "a").id
    operator, director = world.person("operator@nutmeg.example"), world.person("director@nutmeg.example")
    with pytest.raises(queue.NotDead):
        world.each(lambda session: queue.retry(session, job_id, reason=WHY, by=operator, at=world.clock()))
    for _try in range(TRIES):
        world.work()
        world.clock.at += timedelta(hours=1)
    with pytest.raises(Forbidden):
        world.each(lambda session: queue.retry(session, job_id, reason=WHY, by=director, at=world.clock()))
    with pytest.raises(NotFound):
        world.each(lambda session: queue.retry(session, uuid4(), reason=WHY, by=operator, at=world.clock()))
    world.each(lambda session: queue.retry(session, job_id, reason=WHY, by=operator, at=world.clock()))
    again = the_job(world, "a")
    assert (again.status, again.attempts, again.run_at) == (JobStatus.READY, 0, world.clock())
    event = world.each(lambda session: session.scalars(select(Event).where(Event.kind == "job.retried")).one())
    assert (event.actor_id, event.body["kind"]) == (operator.person_id, "retime")
    assert event.body["reason"] == WHY
    assert world.each(lambda session: verify_chain(session, SYSTEM_CHAIN)).ok


def test_a_failed_handler_leaves_nothing_behind(world: World) -> None:
    """R3: what a handler wrote before it failed is rolled back with the job's mark."""
    world.letters(receipt="{{ unheard_of }}")
    world.ask()
    world.work()
    (job,) = world.jobs(kind=JobKind.LETTER)
    assert (job.status, job.attempts) == (JobStatus.READY, 1)
    assert job.last_error == "UndefinedError in body, top-level template code, line 1"
    world.each(_nothing_of_the_letter)


def _nothing_of_the_letter(session: Session) -> None:
    assert session.scalars(select(Event).where(Event.kind.like("letter.%"))).all() == []
