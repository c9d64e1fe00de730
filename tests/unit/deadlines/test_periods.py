"""The last day of what a schedule opens cases for: the calendar's, not so many days after something."""

from __future__ import annotations

from datetime import date

import pytest

from ombud.workflows.deadlines.calendar import last_day


@pytest.mark.parametrize(
    ("period", "last"),
    [
        ("2027", date(2027, 12, 31)),
        ("2028", date(2028, 12, 31)),
        ("2027-Q1", date(2027, 3, 31)),
        ("2027-Q2", date(2027, 6, 30)),
        ("2027-Q4", date(2027, 12, 31)),
        ("2027-02", date(2027, 2, 28)),
        ("2028-02", date(2028, 2, 29)),
        ("2028-12", date(2028, 12, 31)),
    ],
)
def test_a_period_ends_on_its_last_day(period: str, last: date) -> None:
    assert last_day(period) == last
