"""Exhibit A on its page: last year's answers stand in it, to be confirmed, for those who may read them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from ombud.storage.cases import Case
from ombud.storage.directory import Organisation
from ombud.storage.session import reading, unit_of_work
from ombud.workflows.actors import OPERATOR
from ombud.workflows.checklists import published
from ombud.workflows.checklists.values import Item
from tests.web.house import Browser, House

HDC = "hdc@harbor.example"
ANSWERS: dict[str, Any] = {
    "version": "0",
    "hipaa_covered": "no",
    "administrative": ["hdc_appointed", "policies_accepted"],
    "evidence": "Letter of appointment of 4 January.",
    "gaps": "The rest is being looked at.",
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
    return browser.see(f"/tasks/{house.task(number, 'exhibit_a')}")


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
    old = ANSWERS | {"administrative": ["hdc_appointed"]}
    hdc.send(f"/tasks/{house.task(number, 'exhibit_a')}/complete", old, status=422)  # the list was another one


def test_another_agencys_answers_are_not_carried(house: House) -> None:
    house.work()
    house.complete(opened(house, 2027), "exhibit_a", HDC, ANSWERS)
    opened(house, 2028)
    with reading(house.database) as session:
        elm = select(Case.number).join(Organisation).where(Organisation.name == "Elm Street Shelter")
        number = session.scalars(elm.where(Case.number.startswith("CER-2028-"))).one()
    assert "Filled in with the answers" not in exhibit(house, number, house.as_("hdc@elm.example"))
