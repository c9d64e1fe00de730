"""Votes that are wanted: in the daily mail while there is time, at once when there is little, never from whoever voted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ombud.storage.accounts import Account
from ombud.storage.session import unit_of_work
from tests.integration.board.by_ballot import MONDAY
from tests.integration.board.hall import HOUR, Hall, found_hall

MEMBERS = {"ada", "ben", "cas", "dora", "eve"}
TUESDAY = datetime(2026, 3, 3, 12, tzinfo=UTC)
"""Seven o'clock in New York, when the daily mail goes out."""


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Hall]:
    hall = found_hall(database_url, tmp_path)
    with unit_of_work(hall.database) as session:
        for person_id in hall.people.values():
            session.add(Account(person_id=person_id, password_hash="none", created_at=MONDAY))
    yield hall
    hall.database.close()


def test_there_is_time_until_next_week(hall: Hall) -> None:
    hall.appeal()
    hall.at += HOUR
    hall.work()
    hall.open(here=False, closes_at=MONDAY + timedelta(days=7))
    assert hall.work() == {}
    hall.vote("ada", "upheld")
    hall.at = TUESDAY
    told = hall.work()
    assert MEMBERS & told.keys() == MEMBERS - {"ada"}
    said = next(mail for mail in hall.mailer.messages[::-1] if "ben@" in str(mail["To"])).get_content()
    assert "Your vote is wanted:" in said
    assert f"/ballots/{hall.ballot_id}" in said
    assert "March 9, 2026" in said
    assert "A kiosk" not in said


def test_a_ballot_that_closes_within_a_day_does_not_wait(hall: Hall) -> None:
    hall.open_motion(closes_at=hall.at + timedelta(days=1))
    assert set(hall.work().values()) == {"Your vote is wanted"}


def test_of_a_ballot_that_is_over_nothing_is_said(hall: Hall) -> None:
    hall.open_motion(closes_at=hall.at + timedelta(days=7))
    hall.work()
    hall.void()
    hall.at = TUESDAY
    assert hall.work() == {}
