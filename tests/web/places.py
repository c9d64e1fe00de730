"""Every page there is, found as people find them: by the links of the pages before, as each kind of person."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from tests.web.house import DECISION, Browser, House, build_house

NOBODY = ""
CODE = "the complainant's code"
#: kinds of people, each by one of them
PEOPLE = {
    "nobody": NOBODY,
    "code": CODE,
    "agency": "hdc@harbor.example",
    "staff": "staff@lead.example",
    "director": "director@lead.example",
    "member": "abena@dsb.example",
    "operator": "operator@ombud.example",
    "auditor": "auditor@ombud.example",
}
DOORS = (
    "/",
    "/sign-in",
    "/track",
    "/track/case",
    "/home",
    "/inbox",
    "/inbox?box=groups",
    "/receipt",
    "/mailbox",
    "/healthz",
)
ENDS = frozenset({"/sign-out", "/track/leave", "/receipt"})

FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
FIELD = re.compile(r'\bname="([^"]+)"')
ADDRESS = re.compile(r'\b(href|action|src|formaction|data-diagram)="([^"]*)"')


@dataclass(frozen=True)
class Visit:
    who: str
    address: str
    answer: TestResponse

    @property
    def is_page(self) -> bool:
        return self.answer.mimetype == "text/html"

    @cached_property
    def text(self) -> str:
        """Of a page: what it says; of a download nothing."""
        return self.answer.text if self.is_page else ""

    @property
    def addresses(self) -> Iterator[tuple[str, str]]:
        """Each address on the page with the attribute it stands in."""
        for name, address in ADDRESS.findall(self.text):
            yield name, unescape(address)


@dataclass
class Walk:
    """As one person, from the doors on: at most `each` addresses of every endpoint."""

    house: House
    who: str
    browser: Browser
    each: int = 1
    visits: list[Visit] = field(default_factory=list)
    #: by endpoint, the values of its address that were met
    met: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    #: by endpoint, the names of the fields of its form
    fields: dict[str, set[str]] = field(default_factory=dict)

    def go(self) -> Walk:
        waiting, seen, count = deque(DOORS), set(DOORS), Counter[str]()
        while waiting:
            address = waiting.popleft()
            endpoint = self._endpoint(address, "GET")
            if endpoint is None or count[endpoint] >= self.each + (address in DOORS):
                continue
            count[endpoint] += 1
            visit = Visit(self.who, address, self.browser.get(address))
            self.visits.append(visit)
            self._read_forms(visit)
            for name, found in visit.addresses:
                self._endpoint(found, "POST" if name in ("action", "formaction") else "GET")
                if name != "action" and found.startswith("/") and found not in seen and found not in ENDS:
                    seen.add(found)
                    waiting.append(found)
        return self

    def _read_forms(self, visit: Visit) -> None:
        for tag, inside in FORM.findall(visit.text):
            target = ADDRESS.search(tag)
            endpoint = self._endpoint(unescape(target[2]) if target else visit.address, "POST")
            if endpoint is not None:
                self.fields.setdefault(endpoint, set()).update(FIELD.findall(inside))

    def _endpoint(self, address: str, method: str) -> str | None:
        path = address.partition("?")[0].partition("#")[0]
        if not path.startswith("/") or path.startswith("/static/"):
            return None
        try:
            endpoint, values = self.house.app.url_map.bind("localhost").match(path, method=method)
        except HTTPException:
            return None
        known = self.met.setdefault(endpoint, [])
        if values and values not in known:
            known.append(dict(values))
        return str(endpoint)


@dataclass
class Hamlet:
    """A house with a decided case that waits for its complainant, a private talk that waits for staff, and `asked_code`
    of the first: enough that most kinds of page have something on them."""

    house: House
    asked: str
    asked_code: str


def build_hamlet(folder: Path, *, url: str = "") -> Hamlet:
    house = build_house(folder, demo=True, url=url)
    asked, code = house.file(documents=[(BytesIO(b"Refused, they said."), "note.txt")])
    house.complete(asked, "director_decides", PEOPLE["director"], DECISION)
    house.file(contact_name="Ned Falk", stage="informal")
    house.work()
    return Hamlet(house, asked, code)


def browser_of(hamlet: Hamlet, who: str) -> Browser:
    house, email = hamlet.house, PEOPLE[who]
    if email == NOBODY:
        return house.browser()
    return house.track(hamlet.asked_code) if email == CODE else house.as_(email)


def walks(hamlet: Hamlet, *people: str) -> list[Walk]:
    return [Walk(hamlet.house, who, browser_of(hamlet, who)).go() for who in people or PEOPLE]
