"""The rule of regular meetings is carried into the calendar; what people did stays."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import Body
from ombud.storage.jobs import Job, JobKind, JobStatus
from ombud.storage.meetings import Meeting, MeetingKind
from ombud.workflows.actors import OPERATOR
from ombud.workflows.board import calendar
from ombud.workflows.days import ZONE, day_of
from ombud.workflows.refusals import (
    InvalidCommand,
    NotARecurrence,
    NotFound,
)
from tests.integration.board.calendar_world import (
    APRIL,
    FOURTH,
    MAY,
    CalendarTown,
    set_rule,
    told,
)


def test_a_rule_fills_the_calendar_up_to_the_horizon(town: CalendarTown) -> None:
    set_rule(town)
    days = town.days()
    assert set(days) > {date(2026, 3, 26), APRIL, date(2026, 4, 23), MAY}
    assert max(days) == date(2027, 8, 26)
    made = town.see(lambda s: s.scalars(select(Meeting).where(Meeting.recurring)).all())
    assert {m.starts_at.astimezone(ZONE).hour for m in made} == {10}
    assert {(m.kind, m.place) for m in made} == {(MeetingKind.REGULAR, "Room 4")}


@pytest.mark.parametrize(
    ("rule", "clock"), [("every month", "10:00"), ("FREQ=DAILY", "10:00"), ("FREQ=MONTHLY", "noon")]
)
def test_what_is_no_rule_changes_nothing(town: CalendarTown, rule: str, clock: str) -> None:
    with pytest.raises(NotARecurrence):
        set_rule(town, rrule=rule, meets_at=clock)
    assert town.days() == [date(2026, 4, 2), APRIL, MAY]


def test_a_rule_that_names_no_day_is_refused(town: CalendarTown) -> None:
    with pytest.raises(NotARecurrence, match="no day"):
        set_rule(town, rrule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")


def test_it_is_carried_on_month_by_month_and_what_people_did_stays(town: CalendarTown) -> None:
    set_rule(town)
    town.cancel(date(2026, 6, 25))
    town.move(date(2026, 7, 23), datetime(2026, 7, 30, 14, tzinfo=UTC))
    before = town.days()
    town.at = datetime(2026, 4, 1, 12, tzinfo=UTC)
    town.settle()
    assert sorted(set(town.days()) - set(before)) == [date(2027, 9, 23)]
    assert not {date(2026, 6, 25), date(2026, 7, 23)} & set(town.days())
    waiting = town.see(
        lambda s: s.scalars(select(Job).where(Job.kind == JobKind.CALENDAR, Job.status == JobStatus.READY)).all()
    )
    assert [day_of(job.run_at) for job in waiting] == [date(2026, 5, 1)]
    town.at = datetime(2026, 7, 5, 12, tzinfo=UTC)  # the worker was away for two months
    town.settle()
    assert max(town.days()) == date(2027, 12, 23)


def test_carrying_on_twice_adds_nothing(town: CalendarTown) -> None:
    set_rule(town)
    panel, days = town.panel, town.days()
    assert town.do(lambda s: calendar.carry_on(s, town.office, panel, at=town.at)) == 0
    assert town.days() == days


def test_another_rule_replaces_only_what_the_first_made(town: CalendarTown) -> None:
    set_rule(town)
    town.move(date(2026, 6, 25), datetime(2026, 6, 29, 14, tzinfo=UTC))
    set_rule(town, rrule="FREQ=MONTHLY;BYDAY=1MO")
    days = set(town.days())
    assert {date(2026, 4, 2), APRIL, MAY, date(2026, 6, 29), date(2026, 6, 1)} <= days
    assert not {date(2026, 3, 26), date(2026, 5, 28)} & days
    set_rule(town)
    assert {date(2026, 3, 26), date(2026, 5, 28), date(2026, 6, 29)} <= set(town.days())
    assert not {date(2026, 6, 25), date(2026, 6, 1)} & set(town.days())


def test_another_hour_moves_the_meetings_within_their_days_and_no_case(town: CalendarTown) -> None:
    set_rule(town)
    days, asked = town.days(), town.appeal()
    before = town.hearing(asked)
    set_rule(town, meets_at="14:30", place="Room 9")
    town.settle()
    assert (town.days(), town.hearing(asked), told(town)) == (days, before, 0)
    made = town.see(lambda s: s.scalars(select(Meeting).where(Meeting.recurring)).all())
    assert {(f"{m.starts_at.astimezone(ZONE):%H:%M}", m.place) for m in made} == {("14:30", "Room 9")}


def test_without_a_rule_the_calendar_is_kept_by_hand_again(town: CalendarTown) -> None:
    set_rule(town)
    days = town.days()
    set_rule(town, rrule="", meets_at="")
    town.at = datetime(2026, 4, 1, 12, tzinfo=UTC)
    town.settle()
    assert town.days() == days


def test_the_same_rule_again_keeps_its_first_day(town: CalendarTown) -> None:
    set_rule(town, rrule="FREQ=MONTHLY;INTERVAL=2;BYDAY=4TH")
    days = town.days()
    town.at = datetime(2026, 4, 1, 12, tzinfo=UTC)
    set_rule(town, rrule="FREQ=MONTHLY;INTERVAL=2;BYDAY=4TH", place="Room 5")
    assert set(days) <= set(town.days())


def test_a_body_that_meets_with_another_has_no_rule_of_its_own(town: CalendarTown) -> None:
    panel = town.panel

    def guest(session: Session) -> UUID:
        body = Body(key="guest", name="A guest", calendar_of_id=panel)
        session.add(body)
        session.flush()
        return body.id

    guest_id = town.do(guest)
    with pytest.raises(InvalidCommand):
        town.do(lambda s: calendar.set_recurrence(s, town.office, guest_id, **FOURTH, by=OPERATOR, at=town.at))
    with pytest.raises(NotFound):
        town.do(lambda s: calendar.set_recurrence(s, town.office, UUID(int=1), **FOURTH, by=OPERATOR, at=town.at))
