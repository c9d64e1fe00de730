"""The calendar's pages: everybody's, and those of whoever presides."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from sqlalchemy import select, update

from ombud.storage.board import Body
from ombud.storage.cases import Case, Party
from ombud.storage.directory import Person
from ombud.storage.meetings import CalendarChange, Meeting, MeetingStatus
from ombud.storage.session import reading, unit_of_work
from tests.web.house import DECISION, Browser, House
from tests.web.people import BOARD_STAFF, COCHAIR, DIRECTOR, MEMBER

SUBCOMMITTEE = "/bodies/grievance_subcommittee/calendar"
APRIL = datetime(2026, 4, 8, 17, tzinfo=UTC)


def appealed(house: House) -> str:
    """A case that waits for the subcommittee's meeting of April."""
    number, code = house.file()
    house.complete(number, "director_decides", DIRECTOR, DECISION)
    house.appeal(number, code)
    return number


def meeting_id(house: House, starts_at: datetime = APRIL, body: str = "grievance_subcommittee") -> str:
    with reading(house.database) as session:
        found = select(Meeting.id).join(Body).where(Body.key == body, Meeting.starts_at == starts_at)
        return str(session.scalars(found).one())


def status(house: House) -> MeetingStatus:
    with reading(house.database) as session:
        return session.scalars(select(Meeting.status).where(Meeting.starts_at == APRIL)).one()


def cancel(house: House, browser: Browser, *, key: str = "") -> None:
    address = f"{SUBCOMMITTEE}/{meeting_id(house)}/cancel"
    browser.see(address)
    browser.send(address, {"reason": "The roads are closed."}, key=key)


def test_everybody_sees_when_the_bodies_meet_and_nothing_else(house: House) -> None:
    number = appealed(house)
    cancel(house, house.as_(COCHAIR))
    house.work()
    page = house.browser().see("/meetings")
    assert "Data Strategy Board" in page
    assert "All times are in this zone: Eastern Time." in page
    assert page.index("Mar 25") < page.index("Apr 8") < page.index("Jun 10")
    assert "Feb 11" not in page
    assert re.search(r"<s><time[^>]*>Wed, Apr 8, 1:00 PM</time></s> <span[^>]*>Cancelled", page)
    with reading(house.database) as session:
        names = session.scalars(select(Person.name)).all()
    for secret in (number, "roads are closed", "Calendars you keep", *names):
        assert secret not in page


def test_a_feed_can_be_subscribed_to_and_marks_what_is_cancelled(house: House) -> None:
    cancel(house, house.as_(COCHAIR))
    browser = house.browser()
    feed = browser.see("/bodies/grievance_subcommittee/meetings.ics")
    assert browser.page.mimetype == "text/calendar"
    events = feed.replace("\r\n ", "").split("BEGIN:VEVENT")[1:]
    april = next(event for event in events if "DTSTART:20260408T170000Z" in event)
    assert "STATUS:CANCELLED" in april
    assert "SEQUENCE:1" in april
    assert sum("STATUS:CONFIRMED" in event for event in events) == len(events) - 1
    assert "roads are closed" not in feed
    assert len(browser.see("/meetings.ics").split("BEGIN:VEVENT")) > len(events) + 1
    browser.see("/bodies/nothing/meetings.ics", status=404)


def test_a_place_shows_as_it_was_typed_and_harms_nobody(house: House) -> None:
    with unit_of_work(house.database) as session:
        session.execute(update(Meeting).values(place="<script>x</script>, Room 4\r\nBEGIN:VEVENT"))
    assert "<script>x" not in house.browser().see("/meetings")
    feed = house.browser().see("/bodies/dsb/meetings.ics").replace("\r\n ", "")
    assert "\r\nBEGIN:VEVENT\r\nUID" in feed
    assert len(feed.split("\r\nBEGIN:VEVENT")) == len(feed.split("\r\nUID:"))


