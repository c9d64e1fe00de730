"""Whether everything runs, on one page: outgoing mail, versions, and who opens the address of a letter that waits."""

from __future__ import annotations

from sqlalchemy import update

from ombud.storage.letters import OutboxMail, OutboxStatus
from ombud.storage.schema import head_revision
from ombud.storage.session import unit_of_work
from ombud.workflows.casefile.words import role_name
from ombud.workflows.procedures.load import load_all
from ombud.workflows.procedures.root import BPMN
from tests.web.house import House
from tests.web.people import OPERATOR
from tests.web.sealed import file_sealed


def test_the_page_of_operation_tells_of_the_mail_that_goes_out_and_of_what_runs(house: House) -> None:
    operator = house.as_(OPERATOR)
    page = operator.see("/operator")
    assert "None was sent yet." in page
    assert "None waits to be sent." in page
    assert f"Schema {head_revision()}, the one this version needs" in page
    assert "Ombud 0." in page
    house.file()
    house.work()
    page = operator.see("/operator")
    assert "Sent last:" in page
    assert "could not be sent" not in page
    with unit_of_work(house.database) as session:
        session.execute(update(OutboxMail).values(status=OutboxStatus.FAILED, sent_at=None))
    house.file()
    page = operator.see("/operator")
    assert "could not be sent." in page
    assert "None was sent yet." in page


def test_a_letter_to_somebody_sealed_says_who_opens_the_address(house: House) -> None:
    file_sealed(house, contact_email="")
    house.work()
    line = house.as_(OPERATOR).see("/operator").partition("Name and address are sealed")[2].partition("</p>")[0]
    identity = load_all(BPMN)["client_grievance"].toml.identity
    assert identity
    for role in identity.openers:
        assert role_name(role) in line
