"""An agency without an account joins: it signs, certifies both exhibits, and meets its open items again."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from ombud.storage.session import reading
from ombud.workflows import checklists
from tests.web.house import Browser, House
from tests.web.people import STAFF

FILE = "/file/agency_onboarding"
APPLICATION = {
    "contact_name": "Amira Haddad",
    "contact_email": "amira@willow.example",
    "language": "en",
    "organisation_name": "Willow Bridge",
    "details": "12 Willow Lane.",
    "executive_director": "Amira Haddad",
    "stage": "applied",
    "services": "Street outreach.",
    "staff": "Jon Beale, outreach worker, full access.",
    "technical_readiness": "Managed laptops.",
    "policies_accepted": "y",
}


def filed(house: House) -> tuple[str, str]:
    """The case's number and the tracking code."""
    browser = house.browser()
    browser.see(FILE)
    browser.send(FILE, APPLICATION)
    receipt = browser.see("/receipt")
    number, code = re.search(r"ONB-\d+-\d+", receipt), re.search(r"<code>([A-Z2-7-]+)</code>", receipt)
    assert number
    assert code
    house.work()
    return number[0], code[1]


def answered(house: House, number: str, code: str, element: str, answers: dict[str, Any]) -> Browser:
    party, task = house.track(code), house.task(number, element)
    party.see(f"/track/tasks/{task}")
    party.send(f"/track/tasks/{task}", answers)
    house.work()
    return party


def signs(house: House, number: str, code: str) -> None:
    signature = {
        "reviewed": "y",
        "signed_by": "Amira Haddad",
        "signed_on": "2026-03-02",
        "memorandum": (BytesIO(b"Signed."), "signed.txt"),
    }
    answered(house, number, code, "sign_memorandum", signature)


def certifying(house: House) -> tuple[str, str]:
    """As far as both exhibits."""
    number, code = filed(house)
    signs(house, number, code)
    house.complete(number, "receive", STAFF, {"stage": "received"})
    house.complete(number, "decide", STAFF, {"stage": "approve", "reason": "They meet people outside."})
    house.work()
    return number, code


def items(house: House, key: str) -> list[str]:
    with reading(house.database) as session:
        current = checklists.current(session, house.office, key, at=house.at)
    return [item.id for item in current.items if not item.only_if]


def test_the_memorandum_comes_as_a_letter_and_goes_back_signed(house: House) -> None:
    number, code = filed(house)
    party = house.track(code)
    letter = re.search(r'href="([^"]+\.pdf)"|href="(/track/letters/[^"]+)"', party.page.text)
    assert letter
    assert party.get(letter[1] or letter[2]).data.startswith(b"%PDF")
    signs(house, number, code)
    assert "signed.txt" in house.as_(STAFF).see(f"/cases/{number}")


def test_open_items_are_named_and_stand_in_the_form_again(house: House) -> None:
    number, code = certifying(house)
    met = [name for name in items(house, "exhibit_a") if name != "users_trained"]
    answers = {"edition": "0", "exhibit_a": met, "hipaa": "not_covered", "certified_by": "Amira Haddad"}
    answers |= {"evidence.hdc_appointed": "Letter of 4 March"}
    answered(house, number, code, "certify_a", answers)
    everything = {"edition": "0", "exhibit_b": items(house, "exhibit_b"), "certified_by": "Jon Beale"}
    answered(house, number, code, "certify_b", everything)
    lead = house.as_(STAFF).see(f"/cases/{number}")
    assert "Not confirmed" in lead
    assert "Every user passed the training" in lead
    assert "knows the duties of that role: Letter of 4 March" in lead
    assert "Execute the memorandum" not in re.findall(r"<h2[^>]*>.*?</h2>", lead)
    party, task = house.track(code), house.task(number, "certify_a")
    page = party.see(f"/track/tasks/{task}?all=1")
    boxes = re.findall(r'<input[^>]*name="exhibit_a"[^>]*>', page)
    assert len([box for box in boxes if "checked" in box]) == len(met) == len(boxes) - 1
    assert 'name="evidence.hdc_appointed" value="Letter of 4 March"' in page
    assert page.count("Not confirmed on <time") == 1
    assert "Every user passed the training" in page.partition("Not confirmed on <time")[0][-300:]
    answered(house, number, code, "certify_a", answers | {"exhibit_a": items(house, "exhibit_a")})
    house.task(number, "execute_memorandum")


def test_after_a_step_the_next_one_of_the_same_case_comes_first_then_that_of_the_inbox(house: House) -> None:
    house.file(stage="informal")
    house.pass_(hours=1)
    number, code = filed(house)
    signs(house, number, code)
    staff, task = house.as_(STAFF), house.task(number, "receive")
    staff.see(f"/tasks/{task}")
    receipt = staff.see(str(staff.send(f"/tasks/{task}/complete", {"stage": "received"}).location))
    decide = house.task(number, "decide")
    other = house.task("GRV-2026-0001", "log_conversation")
    assert f'href="/cases/{number}">' in receipt
    mine = receipt.index(f'href="/tasks/{decide}#task">Next step of this case')
    assert mine < receipt.index(f'href="/tasks/{other}#task">Next task in your inbox')
