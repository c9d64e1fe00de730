"""Steps of signing in, one at a time, and what is left of them in the database."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import func, select

from ombud.storage.accounts import Account
from ombud.storage.directory import Person
from ombud.storage.events import SYSTEM_CHAIN, Event
from ombud.storage.session import reading
from ombud.workflows.people import authenticators
from tests.web.house import PASSWORD, SECOND_FACTOR, Browser, House
from tests.web.people import DIRECTOR


def halfway(house: House, email: str = DIRECTOR, *, browser: Browser | None = None) -> Browser:
    """A browser that gave the password and is asked for the second factor."""
    browser = browser or house.browser()
    browser.see("/sign-in")
    assert browser.send("/sign-in", {"email": email, "password": PASSWORD}).location == SECOND_FACTOR
    browser.see(SECOND_FACTOR)
    return browser


def answer(browser: Browser, code: str, *, keep: bool = False, status: int = 303) -> Browser:
    browser.send(SECOND_FACTOR, {"code": code} | ({"keep_browser": "y"} if keep else {}), status=status)
    return browser


def is_in(browser: Browser) -> bool:
    return browser.get("/inbox").status_code == 200


def account(house: House, email: str = DIRECTOR) -> Account:
    with reading(house.database) as session:
        return session.scalars(select(Account).join(Person).where(Person.email == email)).one()


def secret_of(house: House, email: str = DIRECTOR) -> str:
    secret = authenticators.secret_of(house.office, account(house, email))
    assert secret
    return secret


def code_at(house: House, *, steps: int = 0, email: str = DIRECTOR) -> str:
    """What the authenticator shows now, or so many steps before or after."""
    now = int(house.at.timestamp()) // authenticators.STEP_SECONDS
    return authenticators.digits(secret_of(house, email), now + steps)


def events(house: House, kind: str) -> list[Any]:
    with reading(house.database) as session:
        found = select(Event.body).where(Event.chain == SYSTEM_CHAIN, Event.kind == kind).order_by(Event.seq)
        return list(session.scalars(found))


def count(house: House, what: type[Any], *where: Any) -> int:
    with reading(house.database) as session:
        return session.scalar(select(func.count()).select_from(what).where(*where)) or 0


def codes_on(page: str) -> list[str]:
    return re.findall(r"<code>([A-Z2-7-]{29})</code>", page)


def token_of(browser: Browser) -> str:
    cookie = browser.get_cookie("ombud")
    return cookie.value if cookie else ""
