"""A long form that opens a case is begun, put off and come back to, by whoever has an account: theirs alone until it is sent."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from ombud.storage.directory import Organisation, Person, RoleHolding, RoleScope
from ombud.storage.procedures import Setting
from ombud.storage.session import unit_of_work
from tests.web.house import COMPLAINT, House
from tests.web.people import DIRECTOR, HDC, STAFF
from tests.web.test_cases import open_for_harbor_house
from tests.web.test_drafts import SECRET, drafts_kept, kept, put_off, typed

START = "/procedures/agency_grievance"
OF_ELM = "hdc@elm.example"


def test_it_is_there_on_another_browser_and_the_home_page_leads_to_it(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    agency = house.as_(HDC)
    assert "You can save what you write and come back." in agency.see(START)
    assert "deleted 30 days after you last changed it" in agency.page.text
    assert put_off(agency, START, contact_name="T. Berg", complaint=SECRET, stage="informal", documents="x") == "/home"
    page = agency.see("/home")
    assert "Saved: Grievance of an agency" in page
    assert "You began, and have not sent" in page
    assert f'href="{START}"' in page.partition('id="begun"')[2].partition("</section>")[0]
    house.pass_(days=2)
    other = house.as_(HDC)
    assert "You began this, and saved it on <time" in other.see("/procedures")
    page = other.see(START)
    assert typed(page, "complaint") == SECRET.replace("\r\n", "\n")
    assert typed(page, "contact_name") == "T. Berg", "what they wrote, not what is known of them"
    assert "You go on where you left it on <time" in page
    assert "Zebulon" not in "".join(capsys.readouterr())


def test_nobody_else_sees_it_neither_a_colleague_nor_another_agency(house: House) -> None:
    put_off(house.as_(HDC), START, complaint=SECRET)
    for who in ("director@harbor.example", OF_ELM, STAFF, DIRECTOR):
        browser = house.as_(who)
        assert "Zebulon" not in browser.see(START)
        assert "You began" not in browser.see("/home") + browser.see("/procedures")
    put_off(house.as_(OF_ELM), START, complaint="Of our own.")
    assert drafts_kept(house) == 2
    assert typed(house.as_(HDC).see(START), "complaint").startswith("Zebulon")


def test_somebody_of_two_agencies_has_one_and_says_in_it_for_which(house: House) -> None:
    with unit_of_work(house.database) as session:
        person = session.scalars(select(Person).where(Person.email == HDC)).one()
        elm = session.scalars(select(Organisation.id).where(Organisation.name == "Elm Street Shelter")).one()
        session.add(
            RoleHolding(
                person_id=person.id, role="hdc", scope=RoleScope.ORGANISATION, scope_id=elm, from_on=house.at.date()
            )
        )
    agency = house.as_(HDC)
    agency.see(START)
    for name in ("Harbor House", "Elm Street Shelter"):
        chosen = agency.option(name)
        put_off(agency, START, complainant_kind="agency", agency=chosen)
        assert f'value="{chosen}" selected' in agency.see(START).replace(
            f'selected value="{chosen}"', f'value="{chosen}" selected'
        )
    assert drafts_kept(house) == 1


def test_it_ends_when_it_is_sent(house: House) -> None:
    agency = house.as_(HDC)
    put_off(agency, START, complaint=SECRET)
    number = open_for_harbor_house(house, agency)
    assert drafts_kept(house) == 0
    assert "You began" not in agency.see("/home")
    assert "You can save what you write" in agency.see(START)
    assert number in agency.see("/inbox?box=waiting")


def test_a_page_that_saves_itself_while_it_is_on_its_way_leaves_nothing_behind(house: House) -> None:
    agency = house.as_(HDC)
    open_for_harbor_house(house, agency)  # its page is shown, and stands in this browser
    secrets = {name: agency.hidden(name) for name in ("csrf_token", "request_key")}
    late = agency.post(f"{START}/draft", data=secrets | {"complaint": "x"}, headers={"Accept": "application/json"})
    assert late.status_code == 409
    assert drafts_kept(house) == 0


def test_mistakes_come_back_and_what_is_amiss_is_said_only_when_it_is_sent(house: House) -> None:
    agency = house.as_(HDC)
    put_off(agency, START, contact_email="not an address")
    page = agency.see(START)
    assert typed(page, "contact_email") == "not an address"
    assert "usa-error-message" not in page
    refused = agency.send(START, {"contact_email": "not an address"}, status=422).text
    assert "usa-error-message" in refused
    assert typed(refused, "contact_email") == "not an address"
    assert drafts_kept(house) == 1


def test_a_script_is_told_when_it_was_saved(house: House) -> None:
    agency = house.as_(HDC)
    agency.see(START)
    secrets = {name: agency.hidden(name) for name in ("csrf_token", "request_key")}
    told = agency.post(f"{START}/draft", data={"complaint": "Hm."} | secrets, headers={"Accept": "application/json"})
    assert (told.status_code, told.json) == (200, {"saved": "Saved 10:00 AM"})


def test_it_is_deleted_by_whoever_began_it(house: House) -> None:
    agency, staff = house.as_(HDC), house.as_(STAFF)
    assert "data-give-up hidden>" in agency.see(START)
    put_off(agency, START, complaint=SECRET)
    put_off(staff, START, complaint="For somebody who came by.")
    assert "data-give-up>Delete what I began</button>" in agency.see(START)
    assert agency.send(f"{START}/draft/delete", {"complaint": "And more."}).location == START
    page = agency.see(START)
    assert "What you had begun is deleted: Grievance of an agency" in page
    assert "Zebulon" not in page
    assert drafts_kept(house) == 1


def test_it_is_deleted_when_it_was_left_for_long_as_the_office_says(house: House) -> None:
    with unit_of_work(house.database) as session:
        session.add(Setting(name="accounts.draft_days", value=3, from_at=house.at, reason="They come back or not."))
    agency = house.as_(HDC)
    assert "deleted 3 days after you last changed it" in agency.see(START)
    put_off(agency, START, complaint=SECRET)
    house.pass_(days=3)
    house.work()
    assert drafts_kept(house) == 1
    house.pass_(days=1)
    house.work()
    assert drafts_kept(house) == 0
    assert "You began" not in house.as_(HDC).see("/home")


def test_what_does_not_fit_the_form_any_more_is_shown(house: House) -> None:
    agency = house.as_(HDC)
    put_off(agency, START, **COMPLAINT | {"subject_areas": ["gone"]})
    page = agency.see(START)
    assert "Some of what you had saved does not fit any more" in page
    assert "gone" in kept(page).values()
    assert typed(page, "complaint") == COMPLAINT["complaint"]
