"""Cases of people with accounts: opened for oneself or for somebody else, taken, handed over, withdrawn."""

from __future__ import annotations

import re

from tests.support.statements import statements
from tests.web.house import COMPLAINT, DECISION, Browser, House
from tests.web.people import DIRECTOR, HDC, OPERATOR, STAFF

TARGET = "/administration/settings/agency_grievance/decision_target"


def open_for_harbor_house(house: House, browser: Browser) -> str:
    browser.see("/procedures/agency_grievance")
    own = {"complainant_kind": "agency", "agency": browser.option("Harbor House"), "stage": "informal"}
    answer = browser.send("/procedures/agency_grievance", COMPLAINT | own | {"contact_name": "Tomas Berg"})
    return answer.location.rsplit("/", 1)[1]


def test_somebody_with_an_account_opens_a_case_and_follows_it_on_its_page(house: House) -> None:
    agency = house.as_(HDC)
    assert "Grievance of an agency" in agency.see("/procedures")
    assert 'value="Tomas Berg"' in agency.see("/procedures/agency_grievance")
    number = open_for_harbor_house(house, agency)
    page = agency.see(f"/cases/{number}")
    assert "Harbor House" in page
    assert "Log the conversation" in page
    assert COMPLAINT["complaint"] in page
    assert number in agency.see("/inbox?box=waiting")
    assert "Staff of the HMIS Lead" in agency.page.text


def test_they_withdraw_it_once_however_often_they_click(house: House) -> None:
    agency = house.as_(HDC)
    number = open_for_harbor_house(house, agency)
    agency.see(f"/cases/{number}/withdraw")
    key = agency.hidden("request_key")
    for _click in range(2):
        assert agency.send(f"/cases/{number}/withdraw", {"reason": "Solved."}, key=key).location == f"/cases/{number}"
    assert "Withdrawn by the complainant" in agency.see(f"/cases/{number}")
    agency.see(f"/cases/{number}/withdraw", status=403)


def test_staff_records_a_complaint_for_somebody_without_an_account(house: House) -> None:
    staff = house.as_(STAFF)
    staff.see("/procedures/agency_grievance")
    assert "for somebody who has no account" in staff.page.text
    assert 'value="Omar Reyes"' not in staff.page.text
    assert staff.send("/procedures/agency_grievance", COMPLAINT).location == "/receipt"
    code = re.search(r"<code>([A-Z2-7-]+)</code>", staff.see("/receipt"))
    assert code
    assert "Rosa Lindgren" in house.track(code[1]).see("/track/case")


def test_a_task_is_taken_given_back_and_handed_over_with_a_reason(house: House) -> None:
    number, _code = house.file(stage="informal")
    task, staff, director = house.task(number, "log_conversation"), house.as_(STAFF), house.as_(DIRECTOR)

    staff.see("/inbox?box=groups")
    staff.send(f"/tasks/{task}/claim")
    assert number in staff.see("/inbox")
    assert "Omar Reyes has taken this task" in director.see(f"/tasks/{task}")
    director.send(f"/tasks/{task}/claim", status=409)

    staff.see(f"/tasks/{task}")
    staff.send(f"/tasks/{task}/release")
    assert number in director.see("/inbox?box=groups")

    director.see(f"/tasks/{task}")
    director.send(f"/tasks/{task}/reassign", {"to": director.option("Omar Reyes"), "reason": ""}, status=422)
    assert "Say why" in director.page.text
    reason = "He led the conversation."
    director.send(f"/tasks/{task}/reassign", {"to": director.option("Omar Reyes"), "reason": reason})
    assert number in staff.see("/inbox")
    assert "Handed over: Log the conversation" in staff.see(f"/cases/{number}")


def test_a_later_step_cannot_be_reached_by_its_address(house: House) -> None:
    number, code = house.file()
    decide = house.task(number, "director_decides")
    party = house.track(code)
    party.see(f"/track/tasks/{decide}", status=403)
    party.see("/track/case")
    party.send(f"/track/tasks/{decide}", {"director_acts": "decides"}, status=403)


def test_the_inbox_counts_and_groups(house: House) -> None:
    director = house.as_(DIRECTOR)
    assert "Nothing waits for you alone" in director.see("/inbox")
    numbers = [house.file()[0] for _case in range(2)]
    page = director.see("/inbox?box=groups")
    assert re.search(r'My groups <span class="number">\(2\)</span>', page)
    assert all(number in page for number in numbers)
    assert "No time limit" in page
    director.see("/inbox?box=nonsense", status=404)
    assert "Next page" not in page


def test_the_inbox_says_how_soon(house: House) -> None:
    number, code = house.file()
    house.complete(number, "director_decides", DIRECTOR, DECISION)
    house.appeal(number, code)
    seen = []
    for day, words in ((3, "Due in 34 days"), (31, "Due in 3 days"), (3, "Due today"), (1, "Overdue by 1 day")):
        house.pass_(days=day)
        page = house.as_("abena@dsb.example").see("/inbox?box=groups")
        assert words in page
        seen.append(re.findall(r'<h2 id="group-([a-z_]+)"', page))
    assert seen == [["later"], ["this_week"], ["today"], ["overdue"]]


def test_what_was_done_after_its_date_is_not_called_kept(house: House) -> None:
    operator = house.as_(OPERATOR)
    operator.see(TARGET)
    operator.send(TARGET, {"use": "own", "value": "30", "reason": "The Board asked for answers within a month."})
    (soon, _code), (late, _code) = house.file(), house.file()
    house.complete(soon, "director_decides", DIRECTOR, DECISION)
    house.pass_(days=31)
    house.work()
    house.complete(late, "director_decides", DIRECTOR, DECISION)
    director = house.as_(DIRECTOR)
    assert re.search("Kept: <time[^>]+>Wed, Apr 1<", director.see(f"/cases/{soon}"))
    page = director.see(f"/cases/{late}")
    assert re.search("Missed: <time[^>]+>Wed, Apr 1<", page)
    assert "Kept:" not in page


def test_the_diagram_is_the_version_the_case_runs_on(house: House) -> None:
    number, _code = house.file()
    director = house.as_(DIRECTOR)
    page = director.see(f"/cases/{number}")
    assert 'data-now="director_decides"' in page
    drawing = director.see(f"/cases/{number}/diagram.bpmn")
    assert 'id="director_decides"' in drawing
    assert director.page.mimetype == "application/xml"


def test_a_longer_inbox_takes_no_more_statements(house: House) -> None:
    director = house.as_(DIRECTOR)
    house.file()
    director.see("/inbox?box=groups")
    with statements(house.database) as few:
        director.see("/inbox?box=groups")
    for _case in range(5):
        house.file()
    with statements(house.database) as many:
        director.see("/inbox?box=groups")
    assert 0 < len(many) == len(few) <= 8
