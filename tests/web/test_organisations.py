"""Organisations, kept in the browser: added, found, changed, and what each should have."""

from __future__ import annotations

from ombud.storage.directory import Organisation
from tests.web.house import House
from tests.web.offices import NIA, ORGANISATIONS, PEOPLE, WILLOWS, grant, many, organisation
from tests.web.people import OPERATOR


def test_a_new_operator_adds_an_agency_its_people_and_their_roles(house: House) -> None:
    operator = house.as_(OPERATOR)
    operator.see("/administration")
    operator.see(f"{ORGANISATIONS}/new")
    agency = operator.send(f"{ORGANISATIONS}/new", WILLOWS).location
    page = operator.see(agency)
    assert "Willow Court is added." in page
    assert "HMIS Data Coordinator, Agency Security Coordinator" in page, "what it lacks is said"
    key = agency.rsplit("/", 1)[1]
    assert "selected" in operator.see(f"{PEOPLE}/new?organisation={key}").split("Willow Court</option>")[0][-60:]
    person = operator.send(f"{PEOPLE}/new", NIA | {"organisation": key, "role": "hdc", "invite": "y"}).location
    page = operator.see(person)
    assert "HMIS Data Coordinator, Willow Court" in page
    assert "Invited" in page
    assert "Nobody holds here what an agency always has: Agency Security Coordinator." in operator.see(agency)
    house.work()
    assert [message["To"] for message in house.mailer.messages][-1] == "Nia Novak <nia@willow.example>"
    grant(house, operator, NIA["email"], "security_coordinator/organisation", within=key)
    assert "Nobody holds here" not in operator.see(agency)


def test_names_like_it_are_shown_and_adding_another_one_is_confirmed(house: House) -> None:
    operator = house.as_(OPERATOR)
    operator.see(f"{ORGANISATIONS}/new")
    like = WILLOWS | {"name": "The Harbor House, Inc."}
    page = operator.send(f"{ORGANISATIONS}/new", like, status=422).text
    assert f"{ORGANISATIONS}/{organisation(house, 'Harbor House')}" in page
    assert "This is another organisation" in page
    operator.send(f"{ORGANISATIONS}/new", like | {"another": "y"})
    operator.see(f"{ORGANISATIONS}/new")
    assert "this very name" in operator.send(f"{ORGANISATIONS}/new", like, status=422).text


def test_an_organisation_is_found_changed_and_stays(house: House) -> None:
    operator, before = house.as_(OPERATOR), many(house, Organisation)
    page = operator.see(f"{ORGANISATIONS}?q=elm+shelter")
    assert "1 organisation<" in page
    assert "No organisation has all of these words" in operator.see(f"{ORGANISATIONS}?q=zzz")
    path = f"{ORGANISATIONS}/{organisation(house, 'Elm Street Shelter')}"
    assert 'value="CT-900"' in operator.see(f"{path}/edit")
    operator.send(
        f"{path}/edit",
        WILLOWS | {"name": "Elm Street Shelter", "participation": "ended", "shown": operator.hidden("shown")},
    )
    assert "No longer takes part" in operator.see(path)
    assert many(house, Organisation) == before
    log = operator.see("/administration/log?kind=organisation.participation")
    assert "Elm Street Shelter" in log
    assert "No longer takes part" in log
    assert "Pat Kowalski" in log


def test_there_should_be_one_lead_and_one_system_administrator(house: House) -> None:
    operator = house.as_(OPERATOR)
    assert "there should be one (A07)" not in operator.see(ORGANISATIONS)
    operator.see(f"{ORGANISATIONS}/new")
    operator.send(f"{ORGANISATIONS}/new", WILLOWS | {"name": "Second Lead", "kind": "lead"})
    path = f"{ORGANISATIONS}/{organisation(house, 'Mountain Laurel Systems')}"
    operator.see(f"{path}/edit")
    shown = {"shown": operator.hidden("shown")}
    operator.send(f"{path}/edit", WILLOWS | {"name": "Mountain Laurel Systems", "kind": "other"} | shown)
    page = operator.see(ORGANISATIONS)
    assert "There are 2 organisations of the kind “HMIS Lead”" in page
    assert "There is no organisation of the kind “System Administrator”" in page
