"""The pages on which a checklist is replaced by the official text."""

from __future__ import annotations

import html
import re
from typing import Any

from ombud.storage.session import reading
from ombud.workflows import checklists
from ombud.workflows.checklists import Checklist
from tests.web.house import Browser, House

ADDRESS = "/administration/checklists"
EXHIBIT = f"{ADDRESS}/exhibit_a"

OFFICIAL = """\
A. People:
1) The agency has named an HMIS Data Coordinator (HDC), who holds a licence.
2) The Executive Director on record with the Lead is in office.
# Access
- Something that was never asked before
"""
WORDS = {"official": "yes", "origin": "Exhibit A, January 2026", "reason": "The Lead sent the official text."}


def in_use(house: House, key: str = "exhibit_a") -> Checklist:
    with reading(house.database) as session:
        return checklists.current(session, house.office, key, at=house.at)


def look(browser: Browser, text: str = OFFICIAL, **more: Any) -> str:
    browser.see(f"{EXHIBIT}/replace")
    browser.send(f"{EXHIBIT}/replace", {"text": text, "go": "look"} | more, status=200)
    return browser.page.text


def choices(page: str) -> list[str]:
    """What is selected for each item."""
    selects = re.findall(r'<select[^>]*name="same".*?</select>', page, re.DOTALL)
    return [re.findall(r'value="([^"]*)" selected', each)[0] if " selected" in each else "" for each in selects]


def publish(browser: Browser, page: str, *, key: str = "", status: int = 303, **words: Any) -> None:
    text = html.unescape(re.findall(r'<textarea name="text"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)[0])
    sent = {"text": text, "go": "publish", "seen": browser.hidden("seen"), "same": choices(page)} | WORDS | words
    browser.send(f"{EXHIBIT}/replace", sent, key=key, status=status)
