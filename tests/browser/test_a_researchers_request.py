"""A researcher without an account asks for data for the first time: from the front page to the delivery, with JavaScript on a
wide screen, without on a telephone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import enter
from tests.browser.gallery import Axe
from tests.browser.street import Street, a_street, write
from tests.support.browser import Serve
from tests.web.house import House
from tests.web.people import STAFF
from tests.web.test_data_request import NAMES_IN_IT

LENA = "lena@institute.example"
FINDING = "Item 2 asks for names of heads of families."
WITHOUT_NAMES: dict[str, Any] = NAMES_IN_IT | {
    "line_2": "none",
    "line_3": "",
    "identifiers": [],
    "findings": "It can be counted as asked.",
}
MET = {
    "stage": "agreed",
    "met_on": "2026-03-02",
    "met_with": "Lena Ortiz",
    "scope": "Families by town and quarter.",
    "reviewed": "y",
}
MADE = {"file": "Families 2025", "made_how": "Report 12 on the data of 1 March."}
CLEAN = {"stage": "clean", "holds": "totals", "looked": "y"}
DELIVERED = {
    "stage": "delivered",
    "delivered_on": "2026-03-02",
    "holds": "totals",
    "way": "mail",
    "delivered_to": "Lena Ortiz",
    "what": "The table Families 2025, by town and quarter.",
}


@pytest.fixture(params=["wide", "narrow", "plain"])
def street(
    request: pytest.FixtureRequest, house: House, serve: Serve, new_page: Callable[..., Page], axe: Axe
) -> Street:
    return a_street(request.param, house, serve, new_page, axe)


@pytest.mark.long
@pytest.mark.timeout(1_200)
def test_a_first_request_for_data_from_the_front_page_to_the_delivery(street: Street) -> None:
    lena = street.open_page()
    _find(street, lena)
    number = _file(street, lena)
    street.house.work()
    _is_asked_a_question(street, number)
    _hears_that_it_needs_an_agreement(street, number)
    _asks_for_less(street, number)
    _is_delivered(street, number)
    assert not street.eye.faults, "\n".join(street.eye.faults)


def _find(street: Street, lena: Page) -> None:
    lena.goto(street.address)
    street.eye.see(lena, "research-front")
    lena.get_by_role("link", name="How it goes: Request for data", exact=True).click()
    expect(lena.locator("h1")).to_have_text("Request for data")
    expect(lena.locator("main")).to_contain_text("Anybody may begin it, without an account.")
    street.eye.see(lena, "research-about")
    lena.get_by_role("link", name="Begin", exact=True).click()
    expect(lena).to_have_url(f"{street.address}/file/data_request")
    street.eye.see(lena, "research-form")


def _file(street: Street, lena: Page) -> str:
    lena.get_by_label("Your name").fill("Lena Ortiz")
    lena.get_by_label("For which organisation").fill("Institute for Housing Studies")
    lena.get_by_label("What do you need the data for?").fill("A study of how long families stay in shelters.")
    lena.get_by_label("Which data do you need?").fill("Number of families\nNames of heads of families")
    lena.get_by_label("By when would you need it").fill("Before the summer.")
    _choose(lena, "plan.txt", "list.exe")
    lena.get_by_role("button", name="Send").click()
    summary = lena.locator("[data-summary]")
    expect(summary).to_contain_text("Say about whom, from where and from which time.")
    expect(summary).to_contain_text("“list.exe” cannot be sent")
    expect(summary.get_by_role("link", name="Choose again: plan.txt")).to_be_visible()
    expect(lena.get_by_label("Which data do you need?")).to_have_value("Number of families\nNames of heads of families")
    expect(lena).to_have_title(re.compile("^Error: Request for data"))
    street.eye.see(lena, "research-errors")
    summary.get_by_role("link", name="Say about whom").click()
    expect(lena.get_by_label("About whom, from where")).to_be_focused()
    lena.get_by_label("About whom, from where").fill("Families in emergency shelters, statewide, in 2025.")
    lena.get_by_label("Your e-mail address").fill(LENA)
    _choose(lena, "plan.txt")
    lena.get_by_role("button", name="Send").click()
    expect(lena).to_have_url(re.compile("/receipt"))
    expect(lena.locator(".receipt__code")).to_have_text(re.compile("[A-Z2-7-]{10,}"))
    street.eye.see(lena, "research-receipt")
    (number,) = re.findall(r"DAT-\d+-\d+", lena.locator(".lead").inner_text())
    _by_code(street, lena)
    return str(number)


def _by_code(street: Street, lena: Page) -> None:
    code = lena.locator(".receipt__code").inner_text()
    lena.get_by_role("main").get_by_role("link", name="Track your case").click()
    street.eye.see(lena, "research-track")
    lena.get_by_label("Tracking code").fill(code)
    lena.get_by_role("button", name="Show my case").click()
    expect(lena.locator("main")).to_contain_text("It is with: Staff of the HMIS Lead")
    expect(lena.locator("main")).to_contain_text("plan.txt")
    street.eye.see(lena, "research-case-new")


def _is_asked_a_question(street: Street, number: str) -> None:
    staff = enter(street.open_page(), street.address, street.house, STAFF)
    staff.goto(f"{street.address}/cases/{number}")
    expect(staff.locator("main")).to_contain_text("plan.txt")
    write(staff, "Do you mean stays that began in 2025?")
    street.eye.see(staff, "research-staff-asks")
    street.house.work()
    lena = street.by_link(LENA, "a message is waiting")
    expect(lena.locator(".message")).to_contain_text("Do you mean stays that began in 2025?")
    street.eye.see(lena, "research-case-asked")
    write(lena, "Yes, that began in it.")
    expect(lena.get_by_role("status")).to_contain_text("Sent")
    street.eye.see(lena, "research-case-answered")
    staff.reload()
    expect(staff.locator(".message").last).to_contain_text("Yes, that began in it.")


def _hears_that_it_needs_an_agreement(street: Street, number: str) -> None:
    house = street.house
    house.complete(number, "review_items", STAFF, NAMES_IN_IT)
    house.complete(number, "explain", STAFF, {"finding": FINDING})
    house.work()
    lena = street.by_link(LENA, "a letter is ready")
    expect(lena.locator("main")).to_contain_text("It is with you.")
    street.eye.see(lena, "research-case-finding")
    _download(lena, "What you ask for needs a data sharing agreement")
    lena.get_by_role("link", name="Answer").click()
    street.eye.see(lena, "research-choice")
    lena.locator("summary", has_text="What was brought forward").click()
    expect(lena.locator("main")).to_contain_text("Names of heads of families")
    lena.get_by_text("With a data sharing agreement", exact=True).click()
    lena.get_by_label("Which data do you ask for now?").fill("Number of families")
    lena.get_by_role("button", name="Save and come back later").click()
    expect(lena.get_by_role("status").first).to_contain_text("Saved: Say how you want to go on")
    street.eye.see(lena, "research-case-begun")


def _asks_for_less(street: Street, number: str) -> None:
    """On another day, by a link that she asks for with the number of her case."""
    street.house.pass_(days=1)
    lena = street.open_page()
    lena.goto(f"{street.address}/track/lost")
    lena.get_by_label("Number of your case").fill(number)
    lena.get_by_label("Your e-mail address").fill(LENA)
    lena.get_by_role("button", name="Send me a link").click()
    street.house.work()
    lena = street.by_link(LENA, "the link you asked for")
    lena.get_by_role("link", name="Answer").click()
    expect(lena.get_by_label("Which data do you ask for now?")).to_have_value("Number of families")
    lena.get_by_role("button", name="Send").click()
    expect(lena.locator("[data-summary]")).to_contain_text("Say why it is needed.")
    street.eye.see(lena, "research-choice-error")
    lena.get_by_text("Without it: I ask for less", exact=True).click()
    street.eye.see(lena, "research-choice-less")
    lena.get_by_role("button", name="Send").click()
    expect(lena.locator("h1")).to_contain_text("Sent: ")
    expect(lena.locator("main")).to_contain_text("It is with: Staff of the HMIS Lead")
    street.eye.see(lena, "research-case-less")
    street.house.work()


def _is_delivered(street: Street, number: str) -> None:
    house = street.house
    house.complete(number, "review_items", STAFF, WITHOUT_NAMES)
    house.work()
    lena = street.by_link(LENA, "a letter is ready")
    _download(lena, "What we found in your request for data, and an invitation to meet")
    street.eye.see(lena, "research-case-invited")
    for element, answers in (("meet", MET), ("process", MADE), ("check_it", CLEAN), ("deliver", DELIVERED)):
        house.complete(number, element, STAFF, answers)
    house.work()
    lena = street.by_link(LENA, "a letter is ready")
    expect(lena.locator("main")).to_contain_text("It is closed. Delivered as asked")
    expect(lena.get_by_role("link", name="Answer")).to_have_count(0)
    expect(lena.get_by_role("link", name="Withdraw")).to_have_count(0)
    _download(lena, "What you asked for is delivered")
    street.eye.see(lena, "research-case-closed")
    lena.get_by_role("button", name="Leave this case").click()
    expect(lena.locator("h1")).not_to_contain_text("Request for data")
    street.eye.see(lena, "research-left")


def _choose(page: Page, *names: str) -> None:
    sent: Any = [{"name": name, "mimeType": "text/plain", "buffer": b"What we want to find out."} for name in names]
    page.get_by_label("Documents that belong to it").set_input_files(sent)


def _download(page: Page, title: str) -> None:
    with page.expect_download() as letter:
        page.get_by_role("link", name=f"Download: {title} (PDF)").click()
    assert Path(letter.value.path()).read_bytes().startswith(b"%PDF-")
