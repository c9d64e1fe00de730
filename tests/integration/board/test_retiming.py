"""Many cases are re-timed after one change, by workers that are killed."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from ombud.storage.chain import verify_chain
from ombud.storage.events import Event
from ombud.storage.jobs import Job, JobKind, JobStatus
from ombud.storage.ledger import Deadline, DeadlineChange
from ombud.storage.letters import OutboxMail
from ombud.storage.meetings import Meeting, MeetingStatus
from ombud.workflows.board import changes
from ombud.workflows.jobs.patience import LEASE
from tests.integration.board.calendar_world import (
    APRIL,
    MAY,
    CalendarTown,
    kill_at,
)

LONG = [pytest.mark.long, pytest.mark.timeout(1_200)]


@pytest.mark.parametrize(("many", "stride"), [(12, 60), pytest.param(300, 700, marks=LONG)])
def test_every_case_is_retimed_once_although_workers_die_half_way(town: CalendarTown, many: int, stride: int) -> None:
    asked = [town.appeal() for _ in range(many)]
    town.settle()
    town.cancel(APRIL)
    deaths = 0
    while kill_at(town, stride):
        deaths += 1
        town.at += LEASE
    assert deaths > 1
    assert {town.hearing(one) for one in asked} == {MAY}
    town.work()
    ids = [one.case_id for one in asked]

    def once(column: object, *where: object) -> None:
        counted = select(column, func.count()).where(*where).group_by(column)  # type: ignore[call-overload]
        assert dict(map(tuple, town.see(lambda s: s.execute(counted).all()))) == dict.fromkeys(ids, 1)

    once(Event.chain, Event.chain.in_(ids), Event.kind == "deadline.retime")
    once(OutboxMail.case_id, OutboxMail.notice == "moved")
    changed = select(Deadline.case_id, func.count()).join(DeadlineChange).group_by(Deadline.case_id)
    assert dict(map(tuple, town.see(lambda s: s.execute(changed).all()))) == dict.fromkeys(ids, 1)
    assert all(town.see(lambda s, one=one: verify_chain(s, one)).ok for one in ids)
    left = select(func.count()).where(Job.kind == JobKind.RETIME, Job.status != JobStatus.DONE)
    assert town.see(lambda s: s.scalar(left)) == 0
    assert town.see(lambda s: changes.pending(s, body_id=town.panel)) == 0
    assert town.see(lambda s: s.scalar(select(func.count()).where(Meeting.status == MeetingStatus.CANCELLED))) == 1
