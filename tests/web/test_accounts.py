"""Signing in and out: what a guesser learns, who is slowed, what ends a sign-in."""

from __future__ import annotations

import re

from sqlalchemy import select, update

from ombud.storage.accounts import SignIn
from ombud.storage.directory import Person
from ombud.storage.session import reading, unit_of_work
from ombud.webapp.accounts import passwords
from ombud.webapp.accounts.throttle import FREE_TRIES
from tests.web.entry import events, token_of
from tests.web.house import PASSWORD, SECOND_FACTOR, House
from tests.web.people import DIRECTOR

STRANGER = "nobody@nowhere.example"


def test_signing_in_leads_to_the_page_that_was_asked_for(house: House) -> None:
    number, _code = house.file()
    browser = house.browser()
    assert browser.get(f"/cases/{number}").location == "/sign-in"
    browser.see("/sign-in")
    assert browser.send("/sign-in", {"email": f" {DIRECTOR.upper()} ", "password": PASSWORD}).location == SECOND_FACTOR
    browser.see(SECOND_FACTOR)
    answer = browser.send(SECOND_FACTOR, {"code": house.code_of(DIRECTOR)})
    assert answer.location == f"/cases/{number}"


def test_signing_in_makes_a_new_session(house: House) -> None:
    browser = house.browser()
    browser.see("/track")
    before, planted = token_of(browser), browser.hidden("csrf_token")
    browser.sign_in(DIRECTOR)
    assert token_of(browser) != before
    browser.see("/inbox")
    forged = browser.post("/sign-out", data={"csrf_token": planted, "request_key": browser.hidden("request_key")})
    assert forged.status_code == 400


def test_the_database_holds_only_a_hash_of_the_token(house: House) -> None:
    browser = house.as_(DIRECTOR)
    with browser.session_transaction() as session:
        token = session["_user_id"]
    with reading(house.database) as rows:
        stored = rows.scalars(select(SignIn.token_hash)).one()
    assert token.encode() not in stored


def test_a_stranger_learns_nothing_about_who_has_an_account(house: House) -> None:
    pages = []
    for email in (DIRECTOR, STRANGER):
        browser = house.browser().sign_in(email, "a wrong password", status=422)
        pages.append(re.sub(r'(value|content)="[^"]*"', "", browser.page.text))
    assert pages[0] == pages[1]


def test_a_refused_password_is_recorded_without_whose_it_was(house: House) -> None:
    """Known and unknown alike: a kind of try, no address."""
    for email in (DIRECTOR, STRANGER):
        house.browser().sign_in(email, "a wrong password", status=422)
    assert events(house, "account.refused") == [{"try": "password"}] * 2


def test_an_unknown_account_costs_a_password_check_too(house: House) -> None:
    """The decoy's hash has the parameters of a real one, so that checking either takes the same time."""
    real = passwords.hash_password("something").split("$")[:4]
    assert passwords._decoy().split("$")[:4] == real
    assert not passwords.matches(None, "nobody has this password")


def test_guessing_is_slowed_and_the_owner_is_not_kept_out(house: House) -> None:
    owner, guesser = house.as_(DIRECTOR), house.browser()
    for _try in range(FREE_TRIES):
        guesser.sign_in(DIRECTOR, "guess", status=422)
    guesser.sign_in(DIRECTOR, PASSWORD, status=429)
    assert int(guesser.page.headers["Retry-After"]) >= 1

    owner.see("/inbox")
    owner.send("/sign-out")
    owner.sign_in(DIRECTOR)  # the same address as the guesser's, but a browser that knows the account

    house.pass_(minutes=10)
    guesser.see("/sign-in")
    guesser.sign_in(DIRECTOR)


def test_guesses_elsewhere_do_not_count_against_a_new_browser(house: House) -> None:
    guesser, owner = house.browser(), house.browser()
    guesser.environ_base["REMOTE_ADDR"], owner.environ_base["REMOTE_ADDR"] = "203.0.113.9", "198.51.100.4"
    for _try in range(FREE_TRIES):
        guesser.sign_in(DIRECTOR, "guess", status=422)
    owner.sign_in(DIRECTOR)


def test_signing_out_ends_the_sign_in_for_good(house: House) -> None:
    browser = house.as_(DIRECTOR)
    stolen = token_of(browser)
    browser.see("/inbox")
    browser.send("/sign-out")
    thief = house.browser()
    thief.set_cookie("ombud", stolen)
    assert thief.get("/inbox").status_code == 303


def test_disabling_a_person_ends_all_their_sign_ins(house: House) -> None:
    browsers = [house.as_(DIRECTOR), house.as_(DIRECTOR)]
    with unit_of_work(house.database) as session:
        session.execute(update(Person).where(Person.email == DIRECTOR).values(active=False))
    assert [browser.get("/inbox").status_code for browser in browsers] == [303, 303]
    house.browser().sign_in(DIRECTOR, status=422)


def test_people_list_and_end_their_own_sign_ins(house: House) -> None:
    here, there = house.as_(DIRECTOR), house.as_(DIRECTOR)
    page = here.see("/account")
    other = re.search(r"/account/sign-ins/([0-9a-f-]+)/end", page)
    assert other
    somebody = house.as_("staff@lead.example")
    somebody.see("/account")
    somebody.send(f"/account/sign-ins/{other[1]}/end")
    there.see("/inbox")
    here.send(f"/account/sign-ins/{other[1]}/end")
    assert there.get("/inbox").status_code == 303
    here.see("/inbox")


def test_a_sign_in_ends_when_idle_and_when_old(house: House) -> None:
    browser = house.as_(DIRECTOR)
    for _hour in range(11):
        house.pass_(minutes=59)
        browser.see("/inbox")
    house.pass_(minutes=61)
    assert browser.get("/inbox").status_code == 303

    busy = house.as_(DIRECTOR)
    for _half in range(23):
        house.pass_(minutes=30)
        busy.see("/inbox")
    house.pass_(minutes=31)
    assert busy.get("/inbox").status_code == 303


def test_an_address_elsewhere_is_not_where_one_ends_up(house: House) -> None:
    browser = house.browser()
    browser.see("/track")
    for back in ("https://evil.example/", "//evil.example/", "/nowhere"):
        assert browser.send("/language", {"language": "en", "back": back}).location == "/"
