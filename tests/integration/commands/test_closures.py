"""Closures: heeded by deadlines that count business days, and by no others."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ombud.storage.chain import SYSTEM_CHAIN, verify_chain
from ombud.storage.events import Event
from ombud.storage.jobs import Job, JobKind
from ombud.storage.ledger import Deadline, DeadlineStatus
from ombud.storage.letters import OutboxMail
from ombud.storage.meetings import Closure
from ombud.storage.session import reading, unit_of_work
from ombud.workflows import closures
from ombud.workflows.actors import OPERATOR
from ombud.workflows.days import day_of
from ombud.workflows.deadlines.compute import explain
from ombud.workflows.opening import Opened
from ombud.workflows.procedures.deploy import deploy
from ombud.workflows.procedures.load import load_procedure
from ombud.workflows.refusals import ClosureHeeded, DayClosed, Forbidden, InvalidCommand, NotFound
from tests.support.permit import FORMS, Town, permit_in

MARCH_6, MARCH_7, MARCH_9, MARCH_13 = (date(2026, 3, day) for day in (6, 7, 9, 13))


def count_business_days(town: Town, folder: Path) -> None:
    """From now on a clerk has ten business days: from Monday, March 2 until Monday, March 16."""

    def edit(_file: Path, text: str) -> str:
        return text.replace("version = 1", "version = 9").replace("days = 30", 'days = 10\ncounting = "business"')

    copy = permit_in(folder, edit)
    with unit_of_work(town.database) as session:
        deploy(session, load_procedure(copy), FORMS, by=OPERATOR, at=town.at)


def close(town: Town, *days: date, **how: Any) -> None:
    with unit_of_work(town.database) as session:
        named = dict.fromkeys(days, "Snow")
        closures.add(session, town.office, named, **({"by": OPERATOR, "at": town.at} | how))


def reopen(town: Town, day: date, **how: Any) -> None:
    with unit_of_work(town.database) as session:
        closures.remove(session, town.office, day, **({"by": OPERATOR, "at": town.at} | how))


def decision(town: Town, asked: Opened) -> Deadline:
    with reading(town.database) as session:
        waiting = (Deadline.case_id == asked.case_id, Deadline.name == "decision", Deadline.timer.is_(False))
        return session.scalars(select(Deadline).where(*waiting, Deadline.status == DeadlineStatus.WAITING)).one()


def due_on(town: Town, asked: Opened) -> date:
    due_at = decision(town, asked).due_at
    assert due_at is not None
    assert town.task(asked, "decide").due_at == due_at
    return day_of(due_at)


def test_a_closure_moves_dates_that_count_business_days_and_says_so(town: Town, tmp_path: Path) -> None:
    calendar = town.ask()
    count_business_days(town, tmp_path)
    business = town.ask()
    before = due_on(town, calendar)
    assert due_on(town, business) == date(2026, 3, 16)
    close(town, MARCH_6, MARCH_7, MARCH_9)
    assert due_on(town, business) == date(2026, 3, 16), "being computed by the worker"
    town.work()
    assert due_on(town, business) == date(2026, 3, 18)
    assert due_on(town, calendar) == before
    assert "The office is closed on 2026-03-06, 2026-03-09: not counted." in explain(decision(town, business).computed)
    assert due_on(town, town.ask()) == date(2026, 3, 18)
    reopen(town, MARCH_9)
    town.work()
    assert due_on(town, business) == date(2026, 3, 17)
    with reading(town.database) as session:
        assert verify_chain(session, business.case_id).ok
        assert verify_chain(session, SYSTEM_CHAIN).ok
        told = session.scalars(select(Event.body).where(Event.kind.startswith("closure.")).order_by(Event.seq)).all()
        moved = session.scalars(select(OutboxMail.case_id).where(OutboxMail.notice == "moved")).all()
    assert told == [{"on": ["2026-03-06", "2026-03-07", "2026-03-09"]}, {"on": ["2026-03-09"]}]
    assert business.case_id in moved
    assert calendar.case_id not in moved


def test_what_would_move_is_known_before(town: Town, tmp_path: Path) -> None:
    count_business_days(town, tmp_path)
    asked = town.ask()
    with reading(town.database) as session:
        (shift,) = closures.preview(session, town.office, {MARCH_6, MARCH_7})
        assert closures.preview(session, town.office, {MARCH_7}) == []
    assert (shift.number, shift.name) == (asked.number, "decision")
    assert shift.becomes is not None
    assert day_of(shift.becomes) == date(2026, 3, 17)
    close(town, MARCH_6, MARCH_7)
    town.work()
    assert decision(town, asked).due_at == shift.becomes


def test_where_nothing_counts_business_days_nothing_is_computed(town: Town) -> None:
    town.ask()
    close(town, MARCH_6)
    with reading(town.database) as session:
        assert session.scalars(select(Job).where(Job.kind == JobKind.RETIME)).all() == []


def test_a_passed_day_is_neither_closed_nor_opened(town: Town) -> None:
    close(town, day_of(town.at), MARCH_6)
    town.pass_days(5)
    for refused in (lambda: reopen(town, MARCH_6), lambda: close(town, date(2026, 3, 5))):
        with pytest.raises(ClosureHeeded):
            refused()
    with reading(town.database) as session:
        assert len(session.scalars(select(Closure)).all()) == 2


def test_who_and_which_days(town: Town) -> None:
    with pytest.raises(Forbidden):
        close(town, MARCH_6, by=town.who("clerk"))
    with pytest.raises(InvalidCommand):
        close(town)
    close(town, MARCH_6)
    with pytest.raises(DayClosed):
        close(town, MARCH_9, MARCH_6)
    with pytest.raises(NotFound):
        reopen(town, MARCH_13)
    with pytest.raises(Forbidden):
        reopen(town, MARCH_6, by=town.who("clerk"))
    with reading(town.database) as session:
        assert closures.days_closed(session) == {MARCH_6}


def test_the_same_request_is_one_change(town: Town) -> None:
    for _click in range(2):
        close(town, MARCH_6, request_key="k" * 40)
    with reading(town.database) as session:
        assert len(session.scalars(select(Event).where(Event.kind == "closure.added")).all()) == 1
