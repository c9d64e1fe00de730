"""Follows every link a page offers, as one person, from the page they start at; GET only, within the application."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import PurePosixPath

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from ombud.webapp.access.matrix import Reach, matrix_of
from tests.support.statements import statements
from tests.web.house import Browser, House

LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"')
ASKED = re.compile(r'<form\b(?=[^>]*\bmethod="get")[^>]*?\baction="([^"]*)"')
DRAWN = re.compile(r'\bdata-diagram="([^"]*)"')
PLACE = re.compile(r'\bid="([^"]*)"')
SIDEWAYS = (301, 302, 303)
FAR = 3
"""Redirects in a row that a link may lead through."""


@dataclass(frozen=True)
class Dead:
    """A link that leads nowhere: the page it stands on, where it points, and what is there."""

    page: str
    address: str
    status: int


@dataclass
class Crawl:
    """At most `each` addresses of every kind of page are opened; what was offered is known whether or not it was."""

    house: House
    browser: Browser
    starts: str = "/inbox"
    each: int = 2
    offered: set[str] = field(default_factory=set)  # endpoints
    dead: list[Dead] = field(default_factory=list)
    asked: dict[str, int] = field(default_factory=dict)  # address -> statements it took, of pages that opened
    ends: dict[str, str] = field(default_factory=dict)  # address -> kind of page, of the same

    def go(self) -> Crawl:
        waiting, seen, count = deque([("", self.starts)]), {self.starts}, Counter[str]()
        while waiting:
            page, address = waiting.popleft()
            endpoint = endpoint_of(self.house.app, address)
            if endpoint is None or endpoint == "static":
                self.dead += [Dead(page, address, 404)] if endpoint is None else []
                continue
            self.offered.add(endpoint)
            count[kind_of(endpoint, address)] += 1
            if count[kind_of(endpoint, address)] > self.each:
                continue
            answer = self._open(page, address, endpoint)
            self.offered |= forms_in(self.house.app, answer)
            for found in links_in(answer):
                if found not in seen:
                    seen.add(found)
                    waiting.append((address, found))
            self.dead += [Dead(address, f"#{place}", 404) for place in missing_places(answer)]
        return self

    def _open(self, page: str, address: str, endpoint: str) -> TestResponse:
        with statements(self.house.database) as ran:
            answer = self.browser.get(address)
        if answer.status_code == 200:
            self.asked[address], self.ends[address] = len(ran), kind_of(endpoint, address)
            return answer
        for _redirect in range(FAR):
            if answer.status_code not in SIDEWAYS:
                break
            answer = self.browser.get(answer.location)
        if answer.status_code != 200:
            self.dead.append(Dead(page, address, answer.status_code))
        return answer

    def most_asked(self) -> dict[str, int]:
        """By kind of page, the statements of the one that took most."""
        found: dict[str, int] = {}
        for address, asked in self.asked.items():
            found[self.ends[address]] = max(asked, found.get(self.ends[address], 0))
        return found


def links_in(answer: TestResponse) -> Iterator[str]:
    """The addresses within the application that a page offers, without the place on the page."""
    if answer.mimetype != "text/html":
        return
    for address in LINK.findall(answer.text) + DRAWN.findall(answer.text):
        path = unescape(address).partition("#")[0]
        if path.startswith("/"):
            yield path


def forms_in(app: Flask, answer: TestResponse) -> set[str]:
    """The endpoints that forms of a page ask by GET: what they answer depends on what is typed."""
    found = ASKED.findall(answer.text) if answer.mimetype == "text/html" else []
    return {endpoint for address in found if (endpoint := endpoint_of(app, unescape(address)))}


def missing_places(answer: TestResponse) -> list[str]:
    """Places on the page itself that its links name and that are not there."""
    if answer.mimetype != "text/html":
        return []
    named = {unescape(address)[1:] for address in LINK.findall(answer.text) if address.startswith("#")}
    return sorted(named - set(map(unescape, PLACE.findall(answer.text))))


def kind_of(endpoint: str, address: str) -> str:
    """A page, and the same as a file, are two: one endpoint may answer both."""
    return endpoint + PurePosixPath(address.partition("?")[0]).suffix


def endpoint_of(app: Flask, address: str) -> str | None:
    """None where no page has this address."""
    try:
        endpoint, _values = app.url_map.bind("localhost").match(address.partition("?")[0], method="GET")
    except HTTPException:
        return None
    return str(endpoint)


def unlinked(seen: Crawl, roles: Collection[str]) -> set[str]:
    """The pages without a record in their address that the access matrix opens to one of these roles, that open, and that
    no page offered."""
    lines = matrix_of(seen.house.app, [*roles])
    pages = [
        line for line in lines if line.method == "GET" and "<" not in line.address and line.endpoint not in seen.offered
    ]
    opened = [line for line in pages if set(line.reaches) != {Reach.NO}]
    return {line.endpoint for line in opened if seen.browser.get(line.address).status_code == 200}
