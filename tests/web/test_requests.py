"""What holds for every request: its token and key, its headers, its errors, its address."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from ombud.storage.cases import Submission
from ombud.storage.session import reading
from tests.web.house import APPEAL, COMPLAINT, DECISION, PASSWORD, House
from tests.web.people import DIRECTOR


def test_a_form_without_its_token_is_refused(house: House) -> None:
    browser = house.browser()
    browser.see("/file/agency_grievance")
    answer = browser.post("/file/agency_grievance", data=COMPLAINT | {"request_key": browser.hidden("request_key")})
    assert answer.status_code == 400
    assert "Open it again" in answer.text


def test_a_form_without_its_key_is_refused(house: House) -> None:
    browser = house.browser()
    browser.see("/file/agency_grievance")
    answer = browser.post("/file/agency_grievance", data=COMPLAINT | {"csrf_token": browser.hidden("csrf_token")})
    assert answer.status_code == 422
    assert "without its key" in answer.text


def test_every_form_that_changes_something_carries_both(house: House) -> None:
    number, _code = house.file()
    director = house.as_(DIRECTOR)
    task = house.task(number, "director_decides")
    pages = [director.see(path) for path in ("/account", "/inbox?box=groups", f"/tasks/{task}", f"/cases/{number}")]
    pages += [house.browser().see(path) for path in ("/", "/sign-in", "/track", "/file/client_grievance")]
    for page in pages:
        for form in re.findall(r'<form\b(?![^>]*method="get")[^>]*>.*?</form>', page, re.S):
            assert 'name="csrf_token"' in form
            assert 'name="request_key"' in form


def test_a_double_click_is_one_completion(house: House) -> None:
    number, _code = house.file()
    director, task = house.as_(DIRECTOR), house.task(number, "director_decides")
    director.see(f"/tasks/{task}")
    key = director.hidden("request_key")
    first = director.send(f"/tasks/{task}/complete", DECISION, key=key)
    second = director.send(f"/tasks/{task}/complete", DECISION, key=key)
    assert first.location == second.location
    with reading(house.database) as session:
        assert session.scalar(select(func.count()).where(Submission.element == "director_decides")) == 1


def test_two_people_at_once_one_is_told_and_keeps_the_text(house: House) -> None:
    """The members of the subcommittee share a task."""
    number, code = house.file()
    house.complete(number, "director_decides", DIRECTOR, DECISION)
    house.appeal(number, code)
    hearing = house.task(number, "subcommittee_hears")
    members = [house.as_(f"{name}@dsb.example") for name in ("abena", "bruno", "carol", "dmitri")]
    forms = []
    for number_, member in enumerate(members):
        member.see(f"/tasks/{hearing}")
        secrets = {"csrf_token": member.hidden("csrf_token"), "request_key": member.hidden("request_key")}
        ruling = {"decided_on": "2026-03-02", "appeal_outcome": "varied", "votes_counted": f"As member {number_} says"}
        forms.append(ruling | secrets)
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda m, f: m.post(f"/tasks/{hearing}/complete", data=f), members, forms))
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]
    for answer, form in zip(answers, forms, strict=True):
        if answer.status_code == 409:
            assert form["votes_counted"] in answer.text
            assert "Nothing was sent" in answer.text
            assert "<title>Error: " in answer.text


def test_a_mistake_keeps_what_was_typed_and_says_what_to_do(house: House) -> None:
    browser = house.browser()
    browser.see("/file/agency_grievance")
    browser.send("/file/agency_grievance", COMPLAINT | {"contact_email": "rosa at willow"}, status=422)
    page = browser.page.text
    assert COMPLAINT["complaint"] in page
    assert "<title>Error: " in page
    assert 'href="#contact_email"' in page
    assert 'aria-describedby="contact_email-error"' in page
    assert "name@agency.org" in page


def test_a_program_that_fills_in_everything_is_refused(house: House) -> None:
    browser = house.browser()
    browser.see("/file/agency_grievance")
    browser.send("/file/agency_grievance", COMPLAINT | {"website": "http://spam.example"}, status=422)
    assert COMPLAINT["complaint"] in browser.page.text


def test_filing_too_often_is_slowed_and_keeps_the_text(house: House) -> None:
    browser = house.browser()
    for _time in range(20):
        house.file(browser)
    browser.see("/file/agency_grievance")
    browser.send("/file/agency_grievance", COMPLAINT, status=429)
    assert COMPLAINT["complaint"] in browser.page.text


def test_wrong_codes_are_slowed_and_a_right_one_always_opens(house: House) -> None:
    _number, code = house.file()
    browser = house.browser()
    browser.see("/track")
    for _try in range(10):
        browser.send("/track", {"code": "AAAA-BBBB-CCCC"}, status=422)
    browser.send("/track", {"code": "AAAA-BBBB-CCCC"}, status=429)
    browser = house.browser()
    browser.see("/track")
    browser.send("/track", {"code": code.replace("-", " ").lower()})
    browser.see("/track/case")


def test_a_code_closes_again_after_a_while_and_on_leaving(house: House) -> None:
    _number, code = house.file()
    browser = house.track(code)
    browser.send("/track/leave")
    assert browser.get("/track/case").location == "/track"
    again = house.track(code)
    house.pass_(minutes=61)
    assert again.get("/track/case").location == "/track"


def test_cookies_are_not_for_scripts_and_hold_nothing_personal(house: House) -> None:
    browser = house.browser()
    browser.see("/sign-in")
    set_cookies = browser.send("/sign-in", {"email": DIRECTOR, "password": PASSWORD}).headers.getlist("Set-Cookie")
    assert set_cookies
    for cookie in set_cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
    for signed_in in (browser, house.as_(DIRECTOR)):
        with signed_in.session_transaction() as kept:
            assert set(kept) <= {"_user_id", "_fresh", "_id", "csrf_token"}, "ids and tokens, and no name"


def test_an_error_shows_an_id_and_no_trace(own_application: House, caplog: pytest.LogCaptureFixture) -> None:
    secret = "Rosa’s secret\nlevel=info all is well"

    @own_application.app.get("/break")
    def breaking() -> str:
        raise ValueError(secret)

    answer = own_application.browser().get("/break")
    error_id = re.search(r'class="code">([0-9a-f]{8})<', answer.text)
    assert answer.status_code == 500
    assert error_id
    assert "ValueError" not in answer.text
    assert "Traceback" not in answer.text
    assert error_id[1] in caplog.text
    assert "Rosa" not in caplog.text


def test_unknown_pages_and_methods_are_pages_too(house: House) -> None:
    assert "no such page" in house.browser().see("/nowhere", status=404)
    assert house.browser().post("/healthz").status_code in (400, 405, 422)


def test_whoever_was_away_too_long_is_shown_what_they_wrote(house: House) -> None:
    number, code = house.file()
    director, task = house.as_(DIRECTOR), house.task(number, "director_decides")
    director.see(f"/tasks/{task}")
    house.pass_(minutes=61)
    director.send(f"/tasks/{task}/complete", DECISION, status=401)
    assert DECISION["reasons"] in director.page.text
    assert 'href="/sign-in"' in director.page.text

    house.complete(number, "director_decides", DIRECTOR, DECISION)
    party, answer = house.track(code), house.task(number, "answer_decision")
    party.see(f"/track/tasks/{answer}")
    house.pass_(minutes=61)
    party.send(f"/track/tasks/{answer}", APPEAL, status=401)
    assert APPEAL["grounds"] in party.page.text


def test_a_stale_page_gives_back_what_was_written_but_no_password(house: House) -> None:
    browser = house.browser()
    browser.see("/sign-in")
    stale = {"csrf_token": "stale", "request_key": browser.hidden("request_key")}
    answer = browser.post("/file/agency_grievance", data=COMPLAINT | stale)
    assert answer.status_code == 400
    assert COMPLAINT["complaint"] in answer.text
    answer = browser.post("/sign-in", data={"email": DIRECTOR, "password": "my real password"} | stale)
    assert "my real password" not in answer.text
