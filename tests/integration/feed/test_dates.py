"""What stands in somebody's calendar: what waits for them, never what they have done or are barred from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from ombud.storage.board import Body
from ombud.workflows import cases
from ombud.workflows.actors import OPERATOR
from ombud.workflows.board.ics import Entry
from ombud.workflows.days import day_of
from ombud.workflows.feed import dates
from tests.integration.board.by_ballot import MEETING, MONDAY
from tests.integration.board.hall import Hall, found_hall


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Hall]:
    hall = found_hall(database_url, tmp_path)
    yield hall
    hall.database.close()


def entries(hall: Hall, name: str) -> list[Entry]:
    return hall.see(lambda s: dates.entries(s, hall.office, hall.people[name], at=hall.at))


def test_a_hearing_waits_for_the_panel_until_a_ballot_on_it_asks_for_votes(hall: Hall) -> None:
    hall.appeal()
    (due,) = entries(hall, "ben")
    assert due.day == day_of(MEETING)
    assert "permit" in due.summary.lower()
    closes_at = MONDAY + timedelta(days=7)
    hall.open(here=False, closes_at=closes_at)
    (ballot,) = entries(hall, "ben")
    assert (ballot.starts_at, ballot.day) == (closes_at, None)
    assert ballot.id != due.id
    hall.vote("ben", "upheld")
    assert entries(hall, "ben") == []


def test_whoever_stepped_aside_sees_neither_the_ballot_nor_the_task(hall: Hall) -> None:
    hall.appeal()
    hall.open(here=False, closes_at=MONDAY + timedelta(days=7))
    hall.recuse("ben")
    assert entries(hall, "ben") == []
    assert len(entries(hall, "cas")) == 1


def test_of_a_suspended_case_nothing_is_due(hall: Hall) -> None:
    hall.appeal()
    told = {"reason": "A court looks into it.", "by": OPERATOR, "at": hall.at}
    hall.do(lambda s: cases.suspend(s, hall.office, hall.case_id, **told))
    assert entries(hall, "ben") == []


def test_the_bodies_somebody_belongs_to(hall: Hall) -> None:
    def bodies(name: str) -> set[str]:
        theirs = select(Body.key).where(dates.of_bodies(hall.people[name], at=hall.at))
        return set(hall.see(lambda s: s.scalars(theirs).all()))

    assert bodies("ben") == {"panel"}
    assert bodies("clerk") == set()
