"""A prospective agency without an account: it files, comes back by the link of a mail, writes, and sees the end; with JavaScript and without, without a fault axe knows, wide and on a telephone.

`OMBUD_SCREENSHOTS=folder` keeps pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import enter
from tests.browser.gallery import Axe
from tests.browser.street import Street, a_street, write
from tests.support.browser import Serve
from tests.web.house import House
from tests.web.people import DIRECTOR

long = partial(pytest.param, marks=pytest.mark.long)
WILLOW = "rosa@willow.example"


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
