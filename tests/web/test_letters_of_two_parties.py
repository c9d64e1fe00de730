"""A case with two parties: a letter to one of them is not the other's, not by list and not by its address."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import select

from ombud.storage.cases import Case, Party
from ombud.storage.directory import Person
from ombud.storage.letters import Letter
from ombud.storage.session import reading, unit_of_work
from tests.web.house import House

OTHER = "hdc@harbor.example"


def test_s2_a_letter_to_one_party_is_not_the_others(house: House) -> None:
    number, code = house.file()
    with unit_of_work(house.database) as session:
        case_id = session.scalars(select(Case.id).where(Case.number == number)).one()
        person_id = session.scalars(select(Person.id).where(Person.email == OTHER)).one()
        session.add(Party(id=uuid4(), case_id=case_id, role="appointing_entity", person_id=person_id))
    house.work()
    with reading(house.database) as session:
        letter = f"{session.scalars(select(Letter.id).where(Letter.case_id == case_id)).one()}.pdf"
    assert letter in house.track(code).page.text
    other = house.as_(OTHER)
    assert letter not in other.see(f"/cases/{number}")
    other.see(f"/cases/{number}/letters/{letter}", status=404)
