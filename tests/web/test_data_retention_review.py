"""The review of records without activity: its report is due before the calendar year ends, whenever it was opened."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from ombud.storage.cases import Case, Task
from ombud.storage.session import reading
from ombud.workflows.days import day_of
from tests.web.house import House


def due(house: House) -> date:
    with reading(house.database) as session:
        found = select(Task.due_at).join(Case).where(Case.number == "RET-2026-0001", Task.element == "report")
        at = session.scalars(found).one()
    assert at
    return day_of(at - timedelta(seconds=1))


def test_opened_late_the_report_is_still_due_on_the_last_day_of_the_year(house: House) -> None:
    house.at = datetime(2026, 11, 20, 14, tzinfo=UTC)  # nothing ran on 1 October
    house.work()
    assert due(house) == date(2026, 12, 31)
