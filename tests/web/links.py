"""A party without an account on its way to its case: the mails it gets, and the links in them."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from sqlalchemy import inspect, select, text

from ombud.storage.base import Base
from ombud.storage.events import SYSTEM_CHAIN, Event
from ombud.storage.session import reading
from tests.web.house import Browser, House

ROSA = "rosa@willow.example"
ARRIVED = "a letter is ready"
"""The mail after filing: a formal complaint is acknowledged by a letter."""
NOWHERE = "/track/link/" + "A" * 43
REFUSED = "This link opens nothing"
LETTER = b"%PDF-1.7\nThe report of January\n"


def mails_to(house: House, address: str, subject: str) -> list[str]:
    found = []
    for mail in house.mailer.messages:
        if address in str(mail["To"]) and subject in str(mail["Subject"]):
            body = mail.get_body(("plain",))
            assert body
            found.append(body.get_content())
    return found


def link_in(mail: str) -> str:
    found = re.search(r"http://localhost:8000(/track/link/\S+)", mail)
    assert found, mail
    return found[1]


def send(browser: Browser, path: str, status: int = 303, **answers: Any) -> None:
    """Writes on the case's page, where the form for it stands."""
    browser.see(path.removesuffix("/messages").removesuffix("/notes") if "/cases/" in path else "/track/case")
    browser.send(path, answers, status=status)


def pdf(name: str = "report.pdf", content: bytes = LETTER) -> list[tuple[BytesIO, str]]:
    return [(BytesIO(content), name)]


def a_link(house: House) -> str:
    house.file()
    house.work()
    return link_in(mails_to(house, ROSA, ARRIVED)[0])


def system_events(house: House) -> list[tuple[str, object]]:
    with reading(house.database) as session:
        rows = session.execute(select(Event.kind, Event.body).where(Event.chain == SYSTEM_CHAIN).order_by(Event.seq))
        return [(kind, body) for kind, body in rows if kind.startswith(("link.", "code."))]


def use(browser: Browser, link: str, status: int = 303) -> str:
    browser.see("/track")
    browser.send(link, status=status)
    return browser.page.text


def ask(house: House, number: str, email: str, **more: str) -> str:
    browser = house.browser()
    browser.see("/track/lost")
    assert browser.send("/track/lost", {"number": number, "email": email} | more).location == "/track"
    return browser.see("/track")


def values_of(house: House) -> str:
    """Every value of every table, bytes as the text they may hold."""
    with reading(house.database) as session:
        names = inspect(session.connection()).get_table_names()
        assert set(Base.metadata.tables) <= set(names)
        rows = [row for name in names for row in session.execute(text(f'SELECT * FROM "{name}"'))]  # noqa: S608
    values = [value for row in rows for value in row if value is not None]
    return "\n".join(_plain(value) for value in values)


def _plain(value: object) -> str:
    return bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)
