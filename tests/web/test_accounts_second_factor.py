"""The second factor: when it is asked for, what a password alone opens, how long a browser is remembered."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from ombud.storage.accounts import Device, SignIn
from ombud.storage.directory import Person
from ombud.storage.procedures import Setting
from ombud.storage.session import reading, unit_of_work
from tests.web.entry import answer, code_at, halfway, is_in, token_of
from tests.web.house import DEVICE, PASSWORD, SECOND_FACTOR, Browser, House, build_house
from tests.web.people import DIRECTOR, OPERATOR, STAFF


def kept(house: House) -> Browser:
    """A browser that is remembered since now."""
    browser = answer(halfway(house), code_at(house), keep=True)
    assert is_in(browser)
    return browser


def again(house: House, browser: Browser, email: str = DIRECTOR) -> str:
    """Signs out and gives the password again; where that leads."""
    browser.see("/sign-in" if not is_in(browser) else "/inbox")
    browser.send("/sign-out")
    browser.see("/sign-in")
    return str(browser.send("/sign-in", {"email": email, "password": PASSWORD}).location)


def mfa_times(house: House) -> set[datetime | None]:
    with reading(house.database) as session:
        return {*session.scalars(select(SignIn.mfa_at)), *session.scalars(select(Device.mfa_at))}


def test_a_password_alone_opens_nothing(house: House) -> None:
    number, _code = house.file()
    browser = halfway(house)
    for page in ("/inbox", "/account", f"/cases/{number}", "/account/recovery-codes", "/account/second-factor"):
        assert browser.get(page).location == SECOND_FACTOR, page
    assert "Director" not in browser.see("/meetings")
    assert browser.get("/sign-in").status_code == 200


def test_after_seven_days_the_second_factor_is_asked_for_again(house: House) -> None:
    """S4, P202-f: on a remembered browser the password is enough for exactly seven days."""
    browser = kept(house)
    house.pass_(days=7)
    assert again(house, browser) == "/home"
    house.pass_(seconds=1)
    assert again(house, browser) == SECOND_FACTOR
    assert not is_in(browser)
    browser.see(SECOND_FACTOR)
    answer(browser, code_at(house))
    assert is_in(browser)


def test_the_seventh_day_ends_in_the_middle_of_a_session_too(house: House) -> None:
    """S4: whoever is at work then is asked, and comes back to the page they were on."""
    browser = kept(house)
    house.pass_(days=6, hours=23, minutes=30)
    assert again(house, browser) == "/home"
    house.pass_(minutes=30)
    assert is_in(browser)
    house.pass_(seconds=1)
    assert browser.get("/duties").location == SECOND_FACTOR
    browser.see(SECOND_FACTOR)
    assert browser.send(SECOND_FACTOR, {"code": code_at(house)}).location == "/duties"


def test_a_password_never_renews_the_second_factor(house: House) -> None:
    """S4: however often the password is given on a remembered browser, the seven days run from the code."""
    browser, given = kept(house), house.at
    for _day in range(7):
        house.pass_(days=1)
        assert again(house, browser) == "/home"
        assert mfa_times(house) == {given}
    house.pass_(seconds=1)
    assert again(house, browser) == SECOND_FACTOR


def test_what_somebody_wrote_is_shown_when_the_second_factor_is_due(house: House) -> None:
    """S4: the seventh day does not cost a text."""
    number, _code = house.file()
    browser = kept(house)
    house.pass_(days=6, hours=23, minutes=59)
    assert again(house, browser) == "/home"
    task = house.task(number, "director_decides")
    browser.see(f"/tasks/{task}")
    house.pass_(minutes=2)
    browser.send(f"/tasks/{task}/complete", {"decision": "It was written for an hour."}, status=401)
    assert "It was written for an hour." in browser.page.text
    assert f'href="{SECOND_FACTOR}"' in browser.page.text


@pytest.mark.parametrize(("days", "good_for"), [(2, 2), (0, 7), (None, 7)])
def test_an_office_may_ask_more_often_and_never_less(house: House, days: Any, good_for: int) -> None:
    """P202-f: a setting that says nothing sensible counts as the policy's seven days."""
    with unit_of_work(house.database) as session:
        session.add(Setting(name="accounts.second_factor_days", value=days, from_at=house.at, reason="Sooner."))
    browser = kept(house)
    house.pass_(days=good_for)
    assert again(house, browser) == "/home"
    house.pass_(seconds=1)
    assert again(house, browser) == SECOND_FACTOR


