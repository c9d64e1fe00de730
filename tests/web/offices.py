"""The pages an operator keeps organisations, people and roles on."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import func, select

from ombud.storage.directory import Organisation, Person
from ombud.storage.session import reading
from tests.web.house import Browser, House

PEOPLE = "/administration/people"
ORGANISATIONS = "/administration/organisations"
WILLOWS = {
    "name": "Willow Court",
    "kind": "agency",
    "participation": "participating",
    "victim_service_provider": "no",
    "coc_numbers": "CT-503",
}
NIA = {"name": "Nia Novak", "email": "nia@willow.example", "language": "en", "organisation": "", "role": ""}


def page_of(house: House, email: str) -> str:
    with reading(house.database) as session:
        return f"{PEOPLE}/{session.scalars(select(Person.id).where(Person.email == email)).one()}"


def organisation(house: House, name: str) -> str:
    with reading(house.database) as session:
        return str(session.scalars(select(Organisation.id).where(Organisation.name == name)).one())


def many(house: House, table: Any = Person) -> int:
    with reading(house.database) as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def search(browser: Browser, **said: str) -> str:
    browser.see(PEOPLE)
    return browser.send(PEOPLE, said, status=200).text


def names(page: str) -> list[str]:
    return re.findall(r'href="/administration/people/[0-9a-f-]{36}">([^<]+)</a>', page)


def grant(house: House, browser: Browser, email: str, role: str, *, status: int = 303, **said: str) -> str:
    path = f"{page_of(house, email)}/roles/new/{role}"
    browser.see(path)
    return browser.send(path, {"from_on": "2026-03-02"} | said, status=status).text
