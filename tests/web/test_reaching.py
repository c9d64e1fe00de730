"""How Ombud reaches somebody: what they choose on their account page, and a calendar feed under a secret address."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from ombud.storage.accounts import Account
from ombud.storage.board import Body
from ombud.storage.cases import Case, Task
from ombud.storage.directory import Person
from ombud.storage.ledger import Deadline
from ombud.storage.meetings import Meeting
from ombud.storage.notices import CalendarFeed
from ombud.storage.session import reading, unit_of_work
from ombud.workflows.actors import OPERATOR
from ombud.workflows.board.ballots.opening import open_motion
from ombud.workflows.days import end_of
from ombud.workflows.deadlines import commands
from ombud.workflows.people import accounts
from tests.support.statements import statements
from tests.web.feeds import Calendar, parse
from tests.web.house import DECISION, PASSWORD, Browser, House
from tests.web.people import DIRECTOR, MEMBER, STAFF


def make(browser: Browser, *, key: str = "") -> str:
    """The path of the address that is shown, after asking for one."""
    browser.see("/account")
    assert browser.send("/account/calendar", key=key).location == "/account/calendar"
    return shown(browser)


def shown(browser: Browser) -> str:
    found = re.search(r"<code>http://[^/]+(/calendar/[\w-]+\.ics)</code>", browser.see("/account/calendar"))
    assert found
    return found[1]


def read(house: House, path: str) -> Calendar:
    """As a calendar program reads it: without a cookie."""
    browser = house.browser()
    browser.see(path)
    assert browser.page.mimetype == "text/calendar"
    assert "Set-Cookie" not in browser.page.headers
    return parse(browser.page.data)


def test_a_daily_mail_or_everything_at_once(house: House) -> None:
    browser = house.as_(DIRECTOR)
    page = browser.see("/account")
    assert "Once a day in one mail, at 7:00 AM" in page
    assert re.search(r'value="daily" checked', page)
    house.file()
    house.work()
    assert not [mail for mail in house.mailer.messages if DIRECTOR in str(mail["To"])]
    browser.send("/account/mail", {"mail": "at_once"})
    assert re.search(r'value="at_once" checked', browser.see("/account"))
    number, _code = house.file()
    house.work()
    mine = [str(mail["Subject"]) for mail in house.mailer.messages if DIRECTOR in str(mail["To"])]
    assert mine == [f"{number}: a task is waiting for you"]
    browser.send("/account/mail", {"mail": "never"}, status=422)
    browser.see("/account")
    browser.send("/account/mail", {"mail": "daily"})
    with reading(house.database) as session:
        assert not session.scalars(select(Account.all_at_once).join(Person).where(Person.email == DIRECTOR)).one()


def test_the_address_is_shown_once_and_kept_as_a_hash(house: House) -> None:
    browser = house.as_(DIRECTOR)
    path = make(browser)
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) * 6 >= 128
    assert token not in browser.see("/account/calendar")
    assert token not in browser.see("/account")
    with reading(house.database) as session:
        for table in (CalendarFeed, Account):
            rows = session.execute(select(table.__table__)).all()
            assert token not in repr(rows)
    read(house, path)


def test_a_double_click_makes_one_address(house: House) -> None:
    browser = house.as_(DIRECTOR)
    browser.see("/account")
    key = browser.hidden("request_key")
    first = make(browser, key=key)
    browser.see("/account")
    assert make(browser, key=key) == first
    read(house, first)


def test_made_anew_or_switched_off_the_old_one_is_not_there(house: House) -> None:
    browser = house.as_(DIRECTOR)
    first = make(browser)
    second = make(browser)
    house.browser().see(first, 404)
    read(house, second)
    page = browser.see("/account")
    assert "Your calendar feed has been on since" in page
    browser.send("/account/calendar/end")
    house.browser().see(second, 404)
    assert "Make a calendar address" in browser.see("/account")
    browser.send("/account/calendar/end")  # from a page that was left open
    assert _told(house, second) == _told(house, "/calendar/nothing.ics") == _told(house, "/policies/nothing")


def _told(house: House, path: str) -> list[str]:
    """The words of the page of what is not there."""
    return re.findall(r"<p[^>]*>(.*?)</p>", house.browser().see(path, 404), re.DOTALL)


def test_an_administrator_who_signs_somebody_out_everywhere_ends_their_feed(house: House) -> None:
    """Somebody else may have been in and made it; whoever changes their own password keeps theirs."""
    browser = house.as_(STAFF)
    path = make(browser)
    browser.see("/account/password")
    new = "seven otters under the bridge"
    browser.send("/account/password", {"password": PASSWORD, "new_password": new, "new_password_again": new})
    read(house, path)
    with unit_of_work(house.database) as session:
        staff = session.scalars(select(Person.id).where(Person.email == STAFF)).one()
        accounts.reset_second_factor(session, house.office, staff, by=OPERATOR, at=house.at)
    house.browser().see(path, 404)


def test_whoever_is_disabled_has_no_feed(house: House) -> None:
    path = make(house.as_(STAFF))
    with unit_of_work(house.database) as session:
        staff = session.scalars(select(Person.id).where(Person.email == STAFF)).one()
        accounts.disable(session, staff, by=OPERATOR, at=house.at)
    house.browser().see(path, 404)


def test_the_address_is_repeated_and_logged_nowhere(house: House, caplog: pytest.LogCaptureFixture) -> None:
    path = make(house.as_(DIRECTOR))
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    browser = house.browser()
    with caplog.at_level(logging.DEBUG):
        browser.see(path)
        assert browser.page.headers["Referrer-Policy"] == "strict-origin"
        browser.post(path, data={})
        house.browser().see(path + "x", 404)
    assert token not in json.dumps([record.getMessage() for record in caplog.records])


def test_a_task_is_there_until_it_is_done_and_says_nothing_of_its_case(house: House) -> None:
    path = make(house.as_(DIRECTOR))
    assert read(house, path).of("a task is due") == []
    number, _code = house.file()
    due = _a_date_for(house, number)
    (event,) = read(house, path).of("a task is due")
    assert event["SUMMARY"] == "Ombud: a task is due (Grievance of an agency or a Continuum of Care)"
    assert event["DTSTART;VALUE=DATE"] == due.strftime("%Y%m%d")
    assert event["URL"] == f"{house.office.base_url}/inbox"
    everything = " ".join(event.values())
    assert not any(
        secret in everything for secret in (number, "Rosa", "Willow", house.task(number, "director_decides"))
    )
    house.complete(number, "director_decides", DIRECTOR, DECISION)
    assert read(house, path).of("a task is due") == []


def test_a_date_that_moves_keeps_its_id_and_counts_up(house: House) -> None:
    path, (number, _code) = make(house.as_(DIRECTOR)), house.file()
    due = _a_date_for(house, number)
    (before,) = read(house, path).of("a task is due")
    house.pass_(hours=1)
    _extend(house, number, due + timedelta(days=9))
    (after,) = read(house, path).of("a task is due")
    assert after["UID"] == before["UID"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert after["DTSTART;VALUE=DATE"] == (due + timedelta(days=9)).strftime("%Y%m%d")
    assert after["LAST-MODIFIED"] > before["LAST-MODIFIED"]


def test_meetings_of_ones_bodies_and_ballots_that_close(house: House) -> None:
    path, outsider = make(house.as_(MEMBER)), make(house.as_(DIRECTOR))
    closes_at = datetime(2026, 3, 9, 17, tzinfo=UTC)
    with unit_of_work(house.database) as session:
        board = session.scalars(select(Body.id).where(Body.key == "dsb")).one()
        open_motion(
            session, house.office, board, motion="Shall we move out of Willow Street?",
            options=[("yes", "Yes"), ("no", "No")], meeting_id=None, closes_at=closes_at, by=OPERATOR, at=house.at,
        )  # fmt: skip
        to_come = select(Meeting.id).where(Meeting.body_id == board, Meeting.starts_at > house.at)
        meetings = set(map(str, session.scalars(to_come)))
    calendar = read(house, path)
    (ballot,) = calendar.of("a ballot closes")
    assert (ballot["SUMMARY"], ballot["DTSTART"]) == (
        "Ombud: a ballot closes (Data Strategy Board)",
        "20260309T170000Z",
    )
    assert "Willow" not in " ".join(ballot.values())
    assert meetings <= {event["UID"].partition("@")[0] for event in calendar.events}
    assert read(house, outsider).of("a ballot closes") == []
    with unit_of_work(house.database) as session:
        session.execute(update(Meeting).values(status="cancelled"))
    assert read(house, path).of("meeting") == [], "what is cancelled is gone"


def test_it_stays_fresh_and_is_not_sent_twice(house: House) -> None:
    path = make(house.as_(DIRECTOR))
    browser = house.browser()
    browser.see(path)
    calendar, etag = parse(browser.page.data), browser.page.headers["ETag"]
    assert calendar.properties["REFRESH-INTERVAL;VALUE=DURATION"] == "PT1H"
    assert calendar.properties["X-PUBLISHED-TTL"] == "PT1H"
    assert browser.page.headers["Cache-Control"] == "private, no-cache"
    house.pass_(minutes=59)
    again = browser.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    number, _code = house.file()
    _a_date_for(house, number)
    assert browser.get(path, headers={"If-None-Match": etag}).status_code == 200


def test_it_speaks_the_language_of_its_owner(house: House) -> None:
    browser = house.as_(MEMBER)
    path = make(browser)
    english = read(house, path).properties["X-WR-CALNAME"]
    assert english == "Ombud: what waits for you"
    browser.see("/account")
    browser.send("/account/language", {"language": "es"})
    assert read(house, path).properties["X-WR-CALNAME"] != ""


def test_many_tasks_take_no_more_statements_than_one(house: House) -> None:
    path = make(house.as_(DIRECTOR))
    asked = []
    for _round in range(2):
        for _case in range(3):
            number, _code = house.file()
            _a_date_for(house, number)
        with statements(house.database) as seen:
            read(house, path)
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 8


def _a_date_for(house: House, number: str) -> date:
    """The director's decision has a target of the office's own, off until it is set: here it is due in ten days."""
    due = (house.at + timedelta(days=10)).date()
    _extend(house, number, due, first=True)
    return due


def _extend(house: House, number: str, until: date, *, first: bool = False) -> None:
    task_id = UUID(house.task(number, "director_decides"))
    with unit_of_work(house.database) as session:
        case_id = session.scalars(select(Case.id).where(Case.number == number)).one()
        mine = (Deadline.case_id == case_id, Deadline.element == "director_decides", Deadline.timer.is_(False))
        deadline = session.scalars(select(Deadline).where(*mine)).one()
        if first:
            deadline.due_at = session.get_one(Task, task_id).due_at = end_of(until)
        else:
            commands.extend(session, house.office, deadline.id, until=until, reason="Ill.", by=OPERATOR, at=house.at)
