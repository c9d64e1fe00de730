"""A security incident on the pages of those it concerns: when it was discovered, and how long the first notice took."""

from __future__ import annotations

from sqlalchemy import select

from ombud.storage.letters import Letter
from ombud.storage.session import reading
from tests.support.pdf import text_of
from tests.web.house import House
from tests.web.people import DIRECTOR

HDC, USER, OFFICER = "hdc@harbor.example", "user@harbor.example", "security@lead.example"
START = "/procedures/security_incident"
TOOK = "From the discovery to the first notice"

ALERT = {
    "kind": "confidentiality",
    "discovered_at": "2026-03-02T08:10",
    "place": "agency",
    "tell_agency": "yes",
    "what_happened": "A screen with a list of clients stood open at the front desk.",
    "done_so_far": "The screen was locked.",
}
CALLED = {"way": "told", "told_at": "2026-03-02T09:35", "told_by": "telephone", "caller_listed": "yes"}


def sent(house: House, email: str, **changes: str) -> str:
    browser = house.as_(email)
    browser.see(START)
    answers = ALERT | {"agency": browser.option("Harbor House")} | changes
    if changes.get("caller_listed") == "yes":
        answers["caller"] = browser.option("Leo Park (Harbor House)")
    return str(browser.send(START, answers).location.rsplit("/", 1)[1])


def report(house: House, email: str, **changes: str) -> str:
    number = sent(house, email, **changes)
    house.work()
    return number


def test_the_form_asks_for_the_time_of_day(house: House) -> None:
    page = house.as_(HDC).see(START)
    assert 'type="datetime-local"' in page
    assert "Not in the manual" not in page


def test_what_cannot_be_withdrawn_says_so_before_it_is_sent_and_how_a_mistake_is_told_after(house: House) -> None:
    assert "It cannot be withdrawn once it is sent." in house.as_(HDC).see(START)
    number = report(house, HDC, way="form")
    assert "Is something wrong in what you sent?" in house.as_(HDC).see(f"/cases/{number}")
    assert "Is something wrong in what you sent?" not in house.as_(OFFICER).see(f"/cases/{number}")


def test_what_can_be_withdrawn_says_nothing_of_the_kind(house: House) -> None:
    assert "It cannot be withdrawn" not in house.browser().see("/file/agency_grievance")
    _number, code = house.file()
    page = house.track(code).see("/track/case")
    assert "Withdraw" in page
    assert "It cannot be withdrawn" not in page


def test_the_time_from_the_discovery_to_the_first_notice_is_shown(house: House) -> None:
    number = report(house, HDC, way="form")
    page = house.as_(OFFICER).see(f"/cases/{number}")
    assert TOOK in page
    assert "1 hour 50 minutes" in page
    assert "Mon, Mar 2, 8:10 AM" in page


def test_right_after_it_is_sent_the_first_notice_is_being_made(house: House) -> None:
    number = sent(house, HDC, way="form")
    page = house.as_(HDC).see(f"/cases/{number}")
    assert f"{TOOK}</strong>: is being made" in page
    assert "A letter is being made." in page
    assert "No letter has been issued yet" not in page
    house.work()
    assert "being made" not in house.as_(HDC).see(f"/cases/{number}")


def test_a_call_counts_as_the_first_notice_and_the_form_is_due_at_the_discovery(house: House) -> None:
    number = report(house, DIRECTOR, **CALLED)
    page = house.as_(DIRECTOR).see(f"/cases/{number}")
    assert "1 hour 25 minutes" in page
    assert "at the same time of day" in page
    filed = {"what_happened": "A screen stood open.", "done_so_far": "It was locked."}
    house.complete(number, "file_form", USER, filed)
    assert "1 hour 25 minutes" in house.as_(DIRECTOR).see(f"/cases/{number}")


def test_a_notice_before_the_discovery_is_no_answer(house: House) -> None:
    browser = house.as_(DIRECTOR)
    browser.see(START)
    answers = ALERT | CALLED | {"agency": browser.option("Harbor House"), "told_at": "2026-03-02T08:09"}
    answers["caller"] = browser.option("Leo Park (Harbor House)")
    browser.send(START, answers, status=422)
    assert "This is before the discovery." in browser.page.text
    assert 'value="2026-03-02T08:10"' in browser.page.text


def test_a_hold_is_offered_only_once_the_office_has_set_its_days(house: House) -> None:
    number = report(house, HDC, way="form")
    officer = house.as_(OFFICER)
    page = officer.see(f"/tasks/{house.task(number, 'look')}")
    assert "Not in the manual: is somebody" in page
    assert "(day " not in page


def test_the_answer_asks_to_pass_it_on_to_a_caller_who_is_not_listed(house: House) -> None:
    told = {**CALLED, "caller_listed": "no", "caller_name": "Rosa Lind, 555-0100"}
    number = report(house, DIRECTOR, **told)
    house.complete(number, "look", OFFICER, {"breach": "no", "first_look": "One screen."})
    answered = {"result": "answered", "answer": "The screen locks now.", "measures": "The lock was set."}
    house.complete(number, "respond", OFFICER, answered)
    house.complete(number, "join", DIRECTOR, {"agreement": "joined"})
    house.work()
    with reading(house.database) as session:
        letter = session.scalars(select(Letter.id).where(Letter.name == "answer")).one()
    words = text_of(house.as_(DIRECTOR).get(f"/cases/{number}/letters/{letter}.pdf").data)
    assert "please pass this answer on to them" in words
    assert "Rosa Lind, 555-0100" in words
