"""An agency without its data coordinator, in the browser: its executive director names who acts, and for how long (A69)."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from tests.web.house import Browser, House
from tests.web.offices import ORGANISATIONS, organisation, page_of
from tests.web.people import AUDITOR, HDC, OPERATOR

HEAD, OTHER_HEAD, USER = "director@harbor.example", "director@elm.example", "user@harbor.example"
SYSTEM_ADMINISTRATOR = "admin@laurel.example"
MONDAY = date(2026, 3, 2)
DAYS = {"from_on": "2026-03-02", "to_on": "2026-03-15"}


@pytest.fixture
def gap(house: House) -> House:
    """The data coordinator of Harbor House is one no more since yesterday."""
    operator = house.as_(OPERATOR)
    page = operator.see(f"{page_of(house, HDC)}")
    (end,) = re.findall(r'href="([^"]+/end)" aria-label="End: HMIS Data Coordinator', page)
    operator.see(end)
    operator.send(end, {"to_on": (MONDAY - timedelta(days=1)).isoformat()})
    return house


def person(house: House, email: str) -> str:
    return page_of(house, email).rsplit("/", 1)[1]


def form_of(house: House, browser: Browser, agency: str = "Harbor House") -> str:
    path = f"/acting/{organisation(house, agency)}/hdc"
    browser.see(path)
    return path


def name(house: House, browser: Browser, status: int = 303, **said: str) -> str:
    path = form_of(house, browser)
    return browser.send(path, DAYS | {"person": person(house, USER)} | said, status=status).text


def test_the_head_of_an_agency_names_who_acts_and_everybody_sees_until_when(gap: House) -> None:
    head = gap.as_(HEAD)
    inbox = head.see("/inbox")
    assert "Nobody is HMIS Data Coordinator of Harbor House." in inbox
    assert f"/acting/{organisation(gap, 'Harbor House')}/hdc" in inbox
    assert "Nobody holds this role today." in head.see("/acting")
    name(gap, head)
    page = head.see("/acting")
    assert "They act on these days" in page
    assert "Acting until" in page
    assert "Nobody is HMIS Data Coordinator" not in head.see("/inbox")
    operator = gap.as_(OPERATOR)
    agency = f"{ORGANISATIONS}/{organisation(gap, 'Harbor House')}"
    for shown in (operator.see(ORGANISATIONS), operator.see(agency)):
        assert re.search(r"act(s|ing) until", shown)
        assert "2026-03-15" in shown
    assert "Somebody named to act in a role" in operator.see("/administration/log?kind=role.acting")
    assert "HMIS Data Coordinator, Harbor House" in operator.see(f"{page_of(gap, USER)}")
    gap.work()
    to = {message["To"].partition("<")[2].rstrip(">") for message in gap.mailer.messages}
    assert {USER, OPERATOR, SYSTEM_ADMINISTRATOR} <= to
    assert HEAD not in to
    gap.pass_(days=14)
    assert "Nobody is HMIS Data Coordinator" in gap.as_(HEAD).see("/inbox"), "it has ended by itself"
    assert "acting until" not in gap.as_(OPERATOR).see(ORGANISATIONS)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"from_on": "2026-03-15", "to_on": "2026-03-02"}, "The last day is before the first."),
        ({"from_on": "2026-03-01"}, "days that are over"),
        ({"to_on": ""}, "Enter the last day."),
        ({"from_on": ""}, "Enter the first day."),
        ({"person": ""}, "Choose who acts."),
        ({"person": OTHER_HEAD}, "Choose one of the answers listed."),
        ({"to_on": "soon"}, "Choose a day from the calendar"),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence(gap: House, said: dict[str, str], words: str) -> None:
    head = gap.as_(HEAD)
    page = name(gap, head, 422, **said | ({"person": person(gap, OTHER_HEAD)} if said.get("person") else {}))
    assert words in page
    assert "2026-03-15" in page or "soon" in page or not said.get("to_on"), "what was typed is kept"
    assert "Nobody holds this role today." in head.see("/acting")


def test_where_there_is_no_vacancy_nobody_is_named(house: House) -> None:
    head = house.as_(HEAD)
    assert "There is no vacancy, so nobody is named." in head.see("/acting")
    assert "Nobody is HMIS Data Coordinator" not in head.see("/inbox")
    page = name(house, head, 422)
    assert "An organisation has one holder of this role at a time." in page
    assert "Tomas Berg holds it since" in page


def test_whoever_acts_already_is_said_and_ended_on_the_page(gap: House) -> None:
    head = gap.as_(HEAD)
    name(gap, head)
    assert "They hold this role on those days already." in name(gap, head, 422)
    (button,) = re.findall(r'action="(/acting/[^"]+/end)"', head.see("/acting"))
    head.send(button)
    assert "Nobody holds this role today." in head.see("/acting")
    head.see("/acting")
    head.send(button, status=404)


def test_the_head_of_another_agency_names_nobody_here(gap: House) -> None:
    head, other = gap.as_(HEAD), gap.as_(OTHER_HEAD)
    assert "Harbor House" not in other.see("/acting")
    path = form_of(gap, other, "Elm Street Shelter").replace(
        organisation(gap, "Elm Street Shelter"), organisation(gap, "Harbor House")
    )
    other.send(path, DAYS | {"person": person(gap, USER)}, status=404)
    other.see(path, status=404)
    name(gap, head)
    (button,) = re.findall(r'action="(/acting/[^"]+/end)"', head.see("/acting"))
    other.see("/acting")
    other.send(button, status=404)
    assert "Acting until" in head.see("/acting")


def test_who_is_told_reads_it_and_others_do_not(gap: House) -> None:
    name(gap, gap.as_(HEAD))
    for email in (SYSTEM_ADMINISTRATOR, AUDITOR, USER):
        page = gap.as_(email).see("/acting")
        assert "Acting until" in page
        assert "/end" not in page
    assert "Nobody acts in such a role" in gap.as_(HDC).see("/acting")
    assert "Acting until" not in gap.as_(OTHER_HEAD).see("/acting")
