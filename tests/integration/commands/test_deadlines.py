"""Dates: computed, fired once, moved with the calendar, changed by people."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from ombud.storage.events import Event
from ombud.storage.ledger import Deadline, DeadlineChange
from ombud.storage.meetings import MeetingKind
from ombud.storage.session import reading, unit_of_work
from ombud.workflows import cases, settings
from ombud.workflows.actors import OPERATOR
from ombud.workflows.board import meetings
from ombud.workflows.days import TICK, day_of, end_of
from ombud.workflows.deadlines import commands
from ombud.workflows.opening import Opened
from ombud.workflows.refusals import Forbidden, InvalidCommand
from tests.support.permit import Town

pytestmark = pytest.mark.both_databases


def deadline(town: Town, asked: Opened, name: str, *, timer: bool = False) -> Deadline:
    with reading(town.database) as session:
        found = select(Deadline).where(Deadline.case_id == asked.case_id, Deadline.name == name)
        return session.scalars(found.where(Deadline.timer == timer)).one()


def due_on(town: Town, asked: Opened, name: str) -> date | None:
    due_at = deadline(town, asked, name).due_at
    return day_of(due_at) if due_at else None


def appealed(town: Town) -> Opened:
    asked = town.ask()
    town.refuse_permit(asked)
    town.complete(asked, "answer", town.stranger(asked), answer="appeal")
    return asked


def cancel(town: Town, day: datetime) -> None:
    with unit_of_work(town.database) as session:
        found = meetings.find(session, "panel", day)
        meetings.cancel(session, found, reason="snow", office=town.office, by=OPERATOR, at=town.at)
    town.work()


def test_thirty_days_from_the_opening_at_the_end_of_the_day_across_the_change_of_clocks(town: Town) -> None:
    asked = town.ask()
    row = deadline(town, asked, "decision")
    assert row.due_at == datetime(2026, 4, 2, 3, 59, 59, 999999, tzinfo=UTC)
    assert (row.source, row.computed["days"], row.computed["anchored_on"]) == ("T-1", 30, "2026-03-02")
    assert town.task(asked, "decide").due_at == row.due_at


def test_a_deadline_does_not_fire_before_its_last_instant_is_over(town: Town) -> None:
    asked = town.ask()
    due_at = deadline(town, asked, "decision").due_at
    assert due_at is not None
    town.at = due_at
    town.work()
    assert deadline(town, asked, "decision", timer=True).status == "waiting"
    with unit_of_work(town.database) as session:
        assert not cases.tick(session, town.office, asked.case_id, at=due_at)


def test_a_timer_due_during_an_outage_fires_once_with_its_own_instant(town: Town) -> None:
    asked = town.ask()
    due_at = deadline(town, asked, "decision").due_at
    town.pass_days(33)
    town.work()
    town.work()
    with reading(town.database) as session:
        ticks = session.scalars(select(Event).where(Event.chain == asked.case_id, Event.kind == "ticked")).all()
    assert due_at is not None
    assert [tick.at for tick in ticks] == [due_at + TICK]
    assert day_of(ticks[0].at) == date(2026, 4, 2)
    assert deadline(town, asked, "decision", timer=True).status == "fired"


def test_a_passed_deadline_fires_before_a_late_click_is_judged(town: Town) -> None:
    asked = town.ask()
    town.pass_days(40)
    town.refuse_permit(asked)
    with reading(town.database) as session:
        kinds = session.scalars(select(Event.kind).where(Event.chain == asked.case_id).order_by(Event.seq)).all()
    assert kinds[:3] == ["opened", "ticked", "completed"]


def test_the_next_regular_meeting_counts_and_a_special_one_does_not(town: Town) -> None:
    asked = appealed(town)
    assert due_on(town, asked, "hearing") == date(2026, 4, 8)


def test_a_cancelled_meeting_rolls_on_and_none_left_is_an_alarm(town: Town) -> None:
    asked = appealed(town)
    cancel(town, datetime(2026, 4, 8, 14, tzinfo=UTC))
    assert due_on(town, asked, "hearing") == date(2026, 5, 13)
    cancel(town, datetime(2026, 5, 13, 14, tzinfo=UTC))
    row = deadline(town, asked, "hearing")
    assert (row.due_at, row.alarm) == (None, "no_meeting")
    with unit_of_work(town.database) as session:
        starts_at = datetime(2026, 6, 10, 14, tzinfo=UTC)
        meetings.schedule(session, "panel", starts_at=starts_at, kind=MeetingKind.REGULAR, by=OPERATOR, at=town.at)
    town.work()
    row = deadline(town, asked, "hearing")
    assert (due_on(town, asked, "hearing"), row.alarm) == (date(2026, 6, 10), None)
    assert town.task(asked, "hear").due_at == row.due_at


def test_an_agenda_cut_off_sends_a_late_filing_to_the_meeting_after(town: Town) -> None:
    with unit_of_work(town.database) as session:
        toml = town.office.procedures.latest(session, "permit").toml
        settings.set_value(session, toml, "agenda_cutoff", 14, reason="test", by=OPERATOR, at=town.at)
    early = appealed(town)
    town.pass_days(25)
    late = appealed(town)
    assert due_on(town, early, "hearing") == date(2026, 4, 8)
    assert due_on(town, late, "hearing") == date(2026, 5, 13)


def test_a_case_keeps_the_settings_it_was_opened_under(town: Town) -> None:
    before = town.ask()
    with unit_of_work(town.database) as session:
        toml = town.office.procedures.latest(session, "permit").toml
        settings.set_value(session, toml, "decision", 10, reason="test", deviating=True, by=OPERATOR, at=town.at)
    after = town.ask()
    assert (due_on(town, before, "decision"), due_on(town, after, "decision")) == (date(2026, 4, 1), date(2026, 3, 12))


def change(town: Town, kind: str, deadline_id: UUID, *, until: date | None = None) -> None:
    with unit_of_work(town.database) as session:
        given = {"reason": "They are abroad.", "by": town.who("operator"), "at": town.at}
        if until is not None:
            commands.extend(session, town.office, deadline_id, until=until, **given)
        else:
            getattr(commands, kind)(session, town.office, deadline_id, **given)


def test_extended_paused_and_resumed_with_reasons_that_stay_sealed(town: Town) -> None:
    asked = town.ask()
    row = deadline(town, asked, "decision")
    change(town, "extend", row.id, until=date(2026, 4, 10))
    assert due_on(town, asked, "decision") == date(2026, 4, 10)
    with pytest.raises(InvalidCommand):
        change(town, "extend", row.id, until=date(2026, 4, 10))
    change(town, "pause", row.id)
    town.pass_days(5)
    change(town, "resume", row.id)
    assert due_on(town, asked, "decision") == date(2026, 4, 15)
    with reading(town.database) as session:
        changes = session.scalars(select(DeadlineChange).order_by(DeadlineChange.at)).all()
        events = session.scalars(select(Event).where(Event.chain == asked.case_id)).all()
    assert sorted(c.kind for c in changes) == ["extend", "pause", "resume"]
    assert all(b"abroad" not in c.reason_sealed for c in changes)
    assert all("abroad" not in str(e.body) for e in events)


def test_a_paused_timer_does_not_fire(town: Town) -> None:
    asked = town.ask()
    timer = deadline(town, asked, "decision", timer=True)
    change(town, "pause", timer.id)
    town.pass_days(60)
    town.work()
    assert deadline(town, asked, "decision", timer=True).status == "paused"
    change(town, "resume", timer.id)
    assert deadline(town, asked, "decision", timer=True).due_at == end_of(date(2026, 5, 31))


def test_only_an_operator_changes_a_date(town: Town) -> None:
    asked = town.ask()
    row = deadline(town, asked, "decision")
    with pytest.raises(Forbidden), unit_of_work(town.database) as session:
        commands.pause(session, town.office, row.id, reason="x", by=town.who("clerk"), at=town.at)
