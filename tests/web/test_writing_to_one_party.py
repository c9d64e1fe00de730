"""A case with two parties: whoever works on it chooses to whom a message goes, and is told where the choice is missing."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select

from ombud.storage.cases import Case, Party
from ombud.storage.session import unit_of_work
from tests.web.house import Browser, House

DIRECTOR = "director@lead.example"
MESSAGE = "Which report was it?"


@pytest.fixture
def of_two(house: House) -> tuple[House, str, str, str]:
    """A complaint with a second party; its number, the first one's code and the second one's id."""
    number, code = house.file()
    second = uuid4()
    with unit_of_work(house.database) as session:
        case_id = session.scalars(select(Case.id).where(Case.number == number)).one()
        session.add(Party(id=second, case_id=case_id, role="appointing_entity"))
    return house, number, code, str(second)


def read_by_the_first(house: House, code: str) -> str:
    return house.track(code).see("/track/case")


def writing(house: House, number: str) -> Browser:
    director = house.as_(DIRECTOR)
    director.see(f"/cases/{number}/messages")
    return director


def test_it_goes_to_the_one_who_was_chosen(of_two: tuple[House, str, str, str]) -> None:
    house, number, code, second = of_two
    director = writing(house, number)
    assert "To whom?" in director.page.text
    director.send(f"/cases/{number}/messages", {"message": MESSAGE, "to": second})
    assert MESSAGE not in read_by_the_first(house, code)
    assert MESSAGE in director.see(f"/cases/{number}")


@pytest.mark.parametrize("to", ["", "nobody", "018f0000-0000-7000-8000-000000000000"])
def test_without_a_choice_the_text_comes_back(of_two: tuple[House, str, str, str], to: str) -> None:
    house, number, _code, _second = of_two
    director = writing(house, number)
    page = director.send(f"/cases/{number}/messages", {"message": MESSAGE, "to": to}, status=422).text
    assert "choose to whom you write" in page
    assert MESSAGE in page


def test_a_party_is_not_asked_and_a_task_leads_to_the_messages(of_two: tuple[House, str, str, str]) -> None:
    house, number, code, _second = of_two
    assert "To whom?" not in read_by_the_first(house, code)
    director = house.as_(DIRECTOR)
    assert f'href="/cases/{number}/messages"' in director.see(f"/tasks/{house.task(number, 'director_decides')}")
