"""A prospective agency and a researcher without an account: they file, come back by the link of a mail, write, and see the end; with JavaScript and without, without a fault axe knows, wide and on a telephone.

`OMBUD_SCREENSHOTS=folder` keeps pictures.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import enter
from tests.browser.gallery import Axe
from tests.browser.street import Street, a_street, write
from tests.support.browser import Serve
from tests.web.house import House
from tests.web.people import DIRECTOR, STAFF
from tests.web.test_data_request import NAMES_IN_IT

long = partial(pytest.param, marks=pytest.mark.long)
WILLOW, LENA = "rosa@willow.example", "lena@institute.example"


@pytest.fixture
def street(
    request: pytest.FixtureRequest, house: House, serve: Serve, new_page: Callable[..., Page], axe: Axe
) -> Street:
    return a_street(request.param, house, serve, new_page, axe)


@pytest.mark.long
@pytest.mark.parametrize("street", [long("wide"), "phone", long("narrow"), long("plain")], indirect=True)
def test_a_prospective_agency_from_the_form_to_its_answer(street: Street) -> None:
    house, eye = street.house, street.eye
    number, _code = house.file(language="en")
    house.work()
    willow = street.by_link(WILLOW, "a letter is ready")
    expect(willow.locator("main")).to_contain_text("It is with: Director of HMIS and Strategic Analysis")
    expect(willow.locator("main")).to_contain_text("you may appeal to the grievance subcommittee")
    write(willow, "Is there any news?")
    director = enter(street.open_page(), street.address, house, DIRECTOR)
    director.goto(f"{street.address}/tasks/{house.task(number, 'director_decides')}")
    director.get_by_text("Yes, I decide", exact=True).click()
    director.get_by_label("What do you decide?").fill("The refusal stands.")
    director.get_by_label("What are the reasons?").fill("The report names single households.")
    director.get_by_role("button", name="Check your answers").click()
    director.get_by_role("button", name="Send").click()
    expect(director.locator("h1")).to_have_text("Sent: Decide on the complaint")
    house.work()
    willow = street.by_link(WILLOW, "a task is waiting")
    eye.see(willow, "case-decided")
    willow.get_by_role("link", name="Answer").click()
    willow.get_by_text("No, I appeal", exact=True).click()
    willow.get_by_label("why are you not satisfied?").fill("The report can leave out single households.")
    willow.get_by_role("button", name="Check your answers").click()
    eye.see(willow, "appeal-check")
    willow.get_by_role("button", name="Send").click()
    expect(willow.locator("main")).to_contain_text("No, I appeal")
    eye.see(willow, "appeal-receipt")
    willow.get_by_role("link", name="See where the case is").click()
    expect(willow.locator("main")).to_contain_text("How this was computed")
    expect(willow.locator("main")).to_contain_text("Member of the Grievance subcommittee")
    eye.see(willow, "case-appealed")
    assert not eye.faults, "\n".join(eye.faults)


@pytest.mark.long
@pytest.mark.parametrize("street", [long("wide"), "phone", long("narrow"), long("plain")], indirect=True)
def test_a_researcher_asks_for_data_asks_for_less_and_withdraws(street: Street) -> None:
    house, eye, lena = street.house, street.eye, street.open_page()
    lena.goto(street.address)
    lena.get_by_role("link", name="Begin: Request for data", exact=True).click()
    eye.see(lena, "request-form")
    lena.get_by_role("button", name="Send").click()
    expect(lena.locator("[data-summary]")).to_contain_text("Say what you need the data for.")
    eye.see(lena, "request-errors")
    lena.get_by_label("Your name").fill("Lena Ortiz")
    lena.get_by_label("Your e-mail address").fill(LENA)
    lena.get_by_label("For which organisation").fill("Institute for Housing Studies")
    lena.get_by_label("What do you need the data for?").fill("A study of how long families stay in shelters.")
    lena.get_by_label("Which data do you need?").fill("Number of families\nNames of heads of families")
    lena.get_by_label("About whom, from where").fill("Families in emergency shelters, statewide, in 2025.")
    lena.get_by_role("button", name="Send").click()
    (number,) = re.findall(r"DAT-\d+-\d+", lena.locator(".lead").inner_text())
    eye.see(lena, "request-receipt")
    house.work()
    house.complete(number, "review_items", STAFF, NAMES_IN_IT)
    house.complete(number, "explain", STAFF, {"finding": "Item 2 asks for names of heads of families."})
    house.work()

    lena = street.by_link(LENA, "a letter is ready")
    eye.see(lena, "request-case")
    lena.get_by_role("link", name="Answer").click()
    lena.get_by_text("Without it: I ask for less", exact=True).click()
    lena.get_by_label("Which data do you ask for now?").fill("Number of families")
    eye.see(lena, "request-choice")
    lena.get_by_role("button", name="Send").click()
    house.work()
    assert house.task(number, "review_items")

    lena.goto(f"{street.address}/track/case")
    lena.get_by_role("link", name="Withdraw").click()
    lena.get_by_role("button", name="Withdraw").click()
    expect(lena.locator("main")).to_contain_text("Withdrawn by the requester")
    eye.see(lena, "request-withdrawn")
    assert not eye.faults, "\n".join(eye.faults)
