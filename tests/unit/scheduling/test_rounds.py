"""Which rounds a schedule has, and when each opens."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from ombud.workflows.procedures.model import Schedule
from ombud.workflows.scheduling.rounds import Round, standing

QUARTERLY = Schedule(every="quarter", on="01", source="T-a")
YEARLY = Schedule(every="year", on="10-01", source="T-a")
MONTHLY = Schedule(every="month", on="15", source="T-a")
MARCH = Schedule(every="year", before="P60D", anchor="meeting:dsb/march", source="T-a")


def test_a_quarter_opens_on_its_day() -> None:
    where = standing(QUARTERLY, since=date(2026, 2, 1), today=date(2026, 4, 1), meetings={})
    assert where.current == Round(date(2026, 4, 1), "2026-Q2")
    assert where.coming == Round(date(2026, 7, 1), "2026-Q3")
    assert where.look_on == date(2026, 7, 1)
    assert where.older == ()


def test_a_year_and_a_month() -> None:
    where = standing(YEARLY, since=date(2026, 3, 2), today=date(2026, 9, 30), meetings={})
    assert (where.current, where.coming) == (None, Round(date(2026, 10, 1), "2026"))
    where = standing(MONTHLY, since=date(2026, 12, 1), today=date(2027, 1, 14), meetings={})
    assert (where.current, where.coming) == (Round(date(2026, 12, 15), "2026-12"), Round(date(2027, 1, 15), "2027-01"))


def test_what_was_before_the_schedule_is_nobodys() -> None:
    where = standing(QUARTERLY, since=date(2026, 3, 2), today=date(2026, 3, 2), meetings={})
    assert where.current is None
    where = standing(QUARTERLY, since=date(2026, 4, 1), today=date(2026, 4, 1), meetings={})
    assert where.current == Round(date(2026, 4, 1), "2026-Q2")


def test_after_an_outage_only_the_newest_is_current() -> None:
    where = standing(QUARTERLY, since=date(2026, 1, 1), today=date(2026, 8, 5), meetings={})
    assert where.current == Round(date(2026, 7, 1), "2026-Q3")
    assert [one.period for one in where.older] == ["2026-Q1", "2026-Q2"]


def test_days_before_a_meeting_wherever_it_moves() -> None:
    since, day = date(2026, 1, 5), date(2026, 1, 20)
    where = standing(MARCH, since=since, today=day, meetings={2026: date(2026, 3, 26)})
    assert where.coming == Round(date(2026, 1, 25), "2026")
    assert where.look_on == date(2026, 1, 21)  # it may still move
    assert standing(MARCH, since=since, today=day, meetings={2026: date(2026, 3, 12)}).current == Round(
        date(2026, 1, 11), "2026"
    )


def test_without_a_meeting_it_counts_from_the_first_of_the_month() -> None:
    where = standing(MARCH, since=date(2026, 4, 1), today=date(2026, 4, 1), meetings={2026: date(2026, 3, 26)})
    assert where.coming == Round(date(2026, 12, 31), "2027")
    assert where.look_on == date(2026, 12, 31)


def test_where_a_setting_says_how_long_before_it_is_looked_for_as_early_as_it_may_say() -> None:
    since = date(2026, 4, 1)
    where = standing(MARCH, since=since, today=since, meetings={}, farthest=120)
    assert where.coming == Round(date(2026, 12, 31), "2027")
    assert where.look_on == date(2026, 11, 1)
    assert standing(MARCH, since=since, today=date(2026, 11, 5), meetings={}, farthest=120).look_on == date(2026, 11, 6)


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({"every": "year", "on": "13-01"}, "10-01"),
        ({"every": "year", "on": "02-29"}, "10-01"),
        ({"every": "quarter", "on": "10-01"}, 'such as "01"'),
        ({"every": "month", "on": "31"}, 'such as "01"'),
        ({"every": "year"}, "either `on`"),
        ({"every": "year", "on": "10-01", "before": "P60D", "anchor": "meeting:dsb/march"}, "either `on`"),
        ({"every": "year", "before": "P60D"}, "with `anchor`"),
        ({"every": "quarter", "before": "P60D", "anchor": "meeting:dsb/march"}, "every year"),
        ({"every": "year", "before": "P400D", "anchor": "meeting:dsb/march"}, "300 days"),
        ({"every": "year", "before": "P60D", "anchor": "meeting:dsb/regular"}, "meeting of a month"),
        ({"every": "week", "on": "01"}, "'year', 'quarter' or 'month'"),
    ],
)
def test_a_rule_that_cannot_be_computed_says_what_to_write(rule: dict[str, str], told: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Schedule.model_validate(rule | {"source": "T-a"})
    assert told in str(refused.value)
