"""Links by mail: an invitation from its mail to the first page, another password, and everything that opens nothing."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from sqlalchemy import select, update

from ombud.storage.accounts import AccountLink, Device, RecoveryCode, SignIn
from ombud.storage.directory import Person
from ombud.storage.letters import OutboxMail
from ombud.storage.session import reading, unit_of_work
from ombud.webapp.accounts.throttle import FREE_TRIES, FREE_TRIES_PER_ADDRESS
from ombud.workflows import actors
from ombud.workflows.actors import OPERATOR, Actor
from ombud.workflows.people import accounts, authenticators, persons
from ombud.workflows.refusals import Forbidden
from tests.support.statements import statements
from tests.web.entry import account, answer, code_at, codes_on, count, events, halfway, is_in
from tests.web.house import PASSWORD, SECOND_FACTOR, Browser, House
from tests.web.people import DIRECTOR, STAFF
from tests.web.people import OPERATOR as ADMINISTRATOR

NEW = "noor@harbor.example"
CHOSEN = "seven otters under the bridge"
SET_UP = "/account/second-factor"


def invited(house: House) -> str:
    """The link of somebody who was invited, without the host."""
    with unit_of_work(house.database) as session:
        person_id = persons.add(
            session, email=NEW, name="Noor Aydin", organisation_id=None, language="en", by=OPERATOR, at=house.at
        )
        link = accounts.invite(session, house.office, person_id, by=OPERATOR, at=house.at)
    return link.removeprefix(house.office.base_url)


def id_of(house: House, email: str) -> UUID:
    with reading(house.database) as session:
        return session.scalars(select(Person.id).where(Person.email == email)).one()


def as_administrator(house: House) -> Actor:
    return actors.person(id_of(house, ADMINISTRATOR))


def take(browser: Browser, link: str, password: str = CHOSEN, status: int = 303) -> Browser:
    browser.see(link)
    browser.send(link, {"new_password": password, "new_password_again": password}, status=status)
    return browser


def forgotten(house: House, email: str, browser: Browser | None = None, status: int = 303) -> Browser:
    browser = browser or house.browser()
    browser.see("/sign-in/forgotten")
    browser.send("/sign-in/forgotten", {"email": email}, status=status)
    return browser


def mailed_link(house: House) -> str:
    house.work()
    text = house.mailer.messages[-1].get_content()
    found = re.search(r"/welcome/[A-Za-z0-9_-]+", text)
    assert found
    return found[0]


def test_from_the_invitation_to_the_first_page(house: House) -> None:
    link = invited(house)
    assert mailed_link(house) == link
    browser = house.browser()
    assert browser.get("/inbox").location == "/sign-in"
    take(browser, link)
    assert browser.get("/inbox").location == SET_UP
    assert browser.get(SECOND_FACTOR).location == SET_UP
    page = browser.see(SET_UP)
    secret = re.sub(r"\s", "", re.search(r'authenticator__key">([^<]+)<', page)[1])  # type: ignore[index]
    assert 'src="data:image/svg+xml' in page
    step = int(house.at.timestamp()) // authenticators.STEP_SECONDS
    proof = {"offered": browser.hidden("offered"), "code": authenticators.digits(secret, step)}
    assert browser.send(SET_UP, proof).location == "/account/recovery-codes"
    assert len(codes_on(browser.see("/account/recovery-codes"))) == authenticators.RECOVERY_CODES
    assert is_in(browser)
    assert codes_on(browser.see("/account/recovery-codes")) == []

    fresh = house.browser()
    fresh.see("/sign-in")
    assert fresh.send("/sign-in", {"email": NEW, "password": CHOSEN}).location == SECOND_FACTOR
    fresh.see(SECOND_FACTOR)
    answer(fresh, authenticators.digits(secret, step), status=422)
    answer(fresh, authenticators.digits(secret, step + 1))
    assert is_in(fresh)


def test_an_authenticator_is_proven_before_it_counts(house: House) -> None:
    """Wrong digits, no offer, somebody else's offer: nothing is set up, and nothing opens."""
    browser = take(house.browser(), invited(house))
    browser.see(SET_UP)
    _secret, theirs = authenticators.offer(house.office, id_of(house, STAFF))
    for offered in (browser.hidden("offered"), theirs, "", "x", "é" * 40):
        browser.send(SET_UP, {"offered": offered, "code": "000000"}, status=422)
    assert account(house, NEW).totp_at is None
    assert count(house, RecoveryCode) == 0
    assert not is_in(browser)


