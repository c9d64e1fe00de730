"""A date that is counted from a delivery, paused before the letter arrives."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from ombud.storage.jobs import JobKind
from ombud.storage.ledger import Deadline, DeadlineStatus
from ombud.workflows.deadlines import commands
from tests.integration.worker.course import answer
from tests.integration.worker.test_delivery import record, the_delivery
from tests.integration.worker.world import DAY, World

pytestmark = pytest.mark.both_databases


def the_date(world: World) -> Deadline:
    return world.each(lambda s: s.scalars(select(Deadline).where(Deadline.name == "after_receipt")).one())


def change(world: World, verb: str) -> None:
    act, key = getattr(commands, verb), the_date(world).id
    by = world.person("operator@nutmeg.example")
    world.each(lambda s: act(s, world.office, key, reason="They are away.", by=by, at=world.clock()))


def test_it_begins_when_it_is_resumed_and_is_watched(world: World) -> None:
    case_id = world.ask(email="")
    world.work()
    answer(world, case_id)
    world.work()
    assert the_date(world).due_at is None
    change(world, "pause")
    world.clock.at += DAY
    record(world, the_delivery(world).id)
    world.work()
    world.clock.at += 2 * DAY
    change(world, "resume")
    found = the_date(world)
    assert found.status is DeadlineStatus.WAITING
    assert str(found.due_at).startswith("2026-03-12")  # 3 March and five days, three more for the pause, local midnight
    overdue = [job for job in world.jobs(kind=JobKind.OVERDUE) if job.payload["deadline"] == str(found.id)]
    assert [job.run_at for job in overdue] == [found.due_at + timedelta(microseconds=1)]