def test_no_office_sets_more_days_than_the_policy_has(house: House) -> None:
    """S4. Not even as a deviation that is recorded."""
    operator, setting = house.as_(OPERATOR), "/administration/settings/accounts/second_factor_days"
    for days in ("8", "30", "0"):
        operator.see(setting)
        more = {"use": "own", "value": days, "reason": "It is asked for too often.", "deviating": "y"}
        operator.send(setting, more, status=422)
    with reading(house.database) as session:
        chosen = select(Setting).where(Setting.name == "accounts.second_factor_days")
        assert session.scalars(chosen).all() == []


def test_only_a_browser_that_was_asked_to_remember_does(house: House) -> None:
    browser = answer(halfway(house), code_at(house))
    assert is_in(browser)
    assert again(house, browser) == SECOND_FACTOR


def test_what_a_browser_remembers_is_one_persons(house: House) -> None:
    assert again(house, kept(house), STAFF) == SECOND_FACTOR


def test_a_row_of_somebody_else_remembers_nobody(house: House) -> None:
    """The cookie names the account and so does the row: one of them alone is not enough."""
    browser = kept(house)
    with unit_of_work(house.database) as session:
        other = session.scalars(select(Person.id).where(Person.email == STAFF)).one()
        session.execute(update(Device).values(person_id=other))
    assert again(house, browser) == SECOND_FACTOR


def test_a_forged_or_copied_out_memory_is_none(house: House) -> None:
    """The cookie is signed, and the row it names has to be there."""
    cookie = kept(house).get_cookie(DEVICE, path="/sign-in")
    assert cookie
    for value in (cookie.value[:-2], cookie.value + "x", "e30.x", "x" * 3000, ""):
        browser = house.browser()
        browser.set_cookie(DEVICE, value, path="/sign-in")
        halfway(house, browser=browser)
    with unit_of_work(house.database) as session:
        session.query(Device).delete()
    browser = house.browser()
    browser.set_cookie(DEVICE, cookie.value, path="/sign-in")
    halfway(house, browser=browser)


def test_halfway_ends_after_ten_minutes(house: House) -> None:
    browser = halfway(house)
    house.pass_(minutes=9, seconds=59)
    browser.see(SECOND_FACTOR)
    house.pass_(seconds=1)
    assert browser.get(SECOND_FACTOR).location == "/sign-in"
    assert browser.post(SECOND_FACTOR, data=_form(browser, code_at(house))).location == "/sign-in"
    assert not is_in(browser)


def test_each_step_makes_a_new_session(house: House) -> None:
    """S6: the token of before the password, and of before the second factor, open nothing afterwards."""
    browser = house.browser()
    browser.see("/sign-in")
    tokens = [token_of(browser)]
    halfway(house, browser=browser)
    tokens.append(token_of(browser))
    answer(browser, code_at(house))
    assert is_in(browser)
    assert token_of(browser) not in tokens
    for token in tokens:
        thief = house.browser()
        thief.set_cookie("ombud", token)
        assert not is_in(thief)
        assert thief.get(SECOND_FACTOR).location == "/sign-in"


def test_signing_out_halfway_ends_it(house: House) -> None:
    browser = halfway(house)
    token = token_of(browser)
    browser.send("/sign-out")
    thief = house.browser()
    thief.set_cookie("ombud", token)
    assert thief.get(SECOND_FACTOR).location == "/sign-in"


def test_a_demonstration_fills_the_code_in(tmp_path: Path, house: House) -> None:
    """Trying it stays two clicks; anywhere else the field is empty."""
    demonstration = build_house(tmp_path / "demonstration", demo=True)
    for _time in range(2):
        browser = halfway(demonstration)
        shown = re.search(r'name="code"[^>]*value="(\d{6})"', browser.page.text)
        assert shown
        demonstration.pass_(seconds=25)  # somebody reads the page first
        answer(browser, shown[1])
        assert is_in(browser)
    demonstration.database.close()
    assert 'value=""' in re.findall(r'<input[^>]*name="code"[^>]*>', halfway(house).page.text)[0]


def _form(browser: Browser, code: str) -> dict[str, str]:
    return {"code": code, "csrf_token": browser.hidden("csrf_token"), "request_key": browser.hidden("request_key")}
