"""What stands on an agenda while days pass and the calendar changes: nothing is lost, nothing decided is put off."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from ombud.storage.ballots import Ballot, BallotStatus
from ombud.storage.board import Body
from ombud.storage.meetings import CalendarChange, Meeting, MeetingKind, MeetingStatus
from ombud.storage.session import reading, unit_of_work
from ombud.workflows.actors import OPERATOR
from ombud.workflows.board import agenda, calendar, changes, meetings
from ombud.workflows.refusals import AgendaChanged
from tests.integration.board.papers_world import Panel, a_ballot, text_of
from tests.integration.board.petition import APRIL, JUNE, MAY, SPECIAL

DAY = timedelta(days=1)
LATER = MAY + 7 * DAY


def day_by_day(panel: Panel, until: datetime) -> None:
    """The worker works on every day, as it does in an office: one long step would show it nothing that moved."""
    while panel.at < until:
        panel.until(min(panel.at + DAY, until))


def move(panel: Panel, starts_at: datetime, to: datetime) -> None:
    meeting_id = panel.meeting(starts_at)
    panel.do(lambda s: meetings.move(s, meeting_id, starts_at=to, reason="The room.", by=OPERATOR, at=panel.at))
    panel.work()


def undo(panel: Panel, starts_at: datetime, kind: str) -> None:
    """Takes back the last change of that kind of the meeting on a day."""
    meeting_id = panel.meeting(starts_at)
    with reading(panel.database) as session:
        mine = select(CalendarChange.id).where(CalendarChange.meeting_id == meeting_id, CalendarChange.kind == kind)
        change_id = session.scalars(mine.order_by(CalendarChange.at.desc())).first()
        assert change_id
    panel.do(lambda s: changes.undo(s, panel.office, change_id, by=OPERATOR, at=panel.at))
    panel.work()


def test_what_was_put_off_to_a_meeting_that_then_moved_goes_on_when_nothing_is_decided(panel: Panel) -> None:
    case_id = panel.petition()
    panel.defer(panel.item_of(case_id).id, seen=panel.agenda(APRIL).version)
    move(panel, MAY, LATER)
    day_by_day(panel, LATER + DAY)
    assert panel.seen(LATER) == []
    assert panel.seen(JUNE) == [f"1 {panel.number(case_id)}"]


def test_so_does_the_approval_of_minutes(panel: Panel) -> None:
    panel.hold(APRIL)
    panel.adjourn(APRIL)
    panel.draft(APRIL)
    move(panel, MAY, LATER)
    day_by_day(panel, LATER + DAY)
    assert panel.seen(JUNE) == ["1 Minutes of the meeting of 2026-04-08"]


def test_a_meeting_that_was_moved_to_an_earlier_day_leaves_its_items_to_the_next_one_then(panel: Panel) -> None:
    panel.hold(APRIL)
    panel.adjourn(APRIL)
    panel.draft(APRIL)
    sooner = MAY - 5 * DAY
    move(panel, MAY, sooner)
    day_by_day(panel, sooner + DAY)
    assert panel.seen(JUNE) == ["1 Minutes of the meeting of 2026-04-08"]


def test_what_is_decided_or_withdrawn_is_not_put_off_any_more(panel: Panel) -> None:
    heard, withdrawn = panel.petition(), panel.petition()
    free = panel.add(APRIL, "Report of the chair")
    items, seen = [panel.item_of(case_id).id for case_id in (heard, withdrawn)], panel.agenda(APRIL).version
    panel.hear(heard)
    panel.withdraw(withdrawn)
    with unit_of_work(panel.database) as session:
        ballot = a_ballot(session, panel, meeting_id=panel.meeting(APRIL), item_id=free)
        ballot.status, ballot.closed_at, ballot.result = BallotStatus.CLOSED, panel.at, {}
    chair = panel.who("chair")
    for item_id in (*items, free):
        with pytest.raises(AgendaChanged):
            panel.defer(item_id, seen=seen)
        with pytest.raises(AgendaChanged):
            panel.do(lambda s, one=item_id: agenda.ask_input(s, panel.office, one, seen=seen, by=chair, at=panel.at))
    with pytest.raises(AgendaChanged):
        panel.do(lambda s: agenda.remove(s, panel.office, free, seen=seen, by=chair, at=panel.at))
    panel.hold(APRIL)
    panel.adjourn(APRIL)
    panel.draft(APRIL)
    assert "The petition is granted Recorded by hand" in text_of(panel.minutes(APRIL))


def test_minutes_drafted_late_say_of_what_went_on_that_it_was_put_off(panel: Panel) -> None:
    case_id = panel.petition()
    panel.hold(APRIL)
    panel.defer(panel.item_of(case_id).id, seen=panel.agenda(APRIL).version)
    panel.adjourn(APRIL)
    panel.until(MAY)
    panel.hear(case_id)
    panel.draft(APRIL)
    text = text_of(panel.minutes(APRIL))
    assert "Put off to the meeting of May 13, 2026" in text
    assert "Recorded by hand" not in text


def test_undoing_a_cancellation_brings_back_what_the_body_had_put_there_itself(panel: Panel) -> None:
    put_off = panel.petition()
    panel.defer(panel.item_of(put_off).id, seen=panel.agenda(APRIL).version)
    panel.add(MAY, "Budget")
    elsewhere = panel.add(MAY, "Calendar")
    panel.cancel(MAY)
    panel.work()
    assert panel.seen(JUNE) == ["1 Budget", "2 Calendar", f"3 {panel.number(put_off)}"]
    panel.defer(elsewhere, seen=panel.agenda(JUNE).version, to=SPECIAL)
    undo(panel, MAY, "cancelled")
    assert panel.seen(MAY) == [f"1 {panel.number(put_off)}", "2 Budget"]
    assert panel.seen(JUNE) == []
    assert panel.seen(SPECIAL) == ["1 Calendar"]


def set_rule(panel: Panel, rule: str) -> None:
    with reading(panel.database) as session:
        body_id = session.scalars(select(Body.id).where(Body.key == "panel")).one()
    how = {"rrule": rule, "meets_at": "10:00", "place": "", "by": OPERATOR, "at": panel.at}
    panel.do(lambda s: calendar.set_recurrence(s, panel.office, body_id, **how))
    panel.work()


def test_a_meeting_that_another_rule_takes_off_leaves_its_items_and_its_ballots_too(panel: Panel) -> None:
    set_rule(panel, "FREQ=MONTHLY;BYDAY=4TH")
    fourth = datetime(2026, 3, 26, 14, tzinfo=APRIL.tzinfo)
    panel.add(fourth, "Budget")
    with unit_of_work(panel.database) as session:
        ballot_id = a_ballot(session, panel, meeting_id=panel.meeting(fourth), motion="Shall we move?").id
    set_rule(panel, "FREQ=MONTHLY;BYDAY=2MO")
    with reading(panel.database) as session:
        assert session.get_one(Meeting, panel.meeting(fourth)).status is MeetingStatus.CANCELLED
        ballot = session.get_one(Ballot, ballot_id)
        assert (ballot.status, ballot.why_void) == (BallotStatus.VOID, "The meeting was taken off the calendar.")
    assert panel.seen(APRIL) == ["1 Budget"]
    undo(panel, fourth, "dropped")
    assert (panel.seen(fourth), panel.seen(APRIL)) == (["1 Budget"], [])


def test_a_meeting_whose_addition_is_undone_leaves_its_items_too(panel: Panel) -> None:
    added = APRIL + 7 * DAY
    panel.do(
        lambda s: meetings.schedule(s, "panel", starts_at=added, kind=MeetingKind.REGULAR, by=OPERATOR, at=panel.at)
    )
    panel.add(added, "Budget")
    undo(panel, added, "scheduled")
    assert panel.seen(MAY) == ["1 Budget"]
