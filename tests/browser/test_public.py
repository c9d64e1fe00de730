"""A client and a prospective agency without an account: they file, come back by the link of a mail, write and are written
to, lose their code, and see the end; with JavaScript and without, without a fault axe knows, wide and on a telephone.

`OMBUD_SCREENSHOTS=folder` keeps pictures.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import enter
from tests.browser.gallery import Axe
from tests.browser.street import Street, a_street, write
from tests.support.browser import Serve
from tests.web.house import House
from tests.web.people import BOARD_STAFF, DIRECTOR

long = partial(pytest.param, marks=pytest.mark.long)
AMIRA, WILLOW = "amira@street.example", "rosa@willow.example"


@pytest.fixture
def street(
    request: pytest.FixtureRequest, house: House, serve: Serve, new_page: Callable[..., Page], axe: Axe
) -> Street:
    return a_street(request.param, house, serve, new_page, axe)


@pytest.mark.long
@pytest.mark.parametrize("street", [long("wide"), "phone", long("narrow"), long("plain")], indirect=True)
def test_a_client_from_the_form_to_the_end(street: Street) -> None:
    house, eye, amira = street.house, street.eye, street.open_page()
    _file_client(amira, street)
    (number,) = re.findall(r"CGR-\d+-\d+", amira.locator(".lead").inner_text())
    eye.see(amira, "receipt")
    house.work()
    amira = street.by_link(AMIRA, "a letter is ready")
    eye.see(amira, "case-new")

    staff = enter(street.open_page(), street.address, house, BOARD_STAFF)
    staff.goto(f"{street.address}/cases/{number}")
    write(staff, "At which desk was it?")
    write(staff, "The shelter has a new clerk.", note=True)
    expect(staff.locator(".message--note")).to_contain_text("only staff see this")
    eye.see(staff, "case-staff")
    house.work()

    amira = street.by_link(AMIRA, "a message is waiting")
    expect(amira.locator(".message")).to_contain_text("At which desk was it?")
    amira.locator("summary", has_text="Write a message").click()
    eye.see(amira, "case-asked")
    amira.get_by_role("button", name="Send the message").click()
    expect(amira.locator("main")).to_contain_text("Write your message.")
    eye.see(amira, "message-empty")
    amira.goto(f"{street.address}/track/case")
    write(amira, "At the one by the door.", file="what-was-read.txt")
    expect(amira.get_by_role("status")).to_contain_text("Sent")
    expect(amira.locator("main")).not_to_contain_text("new clerk")
    eye.see(amira, "case-answered")

    staff.reload()
    with staff.expect_download() as sent:
        staff.get_by_role("link", name="what-was-read.txt").click()
    assert Path(sent.value.path()).read_bytes() == b"What was read aloud."

    amira = _lost(street, number)
    amira.get_by_role("link", name="Withdraw").click()
    amira.get_by_role("button", name="Withdraw").click()
    expect(amira.locator("main")).to_contain_text("It is closed.")
    expect(amira.locator("main")).to_contain_text("no more are sent")
    eye.see(amira, "case-closed")
    assert not eye.faults, "\n".join(eye.faults)


def _file_client(amira: Page, street: Street) -> None:
    amira.goto(f"{street.address}/file/client_grievance")
    amira.get_by_text("For me", exact=True).click()
    amira.get_by_label("Your name").fill("Amira Haddad")
    amira.get_by_label("Your e-mail address").fill(AMIRA)
    amira.get_by_text("How my personal information was used or shared", exact=True).click()
    amira.get_by_label("What happened?").fill("Somebody read my address aloud in the waiting room.")
    amira.locator('label[for="told_agency-1"]').click()
    amira.get_by_role("button", name="Send").click()
    expect(amira).to_have_url(f"{street.address}/receipt")


def _lost(street: Street, number: str) -> Page:
    page = street.open_page()
    page.goto(f"{street.address}/track")
    page.get_by_role("link", name="I do not have the code any more").click()
    page.get_by_role("button", name="Send me a link").click()
    expect(page.locator("main")).to_contain_text("Enter the number of your case")
    street.eye.see(page, "lost-empty")
    page.get_by_label("Number of your case").fill(number)
    page.get_by_label("Your e-mail address").fill(AMIRA)
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("status")).to_contain_text("is on its way")
    street.eye.see(page, "lost-asked")
    street.house.work()
    return street.by_link(AMIRA, "the link you asked for")


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
