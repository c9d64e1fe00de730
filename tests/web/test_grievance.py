"""A grievance from the public form to the end, as its people see it on their pages."""

from __future__ import annotations

import re
from pathlib import Path

from ombud.webapp.accounts.throttle import FREE_TRIES
from tests.web.house import APPEAL, COMPLAINT, DECISION, House, build_house
from tests.web.people import DIRECTOR, MEMBER


def test_a_complaint_without_an_account_goes_from_the_form_to_the_appeal(house: House) -> None:
    number, code = house.file()
    house.work()

    rosa = house.track(code)
    assert "Director of HMIS and Strategic Analysis" in rosa.see("/track/case")

    director = house.as_(DIRECTOR)
    assert "Decide on the complaint" in director.see("/inbox?box=groups")
    task = house.task(number, "director_decides")
    assert "refused without a reason" in director.see(f"/tasks/{task}")
    assert "P114-j" in director.page.text
    director.send(f"/tasks/{task}/complete", DECISION)
    assert number in director.see("/inbox?box=done")
    house.work()

    assert "Decision on your complaint" in rosa.see("/track/case")
    answer = house.task(number, "answer_decision")
    rosa.see(f"/track/tasks/{answer}")
    rosa.send(f"/track/tasks/{answer}", APPEAL)
    assert "Grievance subcommittee" in rosa.see("/track/case")
    assert "Apr 8" in rosa.page.text
    house.work()

    member = house.as_(MEMBER)
    assert "Due in 37 days" in member.see("/inbox?box=groups")
    assert 'Filed on <time datetime="2026-03-02">Mon, Mar 2</time>' in member.see(f"/cases/{number}")


def test_the_code_is_shown_once(house: House) -> None:
    browser = house.browser()
    _number, code = house.file(browser)
    assert code not in browser.see("/receipt")
    assert "shown already" in browser.page.text


def test_a_double_click_files_once_and_shows_the_same_code(house: House) -> None:
    browser = house.browser()
    browser.see("/file/agency_grievance")
    key, codes = browser.hidden("request_key"), []
    for _click in range(2):
        browser.see("/file/agency_grievance")
        browser.send("/file/agency_grievance", COMPLAINT, key=key)
        codes += re.findall(r"<code>([A-Z2-7-]+)</code>", browser.see("/receipt"))
    assert len(codes) == 2
    assert codes[0] == codes[1]
    assert "GRV-2026-0002" not in house.as_(DIRECTOR).see("/inbox?box=groups")


def test_the_pages_work_on_postgresql_too(tmp_path: Path, postgres_url: str) -> None:
    house = build_house(tmp_path, url=postgres_url)
    number, code = house.file()
    guesser = house.browser()
    for _try in range(FREE_TRIES):
        guesser.sign_in(DIRECTOR, "guess", status=422)
    guesser.sign_in(DIRECTOR, "guess", status=429)
    house.pass_(minutes=10)
    director, task = house.as_(DIRECTOR), house.task(number, "director_decides")
    director.see("/inbox?box=groups")
    assert number in director.page.text
    director.see(f"/tasks/{task}")
    key = director.hidden("request_key")
    for _click in range(2):
        director.send(f"/tasks/{task}/complete", DECISION, key=key)
    house.work()
    for path in (f"/cases/{number}", "/inbox?box=waiting", "/inbox?box=done"):
        assert number in director.see(path)
    assert "Decision on your complaint" in house.track(code).see("/track/case")
    assert number in house.as_("operator@ombud.example").see(f"/cases/{number}")
    house.database.close()


def test_a_party_is_told_who_reads_its_message_now(house: House) -> None:
    _number, code = house.file()
    page = house.track(code).see("/track/case").split('id="messages"')[1]
    assert "At the moment these are: Director of HMIS and Strategic Analysis." in page
    assert "The other side" not in page
