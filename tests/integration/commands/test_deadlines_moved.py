"""Dates that people changed and that move afterwards: nothing given is lost, nothing missed, nobody told twice."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from ombud.storage.jobs import Job, JobKind, JobStatus
from ombud.storage.ledger import Deadline
from ombud.storage.letters import OutboxMail
from ombud.storage.session import reading, unit_of_work
from ombud.workflows import rewind
from ombud.workflows.actors import OPERATOR
from ombud.workflows.days import end_of
from ombud.workflows.deadlines import commands
from ombud.workflows.opening import Opened
from tests.integration.commands.test_deadlines import appealed, cancel, change, deadline, due_on
from tests.support.permit import Town

pytestmark = pytest.mark.both_databases

APRIL = datetime(2026, 4, 8, 14, tzinfo=UTC)
MAY = datetime(2026, 5, 13, 14, tzinfo=UTC)
CLERKS = 2


def told(town: Town, asked: Opened, notice: str) -> int:
    with reading(town.database) as session:
        found = select(OutboxMail.id).where(OutboxMail.case_id == asked.case_id, OutboxMail.notice == notice)
        return len(session.scalars(found).all())


def reminders(town: Town, asked: Opened) -> list[Job]:
    with reading(town.database) as session:
        waiting = (Job.case_id == asked.case_id, Job.kind == JobKind.REMIND, Job.status == JobStatus.READY)
        return list(session.scalars(select(Job).where(*waiting).order_by(Job.run_at)))


def retime(town: Town, asked: Opened) -> list[object]:
    with unit_of_work(town.database) as session:
        return list(commands.retime(session, town.office, asked.case_id, at=town.at))


def undo(town: Town, asked: Opened) -> None:
    with unit_of_work(town.database) as session:
        rewind.undo(session, town.office, asked.case_id, reason="A slip.", by=OPERATOR, at=town.at)


def test_days_stood_still_after_an_extension_outlast_the_next_computing(town: Town) -> None:
    asked = town.ask()
    row = deadline(town, asked, "decision")
    change(town, "extend", row.id, until=date(2026, 6, 1))
    change(town, "pause", row.id)
    town.pass_days(10)
    change(town, "resume", row.id)
    assert due_on(town, asked, "decision") == date(2026, 6, 11)
    assert retime(town, asked) == []
    assert due_on(town, asked, "decision") == date(2026, 6, 11)


def test_a_hearing_paused_while_its_meeting_is_cancelled_goes_to_the_next_one(town: Town) -> None:
    asked = appealed(town)
    change(town, "pause", deadline(town, asked, "hearing").id)
    cancel(town, APRIL)
    assert due_on(town, asked, "hearing") == date(2026, 4, 8)  # stands still
    change(town, "resume", deadline(town, asked, "hearing").id)
    assert due_on(town, asked, "hearing") == date(2026, 5, 13)
    assert town.task(asked, "hear").due_at == deadline(town, asked, "hearing").due_at


def test_resumed_without_any_meeting_left_is_an_alarm(town: Town) -> None:
    asked = appealed(town)
    row = deadline(town, asked, "hearing")
    change(town, "pause", row.id)
    cancel(town, APRIL)
    cancel(town, MAY)
    change(town, "resume", row.id)
    row = deadline(town, asked, "hearing")
    assert (row.due_at, row.alarm, row.status) == (None, "no_meeting", "waiting")


def test_an_extension_answers_the_alarm(town: Town) -> None:
    asked = appealed(town)
    cancel(town, APRIL)
    cancel(town, MAY)
    change(town, "extend", deadline(town, asked, "hearing").id, until=date(2026, 7, 1))
    row = deadline(town, asked, "hearing")
    assert (row.due_at, row.alarm) == (end_of(date(2026, 7, 1)), None)
    assert retime(town, asked) == []


def test_a_reminder_whose_time_has_passed_is_not_sent(town: Town) -> None:
    asked = town.ask()
    row = deadline(town, asked, "decision")
    town.pass_days(29)
    town.work()
    before = told(town, asked, "reminder")
    change(town, "extend", row.id, until=date(2026, 4, 3))  # seven days before is gone by
    assert reminders(town, asked) == []
    town.work()
    assert told(town, asked, "reminder") == before == CLERKS


def test_a_reminder_keeps_its_days_across_the_change_of_clocks(town: Town) -> None:
    asked = town.ask()
    change(town, "extend", deadline(town, asked, "decision").id, until=date(2026, 11, 5))
    assert [job.run_at for job in reminders(town, asked)][-1] == end_of(date(2026, 10, 29))


def test_a_step_taken_back_reminds_and_reproaches_once(town: Town) -> None:
    asked = town.ask()
    town.refuse_permit(asked)
    undo(town, asked)
    town.pass_days(32)
    timer = deadline(town, asked, "decision", timer=True)
    with unit_of_work(town.database) as session:  # the timer would end the task before anybody is late
        session.get_one(Deadline, timer.id).due_at = None
    town.work()
    assert (told(town, asked, "reminder"), told(town, asked, "overdue")) == (CLERKS, CLERKS)
    town.refuse_permit(asked)
    undo(town, asked)
    town.work()
    assert (told(town, asked, "reminder"), told(town, asked, "overdue")) == (CLERKS, CLERKS)


def test_a_step_done_while_its_date_passed_is_late_when_it_is_taken_back(town: Town) -> None:
    asked = appealed(town)
    town.complete(asked, "hear", town.who("chair"), ruling="upheld", reasons="No room.")
    town.pass_days(60)
    town.work()
    assert told(town, asked, "overdue") == 0
    undo(town, asked)
    town.work()
    assert told(town, asked, "overdue") == 1
