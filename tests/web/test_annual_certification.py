"""Exhibit A on its page: last year's answers stand in it, to be confirmed, for those who may read them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from ombud.storage.cases import Case
from ombud.storage.directory import Organisation
from ombud.storage.session import reading, unit_of_work
from ombud.workflows import rewind
from ombud.workflows.actors import OPERATOR
from ombud.workflows.checklists import published
from ombud.workflows.checklists.values import Item
from tests.web.house import Browser, House
from tests.web.offices import ORGANISATIONS, organisation
from tests.web.people import OPERATOR as OPERATOR_ACCOUNT

HDC, SECURITY, DIRECTOR = "hdc@harbor.example", "security@harbor.example", "director@harbor.example"
ADMINISTRATOR = "admin@laurel.example"
ANSWERS: dict[str, Any] = {
    "version": "0",
    "hipaa_covered": "no",
    "administrative": ["hdc_appointed", "policies_accepted"],
    "evidence": "Letter of appointment of 4 January.",
    "gaps": "The rest is being looked at.",
    "confirmed": "y",
}

EXHIBIT_B: dict[str, Any] = {
    "version": "0",
    "coordinator": "Nadia Karimi",
    "coordinator_email": SECURITY,
    "security": [],
    "gaps": "All of it is being looked at.",
    "confirmed": "y",
}


def opened(house: House, year: int) -> str:
    """The number of Harbor House's case of a year, on the first day of it."""
    house.at = datetime(year, 1, 1, 15, tzinfo=UTC)
    house.work()
    with reading(house.database) as session:
        mine = select(Case.number).join(Organisation).where(Organisation.name == "Harbor House")
        return session.scalars(mine.where(Case.number.startswith(f"CER-{year}-"))).one()


def exhibit(house: House, number: str, browser: Browser) -> str:
    """The page with all of its questions."""
    return browser.see(f"/tasks/{house.task(number, 'exhibit_a')}?all=1")


def ticked(page: str) -> list[str]:
    boxes = re.findall(r"<input[^>]*name=\"administrative\"[^>]*>", page)
    assert boxes
    return [found[1] for box in boxes if "checked" in box and (found := re.search(r'value="([^"]+)"', box))]


def test_last_years_answers_are_carried_forward_to_be_confirmed(house: House) -> None:
    house.work()
    number, hdc = opened(house, 2027), house.as_(HDC)
    page = exhibit(house, number, hdc)
    assert "Filled in with the answers" not in page
    assert ticked(page) == []
    assert "stand-in, not the official checklist" in page
    hdc.send(f"/tasks/{house.task(number, 'exhibit_a')}/complete", ANSWERS)
    said = hdc.see(f"/cases/{number}")
    assert "The agency has one HMIS Data Coordinator (HDC)" in said
    assert "Not confirmed: Which statements hold?" in said
    later = opened(house, 2028)
    page = exhibit(house, later, house.as_(HDC))
    assert f"Filled in with the answers of case {number}" in page
    assert ticked(page) == ["hdc_appointed", "policies_accepted"]
    assert "Letter of appointment of 4 January." in page
    assert not re.search(r'name="confirmed"[^>]*checked|checked[^>]*name="confirmed"', page)  # looked at anew


def test_what_the_list_asks_anew_is_not_confirmed_by_last_years_answers(house: House) -> None:
    house.work()
    house.complete(opened(house, 2027), "exhibit_a", HDC, ANSWERS)
    with unit_of_work(house.database) as session:
        there = {item.id: item for item in published.current(session, house.office, "exhibit_a", at=house.at).items}
        items = [
            Item("hdc_appointed", "There are two HDCs.", cites=("P107-a",)),
            there["policies_accepted"],
            Item("new_one", "There is a plan.", origin="DSB"),
        ]
        told: dict[str, Any] = {
            "origin": "Exhibit A of 2028",
            "official": True,
            "reason": "The official text",
            "seen": 0,
        }
        published.publish(session, house.office, "exhibit_a", items=items, by=OPERATOR, at=house.at, **told)
    number, hdc = opened(house, 2028), house.as_(HDC)
    page = exhibit(house, number, hdc)
    assert ticked(page) == ["policies_accepted"]  # nobody has confirmed that there are two
    assert "There are two HDCs." in page
    assert "There is a plan." in page
    assert "version 1: Exhibit A of 2028" in page
    task = f"/tasks/{house.task(number, 'exhibit_a')}"
    old = ANSWERS | {"administrative": ["hdc_appointed"]}
    hdc.send(f"{task}/complete", old, status=422)  # the list was another one
    page = hdc.page.text
    assert ticked(page) == [], "what was ticked answered other words"
    assert "There are two HDCs." in page
    assert "none of them ticked" in page
    assert ANSWERS["evidence"] in page
    assert ANSWERS["gaps"] in page
    assert not re.search(r'name="confirmed"[^>]*checked|checked[^>]*name="confirmed"', page)
    assert 'value="1" selected' in page or 'selected value="1"' in page, "the new list is the one that is answered now"
    hdc.send(f"{task}/complete", old | {"version": "1"})


