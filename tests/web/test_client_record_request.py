"""A client without an account asks for their record: on their own page, and on those of whoever keeps it."""

from __future__ import annotations

import re

from tests.web.house import Browser, House
from tests.web.people import HDC, STAFF

ELM, CAN, ADMIN = "hdc@elm.example", "leader@tworivers.example", "admin@laurel.example"
FILE = "/file/client_record_request"
ASKED = {"filing_for": "myself", "contact_name": "Rosa Lind", "contact_email": "rosa@mail.example", "language": "en"}
OURS = {"stage": "ours", "identity_checked": "y", "identity_by": "Showed a photo identification.", "represented": "no"}


def ask(house: House, kind: str, agency: str = "Harbor House", **more: str) -> tuple[str, Browser]:
    """Asks an agency publicly; the number, and the page of the client."""
    browser = house.browser()
    browser.see(FILE)
    browser.send(FILE, ASKED | {"kind": kind, "keeper": "agency", "agency": browser.option(agency)} | more)
    receipt = browser.see("/receipt")
    number, code = re.search(r"REC-\d+-\d+", receipt), re.search(r"<code>([A-Z2-7-]+)</code>", receipt)
    assert number
    assert code
    house.work()
    return number[0], house.track(code[1])


def test_a_client_is_asked_one_of_three_kinds_and_no_account(house: House) -> None:
    page = house.browser().see(FILE)
    for kind in ("copy", "history", "correction"):
        assert f'value="{kind}"' in page
    assert "Nothing is handed out before it is certain who is asking" in page


def test_nothing_is_handed_out_before_it_is_sure_who_asks(house: House) -> None:
    number, client = ask(house, "copy")
    browser = house.as_(HDC)
    task = f"/tasks/{house.task(number, 'agency_looks')}"
    browser.see(task)
    unsure = {name: value for name, value in OURS.items() if name != "identity_checked"}
    browser.send(f"{task}/complete", unsure, status=422)
    assert "Tick this if it is so. Nothing is handed out before it is certain who is asking." in browser.page.text
    house.complete(number, "agency_looks", HDC, OURS)
    given = {"stage": "given", "given_on": "2026-03-02", "way": "in_person"}
    house.complete(number, "agency_gives", HDC, given)
    house.work()
    assert "What you asked for was handed out" in client.see("/track/case")


def test_another_agency_and_the_lead_see_nothing_of_it(house: House) -> None:
    number, _client = ask(house, "copy")
    for email in (ELM, STAFF, CAN, ADMIN, "user@harbor.example"):
        house.as_(email).see(f"/cases/{number}", status=404)


def test_what_goes_on_to_another_agency_is_that_agencys_and_the_client_hears_of_it(house: House) -> None:
    number, client = ask(house, "copy")
    browser = house.as_(HDC)
    task = f"/tasks/{house.task(number, 'agency_looks')}"
    browser.see(task)
    elsewhere = {"stage": "elsewhere", "keeper": "agency", "reason": "You were a guest there."}
    browser.send(f"{task}/complete", elsewhere | {"agency": browser.option("Elm Street Shelter")})
    house.work()
    assert "Where your request goes now" in client.see("/track/case")
    house.as_(ELM).see(f"/tasks/{house.task(number, 'agency_looks')}")
    house.as_(HDC).see(f"/tasks/{house.task(number, 'agency_looks')}", status=403)


def test_whom_nobody_knows_who_keeps_goes_to_the_lead(house: House) -> None:
    number, _client = ask(house, "copy")
    unknown = {"stage": "elsewhere", "keeper": "unsure", "reason": "We never met."}
    house.complete(number, "agency_looks", HDC, unknown)
    assert house.task(number, "find_keeper")
    house.as_(STAFF).see(f"/cases/{number}")


def test_a_declined_correction_points_to_the_grievance(house: House) -> None:
    told = {"wrong": "It says that I left in May.", "right": "I left in July."}
    number, client = ask(house, "correction", **told)
    house.complete(number, "agency_looks", HDC, OURS)
    declined = {
        "stage": "declined",
        "reasons": "The door book shows the day.",
        "annotated_on": "2026-03-02",
        "grievance_at": "The office of the Executive Director.",
    }
    house.complete(number, "agency_considers", HDC, declined)
    house.work()
    page = client.see("/track/case")
    assert "Your correction was declined" in page
    assert "grievance procedure" in page
