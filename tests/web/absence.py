"""The pages on which somebody asks a substitute to stand in, and the substitute answers."""

from __future__ import annotations

import re
from datetime import date

from tests.web.house import Browser, House
from tests.web.people import DIRECTOR, STAFF

MONDAY, FRIDAY = date(2026, 3, 2).isoformat(), date(2026, 3, 6).isoformat()
DAYS = {"from_on": MONDAY, "to_on": FRIDAY}


def propose(house: House, email: str = STAFF, *, by: str = DIRECTOR, status: int = 303, **more: str) -> Browser:
    browser = house.as_(by)
    browser.see("/substitutes/new")
    browser.send("/substitutes/new", DAYS | {"email": email} | more, status=status)
    return browser


def act(browser: Browser, verb: str, status: int = 303) -> None:
    """Presses the first button of that kind on the page of substitutes."""
    button = re.search(rf'action="(/substitutes/[^"]+/{verb})"', browser.see("/substitutes"))
    assert button, f"nothing to {verb}"
    browser.send(button[1], status=status)
