"""A suspended case sleeps: nobody is sent to a task they could not do, and once it is resumed nobody is forgotten."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from ombud.storage.jobs import JobKind, JobStatus
from ombud.workflows import cases
from ombud.workflows.worker.desk import Desk
from ombud.workflows.worker.drain import do, take
from tests.integration.worker.course import sent
from tests.integration.worker.world import AT, DAY, World

pytestmark = pytest.mark.both_databases


def turn(world: World, case_id: UUID, verb: str) -> None:
    act, by = getattr(cases, verb), world.person("operator@nutmeg.example")
    world.each(lambda s: act(s, world.office, case_id, reason="We wait for a court.", by=by, at=world.clock()))


def test_a_task_that_opened_before_is_announced_afterwards_once(world: World) -> None:
    case_id = world.ask()
    turn(world, case_id, "suspend")
    world.work()
    assert sent(world, "task") == []
    assert sent(world, "letter") == ["INQ-2026-0001: a letter is ready"]  # issued before: it is under way
    turn(world, case_id, "resume")
    world.work()
    assert len(sent(world, "task")) == 1
    turn(world, case_id, "suspend")
    turn(world, case_id, "resume")
    world.work()
    assert len(sent(world, "task")) == 1


def test_a_task_of_nobody_is_heard_of_afterwards(world: World) -> None:
    world.retire("lead_staff@nutmeg.example")
    case_id = world.ask()
    turn(world, case_id, "suspend")
    world.work()
    assert sent(world, "nobody") == []
    turn(world, case_id, "resume")
    world.work()
    assert sent(world, "nobody") == ["INQ-2026-0001: nobody could be told"]


@pytest.mark.parametrize(
    ("kind", "days", "notice"),
    [(JobKind.TASK, 0, "task"), (JobKind.REMIND, 8, "reminder"), (JobKind.OVERDUE, 11, "overdue")],
)
def test_a_case_suspended_under_a_workers_hands_forgets_nothing(
    world: World, kind: JobKind, days: int, notice: str
) -> None:
    """The worker has claimed the job; before it begins, an operator suspends the case."""
    case_id = world.ask()
    if days:
        world.work()
        world.clock.at = AT + days * DAY
    desk = Desk(world.database, world.office, world.mailer, world.clock, "worker")
    claimed = take(desk)
    assert kind in {job.kind for job in claimed}
    turn(world, case_id, "suspend")
    for job in claimed:
        do(desk, job)
    world.work()
    assert sent(world, notice) == []
    (waiting,) = world.jobs(kind=kind, status=JobStatus.READY)
    assert (waiting.leased_by, waiting.attempts) == (None, 0)
    world.clock.at += timedelta(hours=1)
    turn(world, case_id, "resume")
    world.work()
    assert len(sent(world, notice)) == 1
