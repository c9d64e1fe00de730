"""Addresses that are secrets are repeated to nobody; and what guessing at one door does to whoever is in already."""

from __future__ import annotations

import pytest

from ombud.storage.session import unit_of_work
from ombud.workflows.actors import OPERATOR as SYSTEM
from ombud.workflows.people import accounts, persons
from tests.web.entry import answer, code_at, codes_on, halfway
from tests.web.house import Browser, House
from tests.web.people import DIRECTOR


def invitation(house: House) -> str:
    with unit_of_work(house.database) as session:
        facts = {"email": "noor@harbor.example", "name": "Noor Aydin", "organisation_id": None, "language": "en"}
        person_id = persons.add(session, by=SYSTEM, at=house.at, **facts)  # type: ignore[arg-type]
        link = accounts.invite(session, house.office, person_id, by=SYSTEM, at=house.at)
    return link.removeprefix(house.office.base_url)


@pytest.mark.parametrize("status", [200, 404])
def test_a_mailed_link_is_repeated_in_no_referrer(house: House, status: int) -> None:
    address = invitation(house) if status == 200 else "/welcome/nothing"
    browser = house.browser()
    browser.see(address, status)
    assert browser.page.headers["Referrer-Policy"] == "strict-origin"
    browser.see("/track/link/nothing", 404)
    assert browser.page.headers["Referrer-Policy"] == "strict-origin"
    browser.see("/track")
    assert browser.page.headers["Referrer-Policy"] == "same-origin"


def test_a_link_that_is_refused_is_repeated_in_no_referrer_either(house: House) -> None:
    address, browser = invitation(house), house.browser()
    browser.see(address)
    browser.send(address, {"new_password": "short", "new_password_again": "short"}, status=422)
    assert browser.page.headers["Referrer-Policy"] == "strict-origin"
    assert "At least 15 characters" in browser.page.text


def test_guesses_of_somebody_who_has_the_password_do_not_slow_the_owner(house: House) -> None:
    """They are counted together from everywhere, but not with what whoever is in already does on their account."""
    owner = house.as_(DIRECTOR)
    owner.see("/account/recovery-codes")
    thief = halfway(house, DIRECTOR)
    for _guess in range(6):
        thief.post("/sign-in/second-factor", data={"code": "000000"} | _secrets(thief))
    answer(thief, "000000", status=429)
    owner.send("/account/recovery-codes", {"current_code": code_at(house, steps=1)})
    assert codes_on(owner.see("/account/recovery-codes"))


def test_guesses_of_whoever_is_in_are_slowed(house: House) -> None:
    owner = house.as_(DIRECTOR)
    owner.see("/account/recovery-codes")
    for _guess in range(6):
        owner.post("/account/recovery-codes", data={"current_code": "000000"} | _secrets(owner))
    owner.send("/account/recovery-codes", {"current_code": "000000"}, status=429)


def _secrets(browser: Browser) -> dict[str, str]:
    return {name: browser.hidden(name) for name in ("csrf_token", "request_key")}
