"""People are added and corrected by an operator; nobody twice, no address twice, nobody deleted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from ombud.storage.directory import Person
from ombud.storage.session import reading
from ombud.workflows.people import persons
from ombud.workflows.refusals import AddressTaken, Forbidden, InvalidCommand, NotFound
from tests.integration.people.quarter import HARBOR, Quarter

ROSA = {"email": " Rosa@Willow.Example ", "name": " Rosa  Lindgren ", "organisation_id": None, "language": "es"}


def add(quarter: Quarter, *, by: str = "operator", **said: Any) -> UUID:
    actor = quarter.who(by)
    return quarter.do(lambda s: persons.add(s, by=actor, at=quarter.at, **(ROSA | said)))


def edit(quarter: Quarter, person_id: UUID, *, by: str = "operator", **said: Any) -> None:
    actor = quarter.who(by)
    quarter.do(lambda s: persons.edit(s, quarter.office, person_id, by=actor, at=quarter.at, **(ROSA | said)))


def person(quarter: Quarter, person_id: UUID) -> Person:
    with reading(quarter.database) as session:
        return session.get_one(Person, person_id)


def many(quarter: Quarter) -> int:
    with reading(quarter.database) as session:
        return session.scalars(select(func.count()).select_from(Person)).one()


def test_somebody_is_added_tidily_and_the_event_names_nobody(quarter: Quarter) -> None:
    person_id = add(quarter, organisation_id=quarter.organisation(HARBOR))
    found = person(quarter, person_id)
    assert (found.email, found.name, found.language, found.active) == (
        "rosa@willow.example",
        "Rosa Lindgren",
        "es",
        True,
    )
    (event,) = quarter.told("person.added")
    assert event.body == {"person": str(person_id), "organisation": str(quarter.organisation(HARBOR))}
    assert event.actor_id == quarter.id_of("operator")


def test_an_address_is_one_persons_in_whatever_case(quarter: Quarter) -> None:
    before = many(quarter)
    with pytest.raises(AddressTaken, match="P202-g"):
        add(quarter, email="HDC@Harbor.Example")
    with pytest.raises(AddressTaken):
        edit(quarter, quarter.id_of("new"), email="Hdc@harbor.example")
    assert many(quarter) == before
    assert quarter.id_of("new")


def test_a_double_click_is_one_person(quarter: Quarter) -> None:
    before = many(quarter)
    assert add(quarter, request_key="k" * 20) == add(quarter, request_key="k" * 20)
    assert many(quarter) == before + 1
    assert len(quarter.told("person.added")) == 1


@pytest.mark.both_databases
def test_two_operators_who_add_one_address_at_once_add_one_person(quarter: Quarter) -> None:
    def attempt(_number: int) -> str:
        try:
            add(quarter)
        except AddressTaken:
            return "taken"
        return "added"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(attempt, range(4))) == ["added", "taken", "taken", "taken"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nobody"},
        {"email": "a@b"},
        {"email": "a b@c.example"},
        {"email": "a@c.example\r\nBcc: x@y.example"},
        {"email": "x" * 200 + "@c.example"},
        {"name": "  "},
        {"name": "Ro\x00sa"},
        {"name": "x" * 201},
        {"language": "tlh"},
        {"organisation_id": UUID(int=7)},
    ],
)
def test_what_is_no_name_address_language_or_organisation_is_refused(quarter: Quarter, wrong: dict[str, Any]) -> None:
    before = many(quarter)
    with pytest.raises(InvalidCommand):
        add(quarter, **wrong)
    assert many(quarter) == before


def test_a_correction_tells_which_fields_and_not_what_they_say(quarter: Quarter) -> None:
    person_id = quarter.id_of("new")
    edit(quarter, person_id, email="nia@harbor.example", name="Nia Novak", organisation_id=quarter.organisation(HARBOR))
    assert person(quarter, person_id).email == "nia@harbor.example"
    (event,) = quarter.told("person.changed")
    assert event.body == {"person": str(person_id), "fields": ["email", "language"]}
    edit(quarter, person_id, email="nia@harbor.example", name="Nia Novak", organisation_id=quarter.organisation(HARBOR))
    assert len(quarter.told("person.changed")) == 1


@pytest.mark.parametrize("name", ["auditor", "hdc", "clerk", "new"])
def test_only_an_operator_keeps_the_directory(quarter: Quarter, name: str) -> None:
    with pytest.raises(Forbidden):
        add(quarter, by=name)
    with pytest.raises(Forbidden):
        edit(quarter, quarter.id_of("new"), by=name)


def test_somebody_there_is_not_is_not_found(quarter: Quarter) -> None:
    with pytest.raises(NotFound):
        edit(quarter, UUID(int=7))
