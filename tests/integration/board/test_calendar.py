"""A body's calendar: changed by those who preside, shown before, re-timed after, undone."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ombud.storage.board import Body
from ombud.storage.directory import RoleHolding
from ombud.storage.events import SYSTEM_CHAIN, Event
from ombud.storage.letters import OutboxMail
from ombud.storage.meetings import MeetingKind
from ombud.workflows.actors import OPERATOR, WORKER
from ombud.workflows.board import changes, meetings
from ombud.workflows.days import day_of
from ombud.workflows.refusals import (
    DayTaken,
    Forbidden,
    InvalidCommand,
    MeetingChanged,
    MeetingOver,
)
from tests.integration.board.calendar_world import (
    APRIL,
    JUNE,
    MAY,
    CalendarTown,
    schedule,
    told,
    undo,
)


def test_only_those_who_preside_over_the_body_keep_its_calendar(town: CalendarTown) -> None:
    for name in ("clerk", "passer"):
        with pytest.raises(Forbidden):
            schedule(town, JUNE, by=town.who(name))
    with pytest.raises(Forbidden):
        town.cancel(APRIL, by=WORKER)
    schedule(town, JUNE)
    town.cancel(APRIL, by=OPERATOR)
    assert town.days() == [date(2026, 4, 2), MAY, date(2026, 6, 10)]


def test_a_chair_of_another_body_is_no_chair_here(town: CalendarTown) -> None:
    def elsewhere(session: Session) -> None:
        other = Body(key="other", name="Another body")
        session.add(other)
        session.flush()
        session.execute(update(RoleHolding).where(RoleHolding.role == "chair").values(scope_id=other.id))

    town.do(elsewhere)
    with pytest.raises(Forbidden):
        schedule(town, JUNE)


def test_no_meeting_in_the_past_nor_two_on_one_day_nor_after_the_end(town: CalendarTown) -> None:
    with pytest.raises(InvalidCommand):
        schedule(town, town.at)
    with pytest.raises(DayTaken):
        schedule(town, datetime(2026, 4, 8, 22, tzinfo=UTC), MeetingKind.SPECIAL)
    with pytest.raises(DayTaken):
        town.move(APRIL, datetime(2026, 5, 13, 20, tzinfo=UTC))
    with pytest.raises(InvalidCommand):
        town.move(APRIL, datetime(2026, 3, 1, 20, tzinfo=UTC))
    town.move(APRIL, datetime(2026, 4, 8, 22, tzinfo=UTC))  # to another hour of its own day
    town.do(lambda s: s.execute(update(Body).values(ends_on=date(2026, 6, 9))))
    with pytest.raises(InvalidCommand):
        schedule(town, JUNE)


def test_what_is_over_or_cancelled_or_called_to_order_is_not_changed(town: CalendarTown) -> None:
    meeting_id, by = town.cancel(APRIL), town.presider
    with pytest.raises(MeetingOver):
        town.do(lambda s: meetings.move(s, meeting_id, starts_at=JUNE, reason="x", by=by, at=town.at))
    may = town.meeting(MAY)
    town.at = datetime(2026, 5, 13, 13, tzinfo=UTC)
    town.do(lambda s: meetings.open_(s, may, by=by, at=town.at))
    with pytest.raises(MeetingOver):
        town.cancel(MAY)
    with pytest.raises(MeetingOver):
        town.do(lambda s: meetings.open_(s, may, by=by, at=town.at))


def test_every_change_says_what_was_and_what_became(town: CalendarTown) -> None:
    schedule(town, JUNE)
    town.move(APRIL, datetime(2026, 4, 15, 14, tzinfo=UTC))
    town.cancel(MAY)
    added, moved, gone = town.change("scheduled"), town.change("moved"), town.change("cancelled")
    assert (added.was, added.became["starts_at"]) == ({}, "2026-06-10T14:00:00+00:00")
    assert (moved.was["starts_at"], moved.became["starts_at"]) == (
        "2026-04-08T14:00:00+00:00",
        "2026-04-15T14:00:00+00:00",
    )
    assert (gone.was["status"], gone.became["status"], gone.reason) == ("scheduled", "cancelled", "snow")
    assert {added.by, moved.by, gone.by} == {town.presider.person_id}
    events = town.see(lambda s: s.scalars(select(Event).where(Event.chain == SYSTEM_CHAIN)).all())
    assert [e.kind for e in events if e.kind.startswith("meeting.")] == [
        "meeting.scheduled",
        "meeting.moved",
        "meeting.cancelled",
    ]
    assert all("snow" not in str(e.body) for e in events)


def test_the_difference_is_shown_before_and_writes_nothing(town: CalendarTown) -> None:
    one, other = town.appeal(), town.appeal()
    town.ask()  # waits for no meeting
    meeting_id = town.meeting(APRIL)
    shifts = town.see(lambda s: changes.preview(s, town.office, meeting_id, to=None, at=town.at))
    assert {shift.case_id for shift in shifts} == {one.case_id, other.case_id}
    assert {(day_of(s.was), day_of(s.becomes), s.name) for s in shifts} == {(APRIL, MAY, "hearing")}
    to = datetime(2026, 4, 20, 14, tzinfo=UTC)
    moved = town.see(lambda s: changes.preview(s, town.office, meeting_id, to=to, at=town.at))
    assert {day_of(shift.becomes) for shift in moved} == {date(2026, 4, 20)}
    sooner = town.see(
        lambda s: changes.preview_new(
            s, town.office, s.get_one(Body, town.panel), starts_at=to.replace(month=3), kind=MeetingKind.REGULAR
        )
    )
    assert {day_of(shift.becomes) for shift in sooner} == {date(2026, 3, 20)}
    special = town.see(
        lambda s: changes.preview_new(
            s, town.office, s.get_one(Body, town.panel), starts_at=to.replace(month=3), kind=MeetingKind.SPECIAL
        )
    )
    assert special == []
    assert town.hearing(one) == APRIL


def test_the_preview_says_what_happens(town: CalendarTown) -> None:
    asked = [town.appeal() for _ in range(3)]
    town.cancel(MAY)
    meeting_id = town.meeting(APRIL)
    shifts = town.see(lambda s: changes.preview(s, town.office, meeting_id, to=None, at=town.at))
    assert [shift.becomes for shift in shifts] == [None, None, None]
    town.cancel(APRIL)
    town.settle()
    assert [town.hearing(one) for one in asked] == [None, None, None]


def test_numbers_are_shown_to_whoever_may_see_the_case(town: CalendarTown) -> None:
    town.appeal()
    shifts = town.see(lambda s: changes.preview(s, town.office, town.meeting(APRIL), to=None, at=town.at))
    seen = {
        name: town.see(lambda s, name=name: changes.visible(s, shifts, town.who(name), at=town.at))
        for name in ("chair", "passer", "operator")
    }
    assert seen == {"chair": (tuple(shifts), 0), "passer": ((), 1), "operator": (tuple(shifts), 0)}


def test_pages_can_say_that_dates_are_being_computed(town: CalendarTown) -> None:
    asked = town.appeal()
    meeting_id = town.cancel(APRIL)
    panel = town.panel

    def counts() -> tuple[int, ...]:
        return (
            town.see(lambda s: changes.pending(s, meeting_id)),
            town.see(lambda s: changes.pending(s, case_id=asked.case_id)),
            town.see(lambda s: changes.pending(s, body_id=panel)),
        )

    assert counts() == (1, 1, 1)
    town.settle()
    assert counts() == (0, 0, 0)


def test_those_whose_task_has_another_day_are_told_once(town: CalendarTown) -> None:
    asked = town.appeal()
    town.move(APRIL, datetime(2026, 4, 8, 20, tzinfo=UTC))  # the same day
    town.settle()
    assert told(town) == 0
    town.cancel(APRIL)
    town.settle()
    assert told(town) == 1
    mail = town.see(lambda s: s.scalars(select(OutboxMail).where(OutboxMail.notice == "moved")).one())
    assert town.case(asked).number in mail.subject
    assert "snow" not in mail.text


def test_a_cancelled_meeting_comes_back_and_its_cases_with_it(town: CalendarTown) -> None:
    asked = town.appeal()
    town.cancel(APRIL)
    town.settle()
    assert town.hearing(asked) == MAY
    undo(town, "cancelled")
    town.settle()
    assert (town.hearing(asked), told(town)) == (APRIL, 2)
    with pytest.raises(MeetingChanged, match="undone already"):
        undo(town, "cancelled")


def test_a_moved_meeting_goes_back_and_an_added_one_is_cancelled(town: CalendarTown) -> None:
    asked = town.appeal()
    town.move(APRIL, datetime(2026, 4, 20, 14, tzinfo=UTC))
    schedule(town, datetime(2026, 3, 20, 14, tzinfo=UTC))
    town.settle()
    assert town.hearing(asked) == date(2026, 3, 20)
    undo(town, "scheduled")
    undo(town, "moved")
    town.settle()
    assert town.hearing(asked) == APRIL
    assert town.days() == [date(2026, 4, 2), APRIL, MAY]


def test_what_was_changed_since_or_is_over_stays(town: CalendarTown) -> None:
    town.move(APRIL, datetime(2026, 4, 20, 14, tzinfo=UTC))
    town.at = town.at.replace(hour=15)
    town.cancel(date(2026, 4, 20))
    with pytest.raises(MeetingChanged):
        undo(town, "moved")
    undo(town, "cancelled")
    undo(town, "moved")
    town.cancel(MAY)
    town.at = datetime(2026, 5, 14, 14, tzinfo=UTC)
    with pytest.raises(MeetingChanged):
        undo(town, "cancelled")


def test_a_day_that_was_taken_meanwhile_is_not_given_back(town: CalendarTown) -> None:
    town.cancel(APRIL)
    schedule(town, datetime(2026, 4, 8, 20, tzinfo=UTC))
    with pytest.raises(DayTaken):
        undo(town, "cancelled")


def test_the_history_says_who_and_why_and_what_can_be_undone(town: CalendarTown) -> None:
    town.cancel(APRIL)
    town.at = town.at.replace(hour=15)
    schedule(town, JUNE)
    panel = town.panel
    past = town.see(lambda s: changes.history(s, panel, at=town.at, limit=10))
    assert [(one.kind, one.reason, one.can_be_undone) for one in past] == [
        ("scheduled", "", True),
        ("cancelled", "snow", True),
    ]
    assert {one.by for one in past} == {town.presider.person_id}
