"""One's own account: sign-ins, remembered browsers, password, authenticator, language."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from ombud.storage.directory import Person
from ombud.storage.session import reading, unit_of_work
from ombud.webapp.accounts import passwords
from ombud.webapp.accounts.throttle import FREE_TRIES
from ombud.workflows.people import authenticators
from tests.web.entry import account, answer, code_at, codes_on, halfway, is_in, secret_of
from tests.web.house import PASSWORD, SECOND_FACTOR, Browser, House
from tests.web.people import DIRECTOR, STAFF

CHOSEN = "seven otters under the bridge"
SET_UP = "/account/second-factor"


def change(browser: Browser, new: str, *, old: str = PASSWORD, again: str | None = None, status: int = 422) -> str:
    browser.see("/account/password")
    form = {"password": old, "new_password": new, "new_password_again": new if again is None else again}
    browser.send("/account/password", form, status=status)
    return browser.page.text


def test_all_other_sign_ins_are_ended_at_once(house: House) -> None:
    """S6."""
    here, there, elsewhere, somebody = (house.as_(email) for email in (DIRECTOR, DIRECTOR, DIRECTOR, STAFF))
    here.see("/account")
    here.send("/account/sign-ins/end-others")
    assert [is_in(browser) for browser in (here, there, elsewhere, somebody)] == [True, False, False, True]


def test_a_remembered_browser_is_forgotten_by_its_owner_only(house: House) -> None:
    """S6: it asks for the code again."""
    browser = answer(halfway(house), code_at(house), keep=True)
    found = re.search(r"/account/browsers/([0-9a-f-]+)/forget", browser.see("/account"))
    assert found
    somebody = house.as_(STAFF)
    somebody.see("/account")
    somebody.send(f"/account/browsers/{found[1]}/forget")
    assert found[1] in browser.see("/account")
    browser.send(f"/account/browsers/{found[1]}/forget")
    assert found[1] not in browser.see("/account")
    browser.send("/sign-out")
    halfway(house, browser=browser)


def test_a_password_is_changed_by_whoever_knows_the_old_one(house: House) -> None:
    """S7, S6: every other sign-in ends, and what browsers remember."""
    here, there = house.as_(DIRECTOR), house.as_(DIRECTOR)
    assert "not the password you have now" in change(here, CHOSEN, old="a wrong password")
    change(here, CHOSEN, status=303)
    assert (is_in(here), is_in(there)) == (True, False)
    house.browser().sign_in(DIRECTOR, PASSWORD, status=422)
    browser = house.browser()
    browser.see("/sign-in")
    assert browser.send("/sign-in", {"email": DIRECTOR, "password": CHOSEN}).location == SECOND_FACTOR
    house.work()
    assert house.mailer.messages[-1]["Subject"] == "Your password was changed"


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("fourteen chars", "at least 15 characters"),
        ("x" * 1025, "at most 1024 characters"),
        ("password password", "tried first"),
        ("Director of the Lead 2026 ombud", "easily guessed"),
        ("aaaaaaaaaaaaaaaaaaaa", "easily guessed"),
        ("", "Enter a new password"),
    ],
)
def test_a_bad_password_is_refused_in_plain_words(house: House, new: str, said: str) -> None:
    """S7."""
    with unit_of_work(house.database) as session:
        session.execute(update(Person).where(Person.email == DIRECTOR).values(name="Director Lead"))
    before = account(house).password_hash
    assert said in change(house.as_(DIRECTOR), new)
    assert account(house).password_hash == before


@pytest.mark.parametrize(
    "new", ["plain words no capitals or digits", "我们的猫喜欢在星期天吃鱼和米饭吧", "Ünal går på fjället " * 50]
)
def test_any_long_password_will_do(house: House, new: str) -> None:
    """S7: no rules about kinds of characters, all of Unicode, far more than 64 characters."""
    browser = house.as_(DIRECTOR)
    change(browser, new, status=303)
    assert passwords.matches(account(house).password_hash, new)


def test_two_different_ones_are_none(house: House) -> None:
    assert "not the same" in change(house.as_(DIRECTOR), CHOSEN, again=CHOSEN + "!")


def test_a_password_that_became_public_is_refused(tmp_path: Path, house: House) -> None:
    """S7: in the list this installation was given."""
    listed = tmp_path / "breached.txt"
    listed.write_text("".join(f"{sha1}:3\r\n" for sha1 in sorted([_sha1(CHOSEN), _sha1("other"), "0" * 40, "F" * 40])))
    desk = house.app.extensions["ombud"]
    house.app.extensions["ombud"] = replace(desk, config=replace(desk.config, breached_passwords=listed))
    assert "became public" in change(house.as_(DIRECTOR), CHOSEN)
    change(house.as_(DIRECTOR), CHOSEN + " again", status=303)


def test_fields_say_to_a_password_manager_what_they_are(house: House) -> None:
    """S7: nothing keeps anybody from pasting."""
    page = house.as_(DIRECTOR).see("/account/password")
    said = re.findall(r'autocomplete="([a-z-]+)"', page)
    assert said == ["username", "current-password", "new-password", "new-password"]
    assert "onpaste" not in page
    assert 'autocomplete="one-time-code"' in halfway(house).page.text


def test_guessing_the_old_password_is_slowed(house: House) -> None:
    """S8: a browser left open does not give the password away."""
    browser = house.as_(DIRECTOR)
    for _try in range(FREE_TRIES):
        change(browser, CHOSEN, old="a wrong password")
    change(browser, CHOSEN, status=429)


def test_every_try_at_signing_in_is_one_password_check(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """S8: known, unknown, disabled, and invited but not here yet: as much work for each."""

    class Counting(PasswordHasher):
        checked = 0

        def verify(self, hash: str | bytes, password: str | bytes) -> bool:
            Counting.checked += 1
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    with unit_of_work(house.database) as session:
        session.execute(update(Person).where(Person.email == STAFF).values(active=False))
        session.add(Person(email="new@lead.example", name="New", created_at=house.at))
    for email in (DIRECTOR, STAFF, "new@lead.example", "nobody@nowhere.example"):
        before = Counting.checked
        house.browser().sign_in(email, "a wrong password indeed", status=422)
        assert Counting.checked - before == 1, email


def test_another_authenticator_takes_a_code_of_the_one_before(house: House) -> None:
    """S5: it brings new recovery codes, ends every other sign-in, and is told by mail."""
    browser, other, old = house.as_(DIRECTOR), house.as_(DIRECTOR), secret_of(house)
    secret, offered = authenticators.offer(house.office, account(house).person_id)
    step = int(house.at.timestamp()) // authenticators.STEP_SECONDS
    new = {"offered": offered, "code": authenticators.digits(secret, step)}
    for wrong in ("", "000000"):
        browser.see(SET_UP)
        browser.send(SET_UP, new | {"current_code": wrong}, status=422)
    assert secret_of(house) == old
    browser.see(SET_UP)
    browser.send(SET_UP, new | {"current_code": house.code_of(DIRECTOR)})
    assert secret_of(house) == secret
    assert codes_on(browser.see("/account/recovery-codes"))
    assert not is_in(other)
    house.work()
    assert house.mailer.messages[-1]["Subject"] == "Your authenticator was replaced"


def test_a_language_is_kept_for_pages_and_mails(house: House) -> None:
    browser = house.as_(DIRECTOR)
    browser.see("/account")
    browser.send("/account/language", {"language": "es"})
    assert '<html lang="es"' in browser.see("/account")
    browser.send("/account/language", {"language": "tlh"}, status=422)
    with reading(house.database) as session:
        assert session.scalars(select(Person.language).where(Person.email == DIRECTOR)).one() == "es"


def test_what_the_page_lists_is_ones_own(house: House) -> None:
    house.as_(STAFF)
    page = house.as_(DIRECTOR).see("/account")
    assert page.count("/account/browsers/") == 1
    assert STAFF not in page
    assert not re.search(r"/account/sign-ins/[0-9a-f-]{36}/end", page), "nor where others are signed in"


def _sha1(password: str) -> str:
    import hashlib

    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
