"""Somebody without an account asks for data that identifies people, and fills in the agreement on the tracking page."""

from __future__ import annotations

import re

from tests.web.house import Browser, House
from tests.web.people import STAFF

FILE = "/file/data_sharing_agreement"
REQUEST = {
    "contact_name": "Amira Haddad",
    "contact_email": "amira@college.example",
    "language": "en",
    "organisation_name": "College of the Sound",
    "purpose": "To learn which young people lose their housing again.",
    "variables": "Date of birth\nDays of each stay",
    "parameters": "Everybody under 25, the whole state, 2023 to 2025.",
}
NEED = {
    "stage": "needed",
    "talked_on": "2026-03-02",
    "talked_with": "Amira Haddad",
    "sensitivity": True,
    "note": "Stays are matched with school records.",
}
AGREEMENT = {
    "legal": "The College and the HMIS Lead.",
    "need": "Which schools should expect a child again.",
    "intent": "Date of birth: to match.",
    "users": "Amira Haddad and two analysts.",
    "storage": "On an encrypted server.",
    "transfer": "By encrypted e-mail.",
    "uses": "both",
    "shares_drafts": "y",
    "no_client_level": "y",
    "no_third_parties": "y",
    "destroys": "y",
    "planned_end_on": "2026-12-31",
    "data_file": "COS-1",
}


def asked_for_the_agreement(house: House) -> tuple[str, Browser, str]:
    """The case's number, the outsider's browser, and the address of what is asked of them."""
    outsider = house.browser()
    outsider.see(FILE)
    outsider.send(FILE, REQUEST)
    receipt = outsider.see("/receipt")
    number, code = re.search(r"DSA-\d+-\d+", receipt), re.search(r"<code>([A-Z2-7-]+)</code>", receipt)
    assert number
    assert code
    house.complete(number[0], "confirm_need", STAFF, NEED)
    house.work()
    party = house.track(code[1])
    return number[0], party, f"/track/tasks/{house.task(number[0], 'submit_agreement')}"


def test_an_outsider_fills_in_the_agreement_and_the_lead_reads_it(house: House) -> None:
    number, party, page = asked_for_the_agreement(house)
    assert "Nobody else may be given it." in party.see(f"{page}?all=1")
    party.send(page, AGREEMENT)
    seen = house.as_(STAFF).see(f"/cases/{number}")
    for said in ("Which schools should expect a child again.", "COS-1", "By encrypted e-mail."):
        assert said in seen
    assert house.task(number, "agree_transfer")


def test_without_its_promises_there_is_no_agreement(house: House) -> None:
    number, party, page = asked_for_the_agreement(house)
    party.see(page)
    for promise in ("shares_drafts", "no_client_level", "no_third_parties", "destroys"):
        without = {name: value for name, value in AGREEMENT.items() if name != promise}
        assert "Without this promise there is no agreement." in party.send(page, without, status=422).text
    assert house.task(number, "submit_agreement")


def test_clearance_and_destruction_begin_from_an_agreement_only(house: House) -> None:
    for procedure in ("publication_clearance", "data_destruction"):
        house.browser().see(f"/file/{procedure}", status=403)
