"""The deletion of a case note on the pages: who may ask, and where the HMIS ID does not stand."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from ombud.storage.events import Event
from ombud.storage.letters import OutboxMail
from ombud.storage.session import reading
from tests.web.house import House
from tests.web.people import AUDITOR, HDC, OPERATOR, STAFF

ADMIN, USER = "admin@laurel.example", "user@harbor.example"
START = "/procedures/case_note_deletion"
HMIS_ID, DAY = "HX-77310-Q", "2026-02-19"
FACTS = {"stage": "filed", "hmis_id": HMIS_ID, "note_created_on": DAY, "reason": "It stands in the wrong record."}
LISTS = ("/inbox", "/procedures", "/policies/case_note_deletion")


def find_note(house: House, email: str = USER, finder: str = "staff") -> str:
    browser = house.as_(email)
    browser.see(START)
    answers = {"agency": browser.option("Harbor House"), "finder": finder}
    number: str = browser.send(START, answers).location.rsplit("/", 1)[1]
    house.work()
    return number


@pytest.fixture
def number(house: House) -> str:
    """A request that the coordinator has filed."""
    found = find_note(house)
    house.complete(found, "file_request", HDC, FACTS)
    house.work()
    return found


def test_whoever_found_it_is_pointed_to_the_coordinator(house: House) -> None:
    number = find_note(house)
    page = house.as_(USER).see(f"/cases/{number}")
    assert "Your HMIS Data Coordinator has to ask for it" in page
    house.as_(USER).see(f"/tasks/{house.task(number, 'file_request')}", status=403)
    house.as_("director@harbor.example").see(f"/tasks/{house.task(number, 'file_request')}", status=404)


def test_whoever_says_they_are_the_coordinator_cannot_file_either(house: House) -> None:
    number = find_note(house, finder="coordinator")
    house.as_(USER).see(f"/tasks/{house.task(number, 'file_request')}", status=403)


@pytest.mark.parametrize("email", [HDC, ADMIN, USER, OPERATOR, AUDITOR, STAFF])
def test_a73_no_list_holds_the_hmis_id(house: House, number: str, email: str) -> None:
    browser = house.as_(email)
    assert not [place for place in LISTS if HMIS_ID in browser.see(place)]
    if email in (OPERATOR, AUDITOR):
        assert HMIS_ID not in browser.see(f"/cases/{number}")
        assert HMIS_ID not in browser.see("/administration/log")
    if email == OPERATOR:
        assert HMIS_ID not in browser.see("/operator") + browser.see(f"/operator/cases/{number}")


def test_a73_only_those_who_work_on_it_read_the_hmis_id(house: House, number: str) -> None:
    assert HMIS_ID in house.as_(ADMIN).see(f"/cases/{number}")
    assert HMIS_ID in house.as_(HDC).see(f"/cases/{number}")
    assert HMIS_ID not in house.as_(USER).see(f"/cases/{number}")
    house.as_(STAFF).see(f"/cases/{number}", status=404)


def test_a73_neither_mails_nor_events_hold_the_hmis_id(house: House, number: str) -> None:
    house.tell_at_once(ADMIN, HDC)
    house.complete(number, "decide", ADMIN, {"stage": "approved"})
    house.work()
    done = {"stage": "deleted", "deleted_on": "2026-03-02", "evidence": "Ticket 4711"}
    house.complete(number, "delete_note", ADMIN, done)
    house.work()
    with reading(house.database) as session:
        mails = session.scalars(select(OutboxMail)).all()
        told = [str(body) for body in session.scalars(select(Event.body))]
    assert len(mails) > 3
    assert not [text for text in told if HMIS_ID in text or DAY in text]
    assert not [mail for mail in house.mailer.messages if HMIS_ID in str(mail) or DAY in str(mail)]
    for email in (HDC, USER):
        assert "The case note is deleted" in house.as_(email).see(f"/cases/{number}")


def test_the_pages_warn_of_names(house: House) -> None:
    number = find_note(house)
    page = house.as_(HDC).see(f"/tasks/{house.task(number, 'file_request')}")
    assert "Name nobody" in page
    assert "The ID only. No name." in page