def test_the_chair_sees_what_a_cancellation_moves_before_it_is_done(house: House) -> None:
    number = appealed(house)
    chair = house.as_(COCHAIR)
    page = chair.see(f"{SUBCOMMITTEE}/{meeting_id(house)}/cancel")
    row = re.search(rf"<tr><th[^>]*><a[^>]*>{number}</a>.*?</tr>", page)
    assert row
    assert "Apr 8" in row[0]
    assert "Jun 10" in row[0]
    assert status(house) is MeetingStatus.SCHEDULED
    chair.send(f"{SUBCOMMITTEE}/{meeting_id(house)}/cancel", {"reason": ""}, status=422)
    assert "Say why" in chair.page.text
    assert status(house) is MeetingStatus.SCHEDULED
    cancel(house, chair)
    assert "dates of 1 case are being recalculated" in chair.see(SUBCOMMITTEE)
    house.work()
    page = chair.see(SUBCOMMITTEE)
    assert "being recalculated" not in page
    assert "Reason: The roads are closed." in page
    assert "Jun 10" in chair.see(f"/cases/{number}")


def test_a_presider_with_a_conflict_reads_a_count_instead_of_the_number(house: House) -> None:
    number = appealed(house)
    page = house.as_(BOARD_STAFF).see(f"{SUBCOMMITTEE}/{meeting_id(house)}/cancel")
    assert number in page
    with unit_of_work(house.database) as session:
        staff = session.scalars(select(Person.id).where(Person.email == BOARD_STAFF)).one()
        case_id = session.scalars(select(Case.id).where(Case.number == number)).one()
        session.add(Party(case_id=case_id, person_id=staff, role="respondent", contact_sealed=None))
    page = house.as_(BOARD_STAFF).see(f"{SUBCOMMITTEE}/{meeting_id(house)}/cancel")
    assert number not in page
    assert "1 case would move. You may not see its number." in page


def test_a_cancellation_is_undone_from_the_page(house: House) -> None:
    number = appealed(house)
    chair = house.as_(COCHAIR)
    cancel(house, chair)
    house.work()
    chair.see(SUBCOMMITTEE)
    with reading(house.database) as session:
        change = session.scalars(select(CalendarChange.id)).one()
    chair.send(f"{SUBCOMMITTEE}/changes/{change}/undo")
    house.work()
    page = chair.see(SUBCOMMITTEE)
    assert "Undone" in page
    assert f"{change}/undo" not in page
    assert "Apr 8" in chair.see(f"/cases/{number}")
    chair.see(SUBCOMMITTEE)
    chair.send(f"{SUBCOMMITTEE}/changes/{change}/undo", status=409)


def test_a_double_click_cancels_once(house: House) -> None:
    chair = house.as_(COCHAIR)
    address = f"{SUBCOMMITTEE}/{meeting_id(house)}/cancel"
    chair.see(address)
    key = chair.hidden("request_key")
    chair.send(address, {"reason": "snow"}, key=key)
    chair.send(address, {"reason": "snow"}, key=key)
    with reading(house.database) as session:
        assert len(session.scalars(select(CalendarChange)).all()) == 1


def test_a_meeting_is_moved_in_two_steps(house: House) -> None:
    number = appealed(house)
    chair, address = house.as_(COCHAIR), f"{SUBCOMMITTEE}/{meeting_id(house)}/move"
    meeting = f"/meetings/{meeting_id(house)}"
    assert f'href="{address}"' in chair.see(meeting)
    asked = chair.see(address)
    assert "Show what it would move" in asked
    for field, value in (("day", "2026-04-08"), ("clock", "13:00"), ("place", "Online")):
        assert re.search(rf'name="{field}"[^>]* value="{value}"', asked), field
    assert "Say on which day" in chair.see(f"{address}?day=&clock=10:00")
    assert "meets on that day already" in chair.see(f"{address}?day=2026-06-10&clock=10:00")
    assert "this date has passed" in chair.see(f"{address}?day=2026-01-10&clock=10:00")
    page = chair.see(f"{address}?day=2026-04-15&clock=10:00")
    assert number in page
    assert "Apr 15" in page
    assert "the parties of those cases" in page
    chair.send(address, {"day": "2026-04-15", "clock": "10:00", "reason": ""}, status=422)
    assert "Say why" in chair.page.text
    chair.send(address, {"day": "2026-04-15", "clock": "10:00", "place": "Room 4", "reason": "The room is taken."})
    house.work()
    page = re.sub(r"<[^>]+>", "", house.as_(MEMBER).see(meeting))
    assert "Moved: it was to be on Wed, Apr 8, 1:00 PM. Reason: The room is taken." in page
    assert "Room 4" in page
    undo = re.search(rf'action="({SUBCOMMITTEE}/changes/[^"]+/undo)"', chair.see(SUBCOMMITTEE))
    assert undo
    told = [mail.get_body(("plain",)) for mail in house.mailer.messages if number in str(mail["Subject"])]
    assert all(body and "Apr" not in body.get_content() and "room" not in body.get_content() for body in told)
    assert "Apr 15, 10:00 AM" in chair.see(SUBCOMMITTEE)
    assert "Apr 15" in chair.see(f"/cases/{number}")
    chair.send(undo[1])
    page = re.sub(r"<[^>]+>", "", chair.see(meeting))
    assert "Moved:" not in page
    assert "Online" in page


