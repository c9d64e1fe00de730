"""Passing a role on, on the pages: who may, to whom, what it opens, who sees it, and how it ends."""

from __future__ import annotations

import re

from tests.web.house import DECISION, Browser, House
from tests.web.people import DIRECTOR, STAFF

SAID = {
    "email": STAFF,
    "terms": "Decides complaints while I am away in March.",
    "from_on": "2026-03-02",
    "to_on": "2026-03-31",
    "source": "P103-d",
}


def role(browser: Browser, name: str) -> str:
    """The value of a role in the form's list."""
    page = browser.see("/delegations/new")
    found = re.search(rf'value="([0-9a-f-]+)">{re.escape(name)}', page)
    assert found, page
    return found[1]


def pass_on(house: House, **changes: str) -> Browser:
    browser = house.as_(DIRECTOR)
    said = {"holding": role(browser, "Director of HMIS and Strategic Analysis")} | SAID | changes
    browser.send("/delegations/new", said)
    return browser


def test_the_director_passes_the_decision_on_and_takes_it_back(house: House) -> None:
    number, _code = house.file()
    task = house.task(number, "director_decides")
    house.as_(STAFF).see(f"/tasks/{task}", status=404)
    director = pass_on(house)
    page = director.see("/delegations")
    assert "Omar Reyes" in page
    assert "In force" in page
    assert task in house.as_(STAFF).see("/inbox?box=groups")
    director.send(re.search(r'action="(/delegations/[0-9a-f-]+/revoke)"', page)[1])  # type: ignore[index]
    assert "Revoked" in director.see("/delegations")
    house.as_(STAFF).see(f"/tasks/{task}", status=404)


def test_what_is_done_under_it_counts(house: House) -> None:
    number, _code = house.file()
    pass_on(house)
    house.complete(number, "director_decides", STAFF, DECISION)
    assert house.task(number, "answer_decision")


def test_the_sides_and_who_presides_or_oversees_see_it_and_nobody_else(house: House) -> None:
    pass_on(house)
    for email in (DIRECTOR, STAFF, "cochair@dsb.example", "auditor@ombud.example", "operator@ombud.example"):
        assert SAID["terms"] in house.as_(email).see("/delegations"), email
    for email in ("hdc@harbor.example", "abena@dsb.example", "executive@lead.example"):
        assert "No delegation concerns you." in house.as_(email).see("/delegations"), email


def test_what_does_not_fit_is_said_and_kept(house: House) -> None:
    browser = house.as_(DIRECTOR)
    said = SAID | {"holding": role(browser, "Director of HMIS and Strategic Analysis")}
    wrong = {
        "email": ("nobody@lead.example", "Nobody with this address"),
        "source": ("P999-z", "no such row"),
        "terms": ("", "what is passed on"),
        "from_on": ("2026-03-01", "today or later"),
        "to_on": ("2026-02-01", "before the first"),
    }
    for name, (value, words) in wrong.items():
        browser.see("/delegations/new")
        page = browser.send("/delegations/new", said | {name: value}, status=422).text
        assert words in page, name
        assert SAID["source"] in page or name == "source"
    browser.see("/delegations/new")
    browser.send("/delegations/new", said | {"holding": "0" * 32}, status=422)


def test_a_seat_is_not_passed_on(house: House) -> None:
    house.as_("abena@dsb.example").see("/delegations/new", status=403)
    assert "Pass a role on" not in house.as_("abena@dsb.example").see("/delegations")


def test_an_operator_records_it_for_somebody(house: House) -> None:
    browser = house.as_("operator@ombud.example")
    said = {"holding": role(browser, "Executive Director of the HMIS Lead (Ruth Calloway)"), "email": DIRECTOR}
    browser.send("/delegations/new", SAID | said)
    assert "Dana Whitfield" in browser.see("/delegations")
