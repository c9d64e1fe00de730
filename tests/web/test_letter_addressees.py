"""A letter reaches people who never had a task in the case: they open that letter, and nothing else of it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from ombud.storage.board import Conflict, ConflictKind
from ombud.storage.cases import Case
from ombud.storage.directory import Person
from ombud.storage.letters import Delivery, DeliveryStatus, Letter
from ombud.storage.session import reading, unit_of_work
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.scenarios.acts import act
from ombud.workflows.procedures.scenarios.model import read_scenario
from ombud.workflows.procedures.scenarios.stage import Stage
from tests.web.house import House

STORY = BPMN / "board_appointment" / "scenarios" / "seat_filled.toml"
MEMBER = "nora@dsb.example"
OPERATOR = "operator@ombud.example"
NUMBER = "APT-2026-0001"


@pytest.fixture
def seated(house: House) -> House:
    """The seat is filled, and the Board's members have the letter."""
    story = read_scenario(STORY)
    stage = Stage(house.database, house.office, house.mailer, story.at)
    for step in story.toml.step:
        if not step.refused and step.verb != "expect":
            act(stage, step)
    return house


def letter_of(house: House, name: str) -> str:
    with reading(house.database) as session:
        letter_id = session.scalars(select(Letter.id).where(Letter.name == name)).one()
    return f"/cases/{NUMBER}/letters/{letter_id}.pdf"


def test_a_member_opens_the_letter_that_was_sent_to_them(seated: House) -> None:
    (mail,) = (mail for mail in seated.mailer.messages if MEMBER in str(mail["To"]))
    (link,) = re.findall(r"http\S+(/cases/\S+)", mail.get_content())
    member = seated.as_(MEMBER)
    page = member.see(link)
    assert "Appointment to the Data Strategy Board" in page
    assert "You were sent a letter in this case" in page
    assert f'href="{letter_of(seated, "appointment")}"' in page
    answer = member.get(letter_of(seated, "appointment"))
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")


def test_they_see_nothing_else_of_the_case(seated: House) -> None:
    member = seated.as_(MEMBER)
    page = member.see(f"/cases/{NUMBER}")
    for hidden in ("What happened", "Where this case is", "runs the reports of a shelter", "association", "Abena"):
        assert hidden not in page
    assert member.get(letter_of(seated, "solicitation")).status_code == 404
    for more in ("diagram.bpmn", "withdraw", "messages", "conflicts", "identity"):
        assert member.get(f"/cases/{NUMBER}/{more}").status_code == 404, more


def test_whoever_is_barred_from_the_case_does_not_open_it(seated: House) -> None:
    with unit_of_work(seated.database) as session:
        person_id = session.scalars(select(Person.id).where(Person.email == MEMBER)).one()
        case = session.scalars(select(Case)).one()
        key = seated.office.vault.unwrap(case.data_key)
        bar = Conflict(case_id=case.id, person_id=person_id, kind=ConflictKind.DECLARED, declared_at=seated.at)
        bar.reason_sealed = key.seal(b"Her cousin.", table="conflicts", column="reason_sealed", row_id=case.id)
        session.add(bar)
    member = seated.as_(MEMBER)
    member.see(f"/cases/{NUMBER}", status=404)
    assert member.get(letter_of(seated, "appointment")).status_code == 404


def test_who_sees_the_course_of_the_case_finds_a_letter_to_them_on_its_page(seated: House) -> None:
    with unit_of_work(seated.database) as session:
        operator = session.scalars(select(Person.id).where(Person.email == OPERATOR)).one()
        letter = session.scalars(select(Letter).where(Letter.name == "appointment")).one()
        known = {"channel": "mail", "status": DeliveryStatus.DELIVERED, "delivered_at": seated.at}
        session.add(Delivery(letter_id=letter.id, case_id=letter.case_id, person_id=operator, **known))
    page = seated.as_(OPERATOR).see(f"/cases/{NUMBER}")
    assert letter_of(seated, "appointment") in page
    assert letter_of(seated, "solicitation") not in page
    assert "What happened" in page