def test_a_meeting_is_added_and_flagged(house: House) -> None:
    chair, new = house.as_(COCHAIR), "/bodies/dsb/calendar/new"
    query = "day=2026-08-06&clock=09:30&kind=regular&place=Room+4"
    assert "No date of any case would move." in chair.see(f"{new}?{query}")
    for name, value in {"day": "2026-08-06", "clock": "09:30", "kind": "regular", "place": "Room 4"}.items():
        assert chair.hidden(name) == value
    chair.send(new, {"day": "2026-08-06", "clock": "09:30", "kind": "regular", "place": "Room 4"})
    page = chair.see("/bodies/dsb/calendar")
    assert "Aug 6, 9:30 AM" in page
    added = meeting_id(house, datetime(2026, 8, 6, 13, 30, tzinfo=UTC), "dsb")
    chair.send(f"/bodies/dsb/calendar/{added}/quarterly", {"quarterly": "yes"})
    row = chair.see("/meetings").split("Aug 6")[1].split("</tr>")[0]
    assert "Quarterly meeting" in row
    assert "Room 4" in row
    chair.see(new)
    chair.send(new, {"day": "2026-08-06", "clock": "14:00", "kind": "special"}, status=422)
    assert "Only a regular meeting" in chair.see(f"{new}?day=2026-08-07&clock=14:00&kind=special&quarterly=y")


def test_a_rule_is_shown_before_it_fills_the_calendar(house: House) -> None:
    chair, rule = house.as_(COCHAIR), f"{SUBCOMMITTEE}/rule"
    assert "Show what it would change" in chair.see(rule)
    assert "no rule of regular meetings" in chair.see(f"{rule}?rule=monthly&meets_at=13:00")
    given = {"rule": "FREQ=MONTHLY;BYDAY=2WE", "meets_at": "13:00", "from_on": "2026-03-02", "place": "Room 4"}
    page = chair.see(f"{rule}?rule=FREQ%3DMONTHLY;BYDAY%3D2WE&meets_at=13:00&from_on=2026-03-02&place=Room+4")
    assert "May 13" in page
    assert "Apr 8" not in page  # there is one already
    chair.send(rule, given)
    page = chair.see(SUBCOMMITTEE)
    assert "FREQ=MONTHLY;BYDAY=2WE" in page
    assert "May 13, 1:00 PM" in page
    chair.see(rule)
    assert 'value="2026-03-02"' in chair.page.text
    chair.send(rule, given | {"rule": "soon"}, status=422)


def test_a_meeting_of_another_body_is_not_found(house: House) -> None:
    chair = house.as_(COCHAIR)
    chair.see(f"/bodies/dsb/calendar/{meeting_id(house)}/cancel", status=404)
    chair.see("/bodies/nothing/calendar", status=404)


def test_members_and_strangers_keep_no_calendar(house: House) -> None:
    house.as_(MEMBER).see(SUBCOMMITTEE, status=403)
    assert house.browser().get(SUBCOMMITTEE).location == "/sign-in"
    assert "Calendars you keep" in house.as_(BOARD_STAFF).see("/meetings")


def test_the_page_says_what_is_wrong_with_the_calendar(house: House) -> None:
    with unit_of_work(house.database) as session:
        march = (
            Meeting.starts_at > datetime(2026, 3, 1, tzinfo=UTC),
            Meeting.starts_at < datetime(2026, 4, 1, tzinfo=UTC),
        )
        session.execute(update(Meeting).where(*march).values(status=MeetingStatus.CANCELLED))
    page = house.as_(COCHAIR).see("/bodies/dsb/calendar")
    assert "No meeting of the Data Strategy Board is scheduled in March 2026." in page
    assert "P113-d" in page
