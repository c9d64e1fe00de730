"""The forms of the two grievance procedures: what they ask when, and what they refuse."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ombud.forms import agency_grievance
from ombud.forms.base import OmbudForm, from_values
from ombud.forms.catalogue import CATALOGUE
from ombud.forms.text import translate_with

SOURCES = {
    "organisations.participating": [("h", "Harbor House")],
    "organisations.continuums": [("s", "Shoreline Continuum of Care")],
    "persons.lead_staff": [("o", "Omar Reyes")],
    "organisations.cans": [("t", "Two Rivers Access Network")],
    "organisations.all": [("h", "Harbor House")],
    "persons.of_agencies": [("i", "Ines Calder")],
    "persons.without_seat": [("g", "Greta Lindholm")],
    "persons.for_cochair": [("n", "Nora Baptiste")],
    "seats.vacant": [("p", "Provider representative 4")],
    "resolutions.dsb": [("DSB-2026-01", "DSB-2026-01: A panel decides on agreements. Approved")],
    "policies.in_force": [("grievance", "114 Grievance Policy")],
    "checklists.exhibit_a": [("hdc_appointed", "There is one HDC.")],
    "checklists.exhibit_a.hipaa_covered": [("hipaa_kept", "HIPAA is kept.")],
    "declared.hipaa_covered": [("yes", "Yes"), ("no", "No"), ("unsure", "Not known")],
    "checklists.exhibit_a.version": [("0", "Exhibit A, version 0")],
    "checklists.exhibit_b": [("screens_lock", "Screens lock.")],
    "checklists.exhibit_b.version": [("0", "Exhibit B, version 0")],
    "dates.annual_certification.day_45.day_60": [("2026-04-16", "April 16, 2026 (day 45)")],
    "dates.security_incident.hold.hold": [("2026-04-16", "April 16, 2026 (day 7)")],
    "cut_off.data_retention_review.years.fiscal_year_end": [("2019-09-30", "September 30, 2019")],
}
TODAY = date(2026, 3, 2)

AGENCY = {
    "contact_name": "Tomas Berg",
    "contact_email": "hdc@harbor.example",
    "complainant_kind": "agency",
    "agency": "h",
    "subject_areas": ["reporting"],
    "complaint": "The report was withheld.",
    "stage": "informal",
}
CLIENT = {
    "filing_for": "myself",
    "contact_name": "Rosa Lind",
    "contact_email": "rosa@mail.example",
    "about": "unsure",
    "happened": "My file was shown to somebody else.",
    "told_agency": "no",
}


def problems(key: str, values: dict[str, Any]) -> dict[str, list[str]]:
    form = from_values(CATALOGUE[key], values, SOURCES, today=TODAY)
    form.validate()
    return form.problems


@pytest.mark.parametrize("key", CATALOGUE)
def test_every_form_says_what_it_is_and_what_is_missing(key: str) -> None:
    form_class = CATALOGUE[key]
    assert str(form_class.title)
    assert str(form_class.intro)
    form = from_values(form_class, {}, SOURCES)
    form.validate()
    for messages in form.problems.values():
        assert messages != ["Answer this question."], "each question says in its own words what to do"


@pytest.mark.parametrize("key", CATALOGUE)
def test_no_form_routes_what_people_write(key: str) -> None:
    for question in CATALOGUE[key]().questions():
        if question.routes:
            assert question.kind in ("choice", "choices", "boolean", "date", "datetime")
            assert not question.personal


def test_the_informal_stage_needs_no_reason() -> None:
    assert problems("agency_grievance.complaint", AGENCY) == {}


def test_the_formal_stage_needs_a_conversation_or_a_reason() -> None:
    formal = AGENCY | {"stage": "formal"}
    assert list(problems("agency_grievance.complaint", formal)) == ["no_informal_reason"]
    assert problems("agency_grievance.complaint", formal | {"no_informal_reason": "Nobody called back."}) == {}
    assert problems("agency_grievance.complaint", formal | {"conversation_held_on": date(2026, 2, 1)}) == {}


def test_a_conversation_in_the_future_is_told_once() -> None:
    formal = AGENCY | {"stage": "formal", "conversation_held_on": date(2026, 3, 3)}
    assert list(problems("agency_grievance.complaint", formal)) == ["conversation_held_on"]


@pytest.mark.parametrize(
    ("kind", "field"), [("agency", "agency"), ("coc", "continuum"), ("prospective", "organisation_name")]
)
def test_each_kind_of_complainant_names_its_organisation(kind: str, field: str) -> None:
    without = {name: value for name, value in AGENCY.items() if name != "agency"} | {"complainant_kind": kind}
    assert list(problems("agency_grievance.complaint", without)) == [field]


def test_an_agency_chosen_before_another_kind_does_not_count() -> None:
    values = AGENCY | {"complainant_kind": "prospective", "organisation_name": "Willow Bridge"}
    form = from_values(CATALOGUE["agency_grievance.complaint"], values, SOURCES, today=TODAY)
    assert form.validate()
    assert form.answers()["agency"] is None


def test_something_else_has_to_be_named() -> None:
    other = AGENCY | {"subject_areas": ["reporting", "other"]}
    assert list(problems("agency_grievance.complaint", other)) == ["subject_other"]


def test_the_policys_twelve_subject_areas_are_eleven_answers() -> None:
    """One area stands in the policy's list twice, in two wordings."""
    places = sorted(place for _value, _label, found in agency_grievance.LISTED_AREAS for place in found)
    assert places == list(range(1, 13))
    assert len(agency_grievance.LISTED_AREAS) == 11
    first = [found[0] for _value, _label, found in agency_grievance.LISTED_AREAS]
    assert first == sorted(first)


