"""A case that another one opened: the pages of both say so, to whoever may see both."""

from __future__ import annotations

import re

from tests.web.house import House
from tests.web.people import STAFF

COORDINATOR, MANAGER, ADMIN = "security@harbor.example", "director@harbor.example", "admin@laurel.example"
TODAY = "2026-03-02"


def report(house: House, manager: str, status: int = 303) -> str:
    """The number of the case, or the page that refuses it."""
    browser = house.as_(COORDINATOR)
    browser.see("/procedures/usage_escalation")
    told = {
        "agency": browser.option("Harbor House"),
        "user": "lpark",
        "in_ombud": "yes",
        "subject": browser.option("Leo Park (Harbor House)"),
        "manager": browser.option(manager),
        "concern": "Twice as many records as before.",
    }
    answer = browser.send("/procedures/usage_escalation", told, status=status)
    return answer.location.rsplit("/", 1)[1] if status == 303 else answer.text


def confirm(house: House, number: str) -> None:
    """As far as the meeting of the four parties, which finds a breach too."""
    house.complete(number, "review_findings", COORDINATOR, {"findings": "Four hundred records."})
    unclear = {"stage": "unclear", "reasons": "Not all of it is work.", "hr": "no"}
    house.complete(number, "internal_review", MANAGER, unclear)
    house.complete(number, "write_ticket", COORDINATOR, {"wanted": "Which records."})
    house.complete(number, "join_ticket", MANAGER, {"stage": "joined"})
    house.complete(number, "verify", ADMIN, {"verified": "The counts.", "details": "After hours."})
    house.complete(number, "assess", COORDINATOR, {"stage": "persists", "reasons": "After hours."})
    there = dict.fromkeys(("lead", "administrator", "coordinator", "manager"), "Somebody")
    found = {"stage": "confirmed", "reasons": "A neighbour.", "reviewer": "hdc", "held_on": TODAY}
    breach = {"breach": "yes", "breach_discovered_on": TODAY, "breach_what": "Addresses were read."}
    house.complete(number, "meet", STAFF, there | found | breach)
    house.work()


def test_the_pages_of_both_cases_name_each_other(house: House) -> None:
    number = report(house, "Grace Okafor (Harbor House)")
    confirm(house, number)
    page = house.as_(STAFF).see(f"/cases/{number}")
    other = re.search(r'Led to</dt><dd><a href="/cases/(BRN-\d+-\d+)"', page)
    assert other
    assert f'Opened from</dt><dd><a href="/cases/{number}"' in house.as_(STAFF).see(f"/cases/{other[1]}")
    assert "Another case was opened from it" in page
    assert "Addresses were read." in house.as_(STAFF).see(f"/cases/{other[1]}")
    assert other[1] not in house.as_(COORDINATOR).see(f"/cases/{number}")


def test_whoever_does_not_fit_is_told_under_the_question(house: House) -> None:
    page = report(house, "Leo Park (Harbor House)", status=422)
    assert "The case is about them: choose somebody else." in page
    assert "Twice as many records as before." in page