def test_another_agencys_answers_are_not_carried(house: House) -> None:
    house.work()
    house.complete(opened(house, 2027), "exhibit_a", HDC, ANSWERS)
    opened(house, 2028)
    with reading(house.database) as session:
        elm = select(Case.number).join(Organisation).where(Organisation.name == "Elm Street Shelter")
        number = session.scalars(elm.where(Case.number.startswith("CER-2028-"))).one()
    assert "Filled in with the answers" not in exhibit(house, number, house.as_("hdc@elm.example"))


def asked_of_hipaa(page: str) -> list[str]:
    question = re.search(r'<select[^>]*name="hipaa_covered".*?</select>', page, re.S)
    assert question
    return re.findall(r'<option[^>]*value="([^"]*)"', question[0])


def test_what_is_declared_of_hipaa_is_asked_until_it_is_certified(house: House) -> None:
    house.work()
    number = opened(house, 2027)
    assert asked_of_hipaa(exhibit(house, number, house.as_(HDC))) == ["", "yes", "no", "unsure"]
    house.complete(number, "exhibit_a", HDC, ANSWERS)
    house.complete(number, "exhibit_b", SECURITY, EXHIBIT_B)
    assert page_of_harbor(house).count("Not known") == 1  # nobody has certified it yet
    house.complete(number, "certify", DIRECTOR, {"stage": "certified"})
    page = page_of_harbor(house)
    assert re.search(r'Recorded on <time datetime="2027-01-01">', page)
    assert f"certified in case {number}" in page
    later = exhibit(house, opened(house, 2028), house.as_(HDC))
    assert asked_of_hipaa(later) == ["no"]
    assert "No, as declared on January 1, 2027" in later


def test_day_45_is_chosen_unless_the_administrator_chooses_another_day_of_the_range(house: House) -> None:
    """A20: the range is not a deadline, and its first day is the default."""
    house.work()
    number = opened(house, 2027)
    house.complete(number, "exhibit_a", HDC, ANSWERS)
    house.complete(number, "exhibit_b", SECURITY, EXHIBIT_B)
    house.complete(number, "certify", DIRECTOR, {"stage": "certified"})
    page = house.as_(ADMINISTRATOR).see(f"/tasks/{house.task(number, 'recommend')}")
    question = re.findall(r'<select[^>]*name="remediate_by".*?</select>', page, re.DOTALL)[0]
    days = re.findall(r'<option[^>]*value="([^"]*)"', question)
    assert (days[0], days[-1], len(days)) == ("2027-02-15", "2027-03-02", 16)
    assert "February 15, 2027 (day 45)" in question
    assert not re.search(r'<option selected[^>]*value="2027-(?!02-15)', question)


def test_a_certification_that_is_taken_back_takes_back_what_it_declared(house: House) -> None:
    house.work()
    number = opened(house, 2027)
    house.complete(number, "exhibit_a", HDC, ANSWERS)
    house.complete(number, "exhibit_b", SECURITY, EXHIBIT_B)
    house.complete(number, "certify", DIRECTOR, {"stage": "certified"})
    with unit_of_work(house.database) as session:
        case_id = session.scalars(select(Case.id).where(Case.number == number)).one()
        rewind.undo(session, house.office, case_id, reason="A slip.", by=OPERATOR, at=house.at)
    assert page_of_harbor(house).count("Not known") == 1
    house.complete(number, "certify", DIRECTOR, {"stage": "certified"})
    assert f"certified in case {number}" in page_of_harbor(house)


def test_the_office_records_what_an_agency_has_declared(house: House) -> None:
    house.work()
    office, path = house.as_(OPERATOR_ACCOUNT), f"{ORGANISATIONS}/{organisation(house, 'Harbor House')}/edit"
    assert "Is the agency a covered entity under HIPAA?" in office.see(path)
    facts = {
        "name": "Harbor House",
        "kind": "agency",
        "participation": "participating",
        "declared_hipaa_covered": "yes",
    }
    office.send(path, facts | {"shown": office.hidden("shown")})
    assert "Recorded on" in page_of_harbor(house)
    assert asked_of_hipaa(exhibit(house, opened(house, 2027), house.as_(HDC))) == ["yes"]


def page_of_harbor(house: House) -> str:
    page = house.as_(OPERATOR_ACCOUNT).see(f"{ORGANISATIONS}/{organisation(house, 'Harbor House')}")
    return page[page.index("Is the agency a covered entity under HIPAA?") :]