def test_the_director_decides_with_reasons_or_hands_over_with_one() -> None:
    key = "agency_grievance.director_decision"
    assert list(problems(key, {"director_acts": "decides"})) == ["decision", "reasons"]
    assert list(problems(key, {"director_acts": "hands_over"})) == ["handover_reason"]
    assert problems(key, {"director_acts": "hands_over", "handover_reason": "I made the decision."}) == {}


def test_an_appeal_says_why() -> None:
    assert problems("agency_grievance.answer", {"stage": "accepted"}) == {}
    assert list(problems("agency_grievance.answer", {"stage": "appealed"})) == ["grounds"]


def test_a_client_needs_some_way_to_be_answered() -> None:
    assert problems("client_grievance.complaint", CLIENT) == {}
    unreachable = CLIENT | {"contact_email": ""}
    assert list(problems("client_grievance.complaint", unreachable)) == ["contact_other"]
    assert problems("client_grievance.complaint", unreachable | {"contact_other": "Room 4"}) == {}


def test_whoever_writes_for_a_client_names_them() -> None:
    assert list(problems("client_grievance.complaint", CLIENT | {"filing_for": "other"})) == ["client_name"]


def test_the_triage_asks_about_the_agency_only_for_personal_information() -> None:
    key = "client_grievance.triage"
    assert problems(key, {"matter": "system_level", "reason": "It is about the system."}) == {}
    assert list(problems(key, {"matter": "personal_information", "reason": "Your file."})) == ["agency_tried"]
    form = from_values(CATALOGUE[key], {"matter": "lead_act", "agency_tried": "yes", "reason": "x"}, SOURCES)
    assert form.validate()
    assert form.routing() == {"matter": "lead_act", "agency_tried": None, "agency": None}


def test_questions_and_messages_are_translated_when_they_are_shown() -> None:
    form = from_values(CATALOGUE["agency_grievance.answer"], {}, SOURCES)
    form.validate()
    translate_with(str.upper)
    try:
        assert form.problems["stage"] == ["CHOOSE WHETHER YOU ACCEPT THE DECISION OR APPEAL."]
        assert form.labels()["stage"] == "ARE YOU SATISFIED WITH THE DECISION?"
    finally:
        translate_with(lambda message: message)


def test_all_catalogued_forms_are_ours() -> None:
    assert all(issubclass(form, OmbudForm) for form in CATALOGUE.values())
