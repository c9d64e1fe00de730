"""What is typed on a task's form and put off: there on return, for its writer alone, whatever happened meanwhile."""

from __future__ import annotations

import re
from html import unescape
from uuid import UUID

import pytest
from sqlalchemy import func, select

from ombud.storage.directory import Person
from ombud.storage.drafts import Draft
from ombud.storage.session import reading, unit_of_work
from ombud.workflows import drafts
from ombud.workflows.actors import OPERATOR, person
from ombud.workflows.checklists import published
from ombud.workflows.checklists.values import Item
from ombud.workflows.drafts import OfTask, Written
from tests.support.statements import statements
from tests.web.house import Browser, House
from tests.web.people import DIRECTOR, STAFF
from tests.web.test_annual_certification import HDC, opened, ticked

SECRET = "Zebulon Quist, by the river:\r\n“Ñandú”, <b>100 %</b> & {{ 7 }}"


def kept(page: str) -> dict[str, str]:
    """What a page says was answered, by question."""
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page, re.S)
    return {unescape(name): unescape(re.sub(r"<[^>]*>", "", value)).strip() for name, value in found}


def typed(page: str, name: str) -> str:
    """What stands in a text or a line of a page."""
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\r?\n(.*?)</textarea>', page, re.S)
    found = found or re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page)
    assert found, name
    return unescape(found[1])


def put_off(browser: Browser, address: str, **answers: object) -> str:
    browser.see(address)
    return str(browser.send(f"{address}/draft", answers).location)


def drafts_kept(house: House) -> int:
    with reading(house.database) as session:
        return session.scalar(select(func.count()).select_from(Draft)) or 0