def test_looking_at_a_link_uses_nothing_up(house: House) -> None:
    """A mail program that looks at links first leaves them whole."""
    link = invited(house)
    for _look in range(3):
        house.browser().see(link)
    browser = take(house.browser(), link, "too short", status=422)
    take(browser, link)


def test_a_link_that_opens_nothing_says_the_same_whatever_it_is(house: House) -> None:
    """Used, expired, ended by a newer one, cut, forged, oversized: one page, an event without data, nothing changed."""
    used, ended = invited(house), ""
    take(house.browser(), used)
    with unit_of_work(house.database) as session:
        ended = accounts.invite(session, house.office, id_of(house, NEW), by=OPERATOR, at=house.at)
        old = accounts.invite(session, house.office, id_of(house, NEW), by=OPERATOR, at=house.at)
    ended, old = (one.removeprefix(house.office.base_url) for one in (ended, old))
    house.pass_(minutes=60)
    before, pages = account(house, NEW).password_hash, set()
    for bad in (used, ended, old, old[:-1], "/welcome/x", "/welcome/" + "A" * 3000, "/welcome/%00", "/welcome/é"):
        browser = house.browser()
        pages.add(re.sub(r'(value|content)="[^"]*"', "", browser.see(bad, status=404)))
        browser.see("/sign-in")
        browser.send(bad, {"new_password": CHOSEN * 2, "new_password_again": CHOSEN * 2}, status=404)
    assert len(pages) == 1
    assert account(house, NEW).password_hash == before
    refused = events(house, "account.refused")
    assert refused
    assert all(one == {"try": "link"} for one in refused)


def test_an_invitation_lasts_as_long_as_the_office_says(house: House) -> None:
    link = invited(house)
    house.pass_(days=6, hours=23)
    house.browser().see(link)
    house.pass_(hours=1)
    house.browser().see(link, status=404)


def test_guessing_links_is_slowed(house: House) -> None:
    """S8."""
    for number in range(FREE_TRIES_PER_ADDRESS):
        house.browser().see(f"/welcome/guess-{number}", status=404)
    house.browser().see("/welcome/guess", status=429)


def test_a_link_and_its_token_are_stored_nowhere_in_the_clear(house: House) -> None:
    """The mail that brings it is sealed; the row has its hash."""
    token = invited(house).rpartition("/")[2]
    with reading(house.database) as session:
        mail = session.scalars(select(OutboxMail)).one()
        assert (mail.text, mail.text_sealed is None) == ("", False)
        assert token.encode() not in session.scalars(select(AccountLink.token_hash)).one()
    assert token not in str(events(house, "account.invited"))


def test_another_password_never_goes_around_the_second_factor(house: House) -> None:
    """P202-f: after the link the code is asked for, on a browser that was remembered too."""
    browser = answer(halfway(house), code_at(house), keep=True)
    forgotten(house, f" {DIRECTOR.upper()} ")
    link = mailed_link(house)
    take(browser, link)
    assert browser.get("/inbox").location == SECOND_FACTOR
    assert browser.get(SET_UP).location == SECOND_FACTOR
    assert count(house, Device, Device.ended_at.is_(None)) == 0
    browser.see(SECOND_FACTOR)
    answer(browser, code_at(house, steps=1))
    assert is_in(browser)
    house.browser().sign_in(DIRECTOR, PASSWORD, status=422)


def test_another_password_signs_everybody_out(house: House) -> None:
    browsers = [house.as_(DIRECTOR), house.as_(DIRECTOR)]
    forgotten(house, DIRECTOR)
    assert all(is_in(browser) for browser in browsers)
    take(house.browser(), mailed_link(house))
    assert not any(is_in(browser) for browser in browsers)


