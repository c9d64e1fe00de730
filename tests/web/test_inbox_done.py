"""What somebody has done stays in their inbox; of a case they may no longer see it says no more than that."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from ombud.storage.directory import Person, RoleHolding
from ombud.storage.session import unit_of_work
from ombud.workflows.days import day_of
from tests.web.house import DECISION, House

DIRECTOR = "director@lead.example"


@pytest.fixture
def decided(house: House) -> tuple[House, str]:
    number, _code = house.file()
    house.complete(number, "director_decides", DIRECTOR, DECISION)
    return house, number


def ends(house: House, email: str, role: str) -> None:
    with unit_of_work(house.database) as session:
        theirs = select(RoleHolding).join(Person, Person.id == RoleHolding.person_id).where(Person.email == email)
        for holding in session.scalars(theirs.where(RoleHolding.role == role)):
            holding.to_on = day_of(house.at) - timedelta(days=1)


def test_whoever_may_read_the_case_sees_whose_it_is_and_goes_there(decided: tuple[House, str]) -> None:
    house, number = decided
    page = house.as_(DIRECTOR).see("/inbox?box=done")
    assert "Rosa Lindgren" in page
    assert f'href="/cases/{number}"' in page


def test_whose_role_is_over_reads_no_name_and_finds_no_link(decided: tuple[House, str]) -> None:
    house, number = decided
    ends(house, DIRECTOR, "director")
    director = house.as_(DIRECTOR)
    director.see(f"/cases/{number}", status=404)
    page = director.see("/inbox?box=done")
    assert "Decide on the complaint" in page
    assert number in page
    assert "The complainant" in page
    for hidden in ("Rosa Lindgren", "Willow Bridge", f'href="/cases/{number}"'):
        assert hidden not in page