def test_with_an_account_it_is_there_on_another_browser(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    number, _code = house.file()
    address = f"/tasks/{house.task(number, 'director_decides')}"
    director = house.as_(DIRECTOR)
    assert put_off(director, address, director_acts="decides", decision=SECRET, file="x") == "/inbox"
    assert "Saved: Decide on the complaint" in director.see("/inbox")
    house.pass_(days=2)
    page = house.as_(DIRECTOR).see(address)
    assert typed(page, "decision") == SECRET.replace("\r\n", "\n")
    assert re.search(r'value="decides"[^>]*checked|checked[^>]*value="decides"', page)
    assert re.search(r"You go on where you left it on <time[^>]*>Mon, Mar 2, 10:00 AM</time>", page)
    assert "Zebulon" not in "".join(capsys.readouterr())


def test_by_code_it_is_there_the_next_time(house: House) -> None:
    number, code = house.file()
    house.complete(
        number, "director_decides", DIRECTOR, {"director_acts": "decides", "decision": "No.", "reasons": "x"}
    )
    address = f"/track/tasks/{house.task(number, 'answer_decision')}"
    party = house.track(code)
    assert put_off(party, address, stage="appealed", grounds=SECRET) == "/track/case"
    assert "Saved: " in party.see("/track/case")
    page = house.track(code).see(address)
    assert typed(page, "grounds") == SECRET.replace("\r\n", "\n")
    assert typed(house.track(code).see(address), "request_key") != typed(page, "request_key")


def test_a_script_is_told_when_it_was_saved(house: House) -> None:
    number, _code = house.file()
    address = f"/tasks/{house.task(number, 'director_decides')}"
    director = house.as_(DIRECTOR)
    director.see(address)
    secrets = {name: director.hidden(name) for name in ("csrf_token", "request_key")}
    told = director.post(f"{address}/draft", data={"decision": "Hm."} | secrets, headers={"Accept": "application/json"})
    assert (told.status_code, told.json) == (200, {"saved": "Saved 10:00 AM"})
    assert "data-flash" not in director.see("/inbox")
    without = director.post(f"{address}/draft", data={"decision": "Hm."}, headers={"Accept": "application/json"})
    assert without.status_code == 400  # not from a page of ours


def test_nobody_else_sees_it(house: House) -> None:
    number, _code = house.file(stage="informal")
    address = f"/tasks/{house.task(number, 'log_conversation')}"
    staff, director = house.as_(STAFF), house.as_(DIRECTOR)
    put_off(staff, address, summary=SECRET)
    assert "Zebulon" not in director.see(address)  # who could do it too
    assert "In progress" in staff.see("/inbox?box=groups")
    assert "In progress" not in director.see("/inbox?box=groups")
    assert drafts_kept(house) == 1


def test_somebody_else_takes_the_task_meanwhile_and_nothing_is_lost(house: House) -> None:
    number, _code = house.file(stage="informal")
    address, staff, other = f"/tasks/{house.task(number, 'log_conversation')}", house.as_(STAFF), house.as_(DIRECTOR)
    staff.see(address)
    other.see(address)
    other.send(f"{address}/claim")
    assert staff.send(f"{address}/draft", {"summary": "They called back.", "held_on": "not a day"}).location == address
    page = staff.see(address)
    assert "Somebody else has this task now. What you typed is kept" in page
    assert kept(page)["What was said and agreed?"] == "They called back."
    assert "They called back." not in other.see(address)
    other.send(f"{address}/release")
    page = staff.see(address)
    assert typed(page, "summary") == "They called back."
    assert typed(page, "held_on") == "not a day"


def test_it_is_too_late_for_a_task_that_is_done_and_the_text_is_shown(house: House) -> None:
    number, _code = house.file(stage="informal")
    task = house.task(number, "log_conversation")
    staff = house.as_(STAFF)
    staff.see(f"/tasks/{task}")
    log = {"held_on": "2026-03-01", "parties": "Rosa", "stage": "settled", "summary": "Done."}
    house.complete(number, "log_conversation", DIRECTOR, log | {"staff": staff.option("Dana Whitfield")})
    answer = staff.send(f"/tasks/{task}/draft", {"summary": "They called back."}, status=409)
    assert "They called back." in answer.text
    assert drafts_kept(house) == 0


def test_a_draft_of_an_older_form_shows_what_fits_and_says_what_does_not(house: House) -> None:
    number, _code = house.file()
    task, director = house.task(number, "director_decides"), house.as_(DIRECTOR)
    with unit_of_work(house.database) as session:
        by = person(session.scalars(select(Person.id).where(Person.email == DIRECTOR)).one())
        values = {"decision": ["It stands."], "gone": ["It was seen."], "director_acts": ["perhaps"]}
        words = {"gone": "What was seen?", "director_acts": "Do you decide?", "director_acts:perhaps": "Perhaps"}
        drafts.keep(session, house.office, OfTask(UUID(task)), Written(values, words), by=by, at=house.at)
    page = director.see(f"/tasks/{task}")
    assert typed(page, "decision") == "It stands."
    assert "Some of what you had saved does not fit any more" in page
    assert kept(page)["What was seen?"] == "It was seen."
    assert kept(page)["Do you decide?"] == "Perhaps"


def test_of_a_list_that_is_replaced_meanwhile_nothing_stays_ticked(house: House) -> None:
    house.work()
    number, hdc = opened(house, 2027), house.as_(HDC)
    address = f"/tasks/{house.task(number, 'exhibit_a')}"
    answers = {
        "version": "0",
        "administrative": ["hdc_appointed"],
        "confirmed": "y",
        "evidence.hdc_appointed": "Letter",
    }
    put_off(hdc, address, **answers)
    assert ticked(hdc.see(f"{address}?all=1")) == ["hdc_appointed"]
    with unit_of_work(house.database) as session:
        there = {item.id: item for item in published.current(session, house.office, "exhibit_a", at=house.at).items}
        items = [there["hdc_appointed"], Item("new_one", "There is a plan.", origin="DSB")]
        published.publish(
            session, house.office, "exhibit_a", items=items, origin="Exhibit A of 2028", official=True,
            reason="The official text", seen=0, by=OPERATOR, at=house.at,
        )  # fmt: skip
    page = hdc.see(f"{address}?all=1")
    assert "The list was replaced meanwhile" in page
    assert ticked(page) == []
    assert typed(page, "evidence.hdc_appointed") == "Letter"
    part = f"{address}/answer/administrative.2"
    assert 'name="version" value="1"' in hdc.see(part)
    hdc.send(part, {"version": "1", "administrative": "new_one"})
    page = hdc.see(f"{address}?all=1")
    assert "The list was replaced meanwhile" not in page
    assert ticked(page) == ["new_one"]


def test_handing_the_task_over_says_that_a_draft_is_not_handed_on(house: House) -> None:
    number, _code = house.file(stage="informal")
    address, staff = f"/tasks/{house.task(number, 'log_conversation')}", house.as_(STAFF)
    put_off(staff, address, summary="They called back.")
    page = staff.see(address)
    assert "What you have saved is not handed over" in page
    staff.send(f"{address}/reassign", {"to": staff.option("Dana Whitfield"), "reason": "I am away."})
    assert drafts_kept(house) == 0


def test_without_an_account_a_form_that_opens_a_case_is_kept_nowhere_and_says_so(house: House) -> None:
    browser = house.browser()
    assert "This page keeps nothing until you send it" in browser.see("/file/agency_grievance")
    assert "data-draft" not in browser.page.text


def test_how_much_is_asked_of_the_database(house: House) -> None:
    """No more with a draft than without, and a few statements to keep one."""
    number, _code = house.file()
    address, director = f"/tasks/{house.task(number, 'director_decides')}", house.as_(DIRECTOR)
    director.see(address)
    with statements(house.database) as without:
        director.see(address)
    with statements(house.database) as keeping:
        director.send(f"{address}/draft", {"decision": "Hm."})
    director.see("/inbox")
    with statements(house.database) as with_draft:
        director.see(address)
    assert len(with_draft) == len(without) <= 24, "\n".join(without)
    assert len(keeping) <= len(without) + 5, "\n".join(keeping)