def test_nobody_learns_by_forgetting_who_has_an_account(house: House) -> None:
    """S8: the same page and the same statements for a known address, an unknown one, and somebody disabled."""
    with unit_of_work(house.database) as session:
        session.execute(update(Person).where(Person.email == STAFF).values(active=False))
    pages, asked = set(), list[list[str]]()
    for email in (DIRECTOR, "nobody@nowhere.example", STAFF):
        browser = house.browser()
        browser.see("/sign-in/forgotten")
        with statements(house.database) as ran:
            browser.send("/sign-in/forgotten", {"email": email})
        pages.add(re.sub(r'(value|content)="[^"]*"', "", browser.see("/sign-in")))
        asked.append([one.split("sa_savepoint")[0] for one in ran if "SAVEPOINT" not in one])
    assert len(pages) == 1
    assert asked[0] == asked[1] == asked[2]
    assert len(asked[0]) > 5
    assert count(house, OutboxMail) == count(house, AccountLink) == 1


def test_asking_again_and_again_is_slowed_for_known_and_unknown_alike(house: House) -> None:
    """S8: nobody's mailbox is filled."""
    for email in (DIRECTOR, "nobody@nowhere.example"):
        for _time in range(FREE_TRIES):
            forgotten(house, email)
        forgotten(house, email, status=429)
    assert count(house, OutboxMail) == FREE_TRIES


def test_a_disabled_person_is_out_at_once_and_stays_out(house: House) -> None:
    """S6: sign-ins, halfway ones, remembered browsers and links are all ended."""
    remembered, waiting = answer(halfway(house), code_at(house), keep=True), halfway(house)
    forgotten(house, DIRECTOR)
    link = mailed_link(house)
    with unit_of_work(house.database) as session:
        accounts.disable(session, id_of(house, DIRECTOR), by=as_administrator(house), at=house.at)
    assert [browser.get("/inbox").location for browser in (remembered, waiting)] == ["/sign-in", "/sign-in"]
    house.browser().see(link, status=404)
    house.browser().sign_in(DIRECTOR, status=422)
    assert count(house, SignIn, SignIn.ended_at.is_(None), SignIn.person_id == id_of(house, DIRECTOR)) == 0
    with unit_of_work(house.database) as session:
        accounts.enable(session, id_of(house, DIRECTOR), by=OPERATOR, at=house.at)
    assert not is_in(remembered)
    halfway(house, browser=remembered)


def test_only_administrators_do_so_and_never_for_themselves(house: House) -> None:
    administrator, staff = as_administrator(house), actors.person(id_of(house, STAFF))
    mine = id_of(house, ADMINISTRATOR)
    with unit_of_work(house.database) as session:
        for by, whose in ((staff, id_of(house, DIRECTOR)), (administrator, mine)):
            with pytest.raises(Forbidden):
                accounts.reset_second_factor(session, house.office, whose, by=by, at=house.at)
            with pytest.raises(Forbidden):
                accounts.disable(session, whose, by=by, at=house.at)
        with pytest.raises(Forbidden):
            accounts.invite(session, house.office, id_of(house, DIRECTOR), by=administrator, at=house.at)
        with pytest.raises(Forbidden):
            accounts.invite(session, house.office, id_of(house, DIRECTOR), by=staff, at=house.at)
    assert account(house, ADMINISTRATOR).totp_at is not None


def test_a_reset_second_factor_is_told_and_set_up_anew(house: House) -> None:
    browser = answer(halfway(house), code_at(house), keep=True)
    with unit_of_work(house.database) as session:
        accounts.reset_second_factor(
            session, house.office, id_of(house, DIRECTOR), by=as_administrator(house), at=house.at
        )
    house.work()
    assert house.mailer.messages[-1]["Subject"] == "Your second factor was reset"
    assert browser.get("/inbox").location == "/sign-in"
    browser.see("/sign-in")
    browser.send("/sign-in", {"email": DIRECTOR, "password": PASSWORD})
    assert browser.get("/inbox").location == SET_UP
    assert browser.get(SECOND_FACTOR).location == SET_UP
