"""Codes: of the authenticator, each once; of recovery; wrong, stale, replayed, forged, oversized, cut ones."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from ombud.storage.accounts import Account, RecoveryCode, SignIn
from ombud.storage.directory import Person
from ombud.storage.sealing import SealBroken
from ombud.storage.session import reading, unit_of_work
from ombud.webapp.accounts.throttle import FREE_TRIES
from ombud.workflows import actors
from ombud.workflows.people import authenticators
from ombud.workflows.refusals import AuthenticatorTaken
from tests.web.entry import account, answer, code_at, codes_on, count, events, halfway, is_in, secret_of, token_of
from tests.web.house import SECOND_FACTOR, Browser, House
from tests.web.people import DIRECTOR, STAFF

RECOVERY = "/account/recovery-codes"


def new_codes(house: House, browser: Browser) -> list[str]:
    browser.see(RECOVERY)
    browser.send(RECOVERY, {"current_code": house.code_of(DIRECTOR)})
    return codes_on(browser.see(RECOVERY))


def test_a_code_works_once(house: House) -> None:
    """S5: the same digits a second time are refused, also from another browser."""
    code = code_at(house)
    first, second = halfway(house), halfway(house)
    answer(first, code)
    answer(second, code, status=422)
    assert (is_in(first), is_in(second)) == (True, False)
    answer(second, code_at(house, steps=1))
    assert is_in(second)


def test_no_code_from_before_the_last_one_works(house: House) -> None:
    """S5: whoever looked over a shoulder has digits that are gone, used or not."""
    before = code_at(house)
    answer(halfway(house), code_at(house, steps=1))
    answer(halfway(house), before, status=422)


@pytest.mark.parametrize(("steps", "status"), [(-2, 422), (-1, 303), (0, 303), (1, 303), (2, 422)])
def test_a_clock_may_be_half_a_minute_off(house: House, steps: int, status: int) -> None:
    """S5: stale digits and those of the future are refused."""
    answer(halfway(house), code_at(house, steps=steps), status=status)


def test_a_recovery_code_works_once_in_place_of_the_app(house: House) -> None:
    """S5: typed as it can be read aloud; its hash alone is stored."""
    codes = new_codes(house, house.as_(DIRECTOR))
    assert len(set(codes)) == authenticators.RECOVERY_CODES
    answer(halfway(house), codes[0].lower().replace("-", " "))
    answer(halfway(house), codes[0], status=422)
    answer(halfway(house), codes[1])
    assert count(house, RecoveryCode, RecoveryCode.used_at.is_(None)) == len(codes) - 2
    with reading(house.database) as session:
        stored = session.scalars(select(RecoveryCode.code_hash)).all()
    assert all(len(value) == 32 for value in stored)
    assert not any(code.encode() in value for code in codes for value in stored)


def test_recovery_codes_are_shown_once_and_a_new_set_ends_the_old(house: House) -> None:
    """S5: somebody else's are no use either."""
    browser = house.as_(DIRECTOR)
    old = new_codes(house, browser)
    assert codes_on(browser.see(RECOVERY)) == []
    house.pass_(minutes=1)
    new = new_codes(house, browser)
    answer(halfway(house), old[0], status=422)
    answer(halfway(house, STAFF), new[0], status=422)
    answer(halfway(house), new[0])


def test_a_recovery_code_has_112_bits(house: House) -> None:
    """S5: so many that a hash without salt keeps it (base32: five bits a character)."""
    code = new_codes(house, house.as_(DIRECTOR))[0]
    assert len(code.replace("-", "")) * 5 >= 112


def test_new_recovery_codes_take_a_code_of_the_authenticator(house: House) -> None:
    browser = house.as_(DIRECTOR)
    for wrong in ("", "000000", "x" * 300):
        browser.see(RECOVERY)
        browser.send(RECOVERY, {"current_code": wrong}, status=422)
    assert count(house, RecoveryCode) == 0


BAD = (
    "", " ", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "123456\x00", "9" * 65, "9" * 5000, "' OR 1=1 --", "AAAA-AAAA",
)  # fmt: skip


def test_anything_that_is_no_code_is_refused_and_changes_nothing(house: House) -> None:
    """The record says that a second factor was refused, and nothing of whose it was or what was typed."""
    before = account(house)
    for bad in BAD:
        house.pass_(minutes=10)
        answer(halfway(house), bad, status=422)
    after = account(house)
    assert (before.totp_step, before.totp_sealed) == (after.totp_step, after.totp_sealed)
    refused = events(house, "account.refused")
    assert refused
    assert all(one == {"try": "second_factor"} for one in refused)


def test_tries_count_together_whatever_the_browser_and_the_address(house: House) -> None:
    """S8: whoever has the password and guesses the code is slowed everywhere; the owner's own browser is not."""
    owner = answer(halfway(house), code_at(house))
    owner.see("/inbox")
    owner.send("/sign-out")
    guessers = []
    for number in range(FREE_TRIES + 1):
        guesser = house.browser()
        guesser.environ_base["REMOTE_ADDR"] = f"203.0.113.{number}"
        guessers.append(halfway(house, browser=guesser))
    for guesser in guessers[:FREE_TRIES]:
        answer(guesser, "000000", status=422)
    answer(guessers[FREE_TRIES], code_at(house, steps=1), status=429)
    assert int(guessers[FREE_TRIES].page.headers["Retry-After"]) >= 1

    answer(halfway(house, browser=owner), code_at(house, steps=1))
    assert is_in(owner)

    house.pass_(minutes=6)
    answer(guessers[0], code_at(house))
    assert is_in(guessers[0])


def test_the_secret_is_sealed_for_its_row(house: House) -> None:
    secret, theirs = secret_of(house), account(house, STAFF)
    sealed = account(house).totp_sealed
    assert sealed
    assert secret.encode() not in sealed
    with unit_of_work(house.database) as session:
        session.execute(update(Account).where(Account.person_id == theirs.person_id).values(totp_sealed=sealed))
    with pytest.raises(SealBroken):
        secret_of(house, STAFF)


def test_no_two_people_have_one_authenticator(house: House) -> None:
    """P202-g: the database holds a keyed hash of each secret, once."""
    secret = secret_of(house)
    with reading(house.database) as session:
        person_id = session.scalars(select(Person.id).where(Person.email == STAFF)).one()
    with pytest.raises(AuthenticatorTaken), unit_of_work(house.database) as session:
        authenticators.set_up(
            session, house.office, person_id, secret, step=0, keep=person_id, by=actors.person(person_id), at=house.at
        )
    assert secret_of(house, STAFF) != secret


def test_a_code_sent_twice_by_a_double_click_is_one_sign_in(house: House) -> None:
    browser = halfway(house)
    form = {
        "code": code_at(house),
        "csrf_token": browser.hidden("csrf_token"),
        "request_key": browser.hidden("request_key"),
    }
    same = house.browser()  # its second request, sent before the first was answered
    same.set_cookie("ombud", token_of(browser))
    first, second = (one.post(SECOND_FACTOR, data=form) for one in (browser, same))
    assert (first.location, second.location) == ("/home", "/sign-in")
    assert not second.headers.getlist("Set-Cookie"), "which leaves the browser what the first answer gave it"
    assert browser.get("/sign-in").location == "/home"
    assert count(house, SignIn, SignIn.ended_at.is_(None)) == 1
