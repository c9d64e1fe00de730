"""Somebody without an account asks for data: they answer on the tracking page, and come along into the agreement."""

from __future__ import annotations

import re
from typing import Any

from tests.web.house import Browser, House
from tests.web.links import link_in, mails_to, use
from tests.web.people import STAFF

FILE = "/file/data_request"
RESEARCHER = "rosa@institute.example"
REQUEST = {
    "contact_name": "Rosa Delgado",
    "contact_email": RESEARCHER,
    "language": "en",
    "organisation_name": "Institute for Housing Studies",
    "purpose": "A study of how long families stay in shelters.",
    "variables": "Number of families\nNames of heads of families",
    "parameters": "Families in emergency shelters, statewide, in 2025.",
}
NAMES_IN_IT = {
    "line_1": "accept",
    "line_2": "personal",
    "line_3": "none",
    **dict.fromkeys(("about_whom", "from_where", "from_when"), "accept"),
    "identifiers": ["names"],
    "detail": "totals",
    "sharing": "settled",
    "findings": "Item 2 asks for names.",
}
CHOICE = {"stage": "agreement", "variables": "Names of heads of families", "why_identified": "To match school records."}


def filed(house: House) -> tuple[str, str]:
    """The case's number and the tracking code."""
    browser = house.browser()
    browser.see(FILE)
    browser.send(FILE, REQUEST)
    receipt = browser.see("/receipt")
    number, code = re.search(r"DAT-\d+-\d+", receipt), re.search(r"<code>([A-Z2-7-]+)</code>", receipt)
    assert number
    assert code
    return number[0], code[1]


def answered(house: House, number: str, code: str, element: str, answers: dict[str, Any]) -> Browser:
    party, task = house.track(code), house.task(number, element)
    assert REQUEST["parameters"] in party.see(f"/track/tasks/{task}"), "what they asked for stands beside the question"
    party.send(f"/track/tasks/{task}", answers)
    house.work()
    return party


def stopped(house: House) -> tuple[str, str]:
    """As far as the question how it goes on."""
    number, code = filed(house)
    house.complete(number, "review_items", STAFF, NAMES_IN_IT)
    house.complete(number, "explain", STAFF, {"finding": "Item 2 asks for names of heads of families."})
    house.work()
    return number, code


def test_an_outsider_goes_on_with_an_agreement_and_finds_its_case_by_a_link(house: House) -> None:
    number, code = stopped(house)
    answered(house, number, code, "choose_way", CHOICE)
    page = house.as_(STAFF).see(f"/cases/{number}")
    other = re.search(r'Led to</dt><dd><a href="/cases/([A-Z]+-\d+-\d+)"', page)
    assert other
    agreement = house.as_(STAFF).see(f"/cases/{other[1]}")
    assert f'Opened from</dt><dd><a href="/cases/{number}"' in agreement
    for said in ("Names of heads of families", "To match school records.", "Item 2 asks for names", REQUEST["purpose"]):
        assert said in agreement
    arrived, *_more = mails_to(house, RESEARCHER, other[1])
    rosa = house.browser()
    use(rosa, link_in(arrived))
    assert other[1] in rosa.see("/track/case")


def test_an_outsider_asks_for_less_and_may_withdraw(house: House) -> None:
    number, code = stopped(house)
    party = answered(house, number, code, "choose_way", {"stage": "without", "variables": "Number of families"})
    assert house.task(number, "review_items")
    party.see("/track/case")
    party.see("/track/withdraw")
    party.send("/track/withdraw", {"reason": "The published report is enough."})
    assert "Withdrawn by the requester" in party.see("/track/case")


def test_while_the_party_is_asked_nothing_of_the_others_stands_there_as_what_is_now(house: House) -> None:
    number, code = stopped(house)
    steps = house.track(code).see("/track/case").split('<ol class="steps">')[1].split("</ol>")[0]
    assert re.search(r"Meanwhile</span>\s+Close it if no answer comes", steps)
    assert re.search(r"Now</span>\s+Say how you want to go on", steps)
    assert steps.count('aria-current="step"') == 1
    assert re.search(r"Now</span>.*Close it", house.as_(STAFF).see(f"/cases/{number}"))
