"""A client, a prospective agency and a researcher without an account: they file, come back by the link of a mail, write and are written
to, lose their code, and see the end; with JavaScript and without, without a fault axe knows, wide and on a telephone.

`OMBUD_SCREENSHOTS=folder` keeps pictures.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import enter
from tests.browser.gallery import SIZES, Axe, Eye
from tests.support.browser import Serve
from tests.web.house import House
from tests.web.links import link_in, mails_to
from tests.web.people import BOARD_STAFF, DIRECTOR, STAFF
from tests.web.test_data_request import NAMES_IN_IT

long = partial(pytest.param, marks=pytest.mark.long)
AMIRA, WILLOW, LENA = "amira@street.example", "rosa@willow.example", "lena@institute.example"


@dataclass
class Street:
    """The place, and the browsers of those who come to it."""

    house: House
    address: str
    eye: Eye
    open_page: Callable[[], Page]

    def link(self, to: str, subject: str) -> str:
        return self.address + link_in(mails_to(self.house, to, subject)[-1])

    def by_link(self, to: str, subject: str) -> Page:
        page, link = self.open_page(), self.link(to, subject)
        page.goto(link)
        self.eye.see(page, "link")
        page.get_by_role("button", name="Open my case").click()
        expect(page).to_have_url(f"{self.address}/track/case")
        page.context.new_page().goto(link)
        expect(page.context.pages[-1].locator("h1")).to_have_text("This link opens nothing")
        self.eye.see(page.context.pages[-1], "link-used")
        page.context.pages[-1].close()
        return page


@pytest.fixture
def street(
    request: pytest.FixtureRequest, house: House, serve: Serve, new_page: Callable[..., Page], axe: Axe
) -> Street:
    """A size of the gallery, or `plain`: a telephone without JavaScript."""
    plain = request.param == "plain"
    at = {"viewport": SIZES["phone" if plain else request.param], "reduced_motion": "reduce"}
    eye = Eye(None if plain else axe, f"{request.param}-public")
    return Street(house, serve(house.app), eye, partial(new_page, **at, java_script_enabled=not plain))


def write(page: Page, text: str, *, note: bool = False, file: str = "") -> None:
    what = "note" if note else "message"
    page.locator("summary", has_text=f"Write a {what}").click()
    page.get_by_label(f"Your {what}").fill(text)
    if file:
        sent = {"name": file, "mimeType": "text/plain", "buffer": b"What was read aloud."}
        page.get_by_label("Files (optional)").set_input_files([sent])  # type: ignore[list-item]
    page.get_by_role("button", name="Keep the note" if note else "Send the message").click()


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
