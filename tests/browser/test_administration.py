"""A new installation, from the first administrator's link to a day's work, as a new operator does it: on the pages alone,
without touching a file. `OMBUD_SCREENSHOTS=folder` keeps a picture of each page on the way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ombud.storage.sealing import new_key
from ombud.storage.session import Database
from ombud.webapp.cli import environment
from ombud.workflows.clock import utc_now
from tests.browser.gallery import SIZES, Axe, Eye
from tests.browser.installation import Place, command, first_operator, set_up, signs_in_again
from tests.support.browser import Serve
from tests.web.house import PASSWORD, House

COORDINATOR = "tomas@harbor.example"
DIRECTOR, STAFF = "dana@lead.example", "omar@lead.example"
OFFICIAL = """\
A. People:
1. The agency has named an HMIS Data Coordinator (HDC), who holds a licence.
2. Somebody answers the telephone on weekdays.
"""
WORDS = "<p>Thank you for writing on {{ complaint.sent_at | day }}.</p>"


@pytest.fixture
def begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, serve: Serve, new_page: Callable[..., Page], axe: Axe
) -> Iterator[Callable[[bool], Place]]:
    """An installation with its procedures and nobody in it."""
    monkeypatch.setenv("OMBUD_DATABASE_URL", f"sqlite:///{tmp_path / 'ombud.sqlite'}")
    monkeypatch.setenv("OMBUD_KEY", new_key())
    monkeypatch.setenv("OMBUD_VAR", str(tmp_path))
    monkeypatch.setenv("OMBUD_PLAIN_HTTP", "1")
    monkeypatch.delenv("OMBUD_BASE_URL", raising=False)
    command("migrate")
    command("procedures", "deploy")
    database = Database(f"sqlite:///{tmp_path / 'ombud.sqlite'}")

    def begin(script: bool) -> Place:
        house = House(database, environment.office(), environment.config(), at=utc_now())
        at = {"viewport": SIZES["wide"], "reduced_motion": "reduce", "java_script_enabled": script}
        return Place(house, serve(house.app), Eye(axe if script else None, "wide"), lambda: new_page(**at), {})

    yield begin
    database.close()


@pytest.mark.long
def test_a_new_operator_sets_the_place_up_and_keeps_it(begin: Callable[[bool], Place]) -> None:
    place = begin(True)
    operator = first_operator(place)
    an_agency(place, operator)
    coordinator = a_person(place, operator, "Tomas Berg", COORDINATOR, "HMIS Data Coordinator", "Harbor House")
    signs_in_again(place, coordinator, COORDINATOR)
    expect(coordinator.get_by_role("link", name="Administration")).to_have_count(0)
    another_role(place, operator)
    the_official_checklist(place, operator)
    a_setting(place, operator)
    a_letter(place, operator)
    a_closure_and_a_document(place, operator)
    staff = somebody_stands_in(place, operator)
    what_is_on_record(place, operator)
    disabled(place, operator, staff)
    assert not place.eye.faults, "\n".join(place.eye.faults)


@pytest.mark.long
def test_without_javascript_the_place_is_set_up_as_well(begin: Callable[[bool], Place]) -> None:
    place = begin(False)
    operator = first_operator(place)
    an_agency(place, operator)
    coordinator = a_person(place, operator, "Tomas Berg", COORDINATOR, "HMIS Data Coordinator", "Harbor House")
    signs_in_again(place, coordinator, COORDINATOR)


def an_agency(place: Place, operator: Page) -> None:
    place.go(operator)
    place.go(operator, "Organisations", "Add an organisation")
    operator.get_by_label("Name", exact=True).fill("Harbor House")
    operator.get_by_label("Kind").select_option(label="Agency")
    operator.get_by_label("Does it take part in the HMIS?").select_option("participating")
    operator.get_by_role("button", name="Add it").click()
    expect(operator.get_by_role("status").first).to_contain_text("Harbor House is added.")
    expect(operator.locator("main")).to_contain_text("Nobody holds here what an agency always has")
    place.eye.see(operator, "story-agency")
    place.go(operator, "Organisations", "Add an organisation")
    operator.get_by_label("Name", exact=True).fill("Harbour House")
    operator.get_by_role("button", name="Add it").click()
    expect(operator.get_by_role("alert")).to_contain_text("There are organisations with names like this one.")
    expect(operator.locator("form.panel").get_by_role("link", name="Harbor House")).to_be_visible()
    operator.get_by_role("link", name="Back without adding").click()
    expect(operator.locator("main")).to_contain_text("1 organisation")


def a_person(place: Place, operator: Page, name: str, email: str, role: str, organisation: str = "None") -> Page:
    """Added and invited by the operator; their browser, with everything set up."""
    place.go(operator, "People", "Add somebody")
    operator.get_by_label("Name", exact=True).fill(name)
    operator.get_by_label("E-mail address").fill(email)
    operator.get_by_label("Organisation").select_option(label=organisation)
    operator.get_by_label("First role (optional)").select_option(label=role)
    expect(operator.get_by_label("Invite them by mail at once")).to_be_checked()
    operator.get_by_role("button", name="Add them").click()
    expect(operator.get_by_role("status")).to_contain_text(f"{name} is added. They are invited by mail.")
    expect(operator.locator(".state").first).to_have_text("Invited")
    place.eye.see(operator, "story-invited")
    page = set_up(place, place.link_mailed(email), email)
    operator.reload()
    expect(operator.locator(".state").first).to_have_text("Active")
    return page


def another_role(place: Place, operator: Page) -> None:
    place.go(operator, "People", "Tomas Berg", "Grant a role", "Agency Security Coordinator")
    expect(operator.get_by_label("Within")).to_have_value(re.compile(".+"))
    operator.get_by_role("button", name="Grant the role").click()
    expect(operator.get_by_role("status")).to_contain_text("The role is granted: Agency Security Coordinator.")
    expect(operator.locator("main table")).to_contain_text("Agency Security Coordinator, Harbor House")


def the_official_checklist(place: Place, operator: Page) -> None:
    place.go(operator, "Checklists", "Exhibit A: administrative checklist", "Replace the text")
    operator.get_by_label("The text").fill(OFFICIAL)
    operator.get_by_role("button", name="Look at what is understood").click()
    expect(operator.locator(".lead")).to_contain_text("2 items.")
    expect(operator.get_by_label("Item 1 continues")).not_to_have_value("")
    operator.get_by_label("Item 2 continues").select_option(index=4)
    operator.get_by_role("button", name="Show again with these choices").click()
    expect(operator.locator("main")).to_contain_text("New: 0. Reworded: 2.")
    place.eye.see(operator, "story-understood")
    operator.get_by_text("Yes, it is the official checklist", exact=True).click()
    operator.get_by_label("Which document were the items taken from?").fill("Exhibit A, revised January 2026")
    operator.get_by_label("Why is it published now?").fill("The Lead sent it.")
    operator.get_by_role("button", name="Publish this version").click()
    expect(operator.get_by_role("status")).to_contain_text("Version 1 is published.")
    expect(operator.locator("p.lead")).to_contain_text("Official text")
    place.eye.see(operator, "story-published")


def a_setting(place: Place, operator: Page) -> None:
    place.go(operator, "Settings", "Minutes a link for a new password is good for")
    operator.get_by_text("The value below", exact=True).click()
    operator.get_by_label("Value", exact=True).fill("90")
    operator.get_by_label("From which day on? (optional)").fill(place.day(14))
    operator.get_by_role("button", name="Set it").click()
    expect(operator.get_by_role("alert")).to_contain_text("Say why")
    operator.get_by_label("Why?").fill("An hour was too short.")
    operator.get_by_role("button", name="Set it").click()
    coming = operator.locator("section", has=operator.get_by_role("heading", name="What is coming"))
    expect(coming).to_contain_text("An hour was too short.")
    expect(operator.locator("dl.facts strong")).to_have_text("60")
    place.eye.see(operator, "story-setting-coming")


def a_letter(place: Place, operator: Page) -> None:
    place.go(operator, "Letters", "We have received your written complaint")
    operator.get_by_label("The letter's text").fill(WORDS)
    with operator.context.expect_event("response", lambda answer: answer.url.endswith("/preview")) as preview:
        operator.get_by_role("button", name="Preview these words").click()
    assert (preview.value.status, preview.value.headers["content-type"]) == (200, "application/pdf")
    operator.bring_to_front()
    operator.get_by_label("Why?").first.fill("Plainer words.")
    operator.get_by_role("button", name="Use these words from now on").click()
    expect(operator.get_by_role("status")).to_contain_text("From now on the letter says so.")
    shown = operator.get_by_role("link", name="Preview of the words in force").get_attribute("href")
    assert operator.request.get(f"{place.address}{shown}").body().startswith(b"%PDF-")


def a_closure_and_a_document(place: Place, operator: Page) -> None:
    place.go(operator, "Closures", "Add days")
    operator.get_by_label("Which days?").fill(f"{place.day(30)} The office moves")
    operator.get_by_role("button", name="Show what it would move").click()
    expect(operator.locator("main")).to_contain_text("No date of any case would move.")
    operator.get_by_role("button", name="Close the office on these days").click()
    expect(operator.locator("main table")).to_contain_text("The office moves")
    place.go(operator, "Documents", "Security Plan")
    operator.get_by_text("We have it, and use it", exact=True).click()
    operator.get_by_label("Which office keeps it, or is to get it?").fill("The Security Officer")
    operator.get_by_role("button", name="Record it").click()
    had = operator.locator("section", has=operator.get_by_role("heading", name="We have it"))
    expect(had.locator("tr", has_text="Security Plan")).to_contain_text("The Security Officer")


def somebody_stands_in(place: Place, operator: Page) -> Page:
    """The Director is away; their substitute decides. Gives the substitute's browser."""
    director = a_person(place, operator, "Dana Whitfield", DIRECTOR, "Director of HMIS and Strategic Analysis")
    staff = a_person(place, operator, "Omar Reyes", STAFF, "Staff of the HMIS Lead")
    number, _code = place.house.file()
    director.get_by_role("link", name="Dana Whitfield").click()
    director.get_by_role("link", name="Ask somebody to stand in").click()
    director.get_by_label("Who stands in for you?").select_option("Omar Reyes")
    director.get_by_label("Last day away").fill(place.day(4))
    director.get_by_role("button", name="Ask them").click()
    expect(director.locator("main table")).to_contain_text("Waiting for an answer")
    staff.goto(f"{place.address}/substitutes")
    place.eye.see(staff, "story-asked-to-stand-in")
    staff.get_by_role("button", name="Accept").click()
    expect(staff.locator("main table")).to_contain_text("In force")
    staff.get_by_role("link", name="Inbox").click()
    staff.get_by_role("link", name="My groups").click()
    expect(staff.locator("main")).to_contain_text("as the substitute of Dana Whitfield")
    place.eye.see(staff, "story-inbox-of-the-substitute")
    staff.get_by_role("link", name="Decide on the complaint").click()
    staff.get_by_text("Yes, I decide", exact=True).click()
    staff.get_by_label("What do you decide?").fill("The refusal stands.")
    staff.get_by_label("What are the reasons?").fill("The report names single households.")
    staff.get_by_role("button", name="Check your answers").click()
    staff.get_by_role("button", name="Send").click()
    expect(staff.locator("h1")).to_have_text("Sent: Decide on the complaint")
    staff.goto(f"{place.address}/cases/{number}")
    expect(staff.locator("main")).to_contain_text("As a substitute")
    return staff


def what_is_on_record(place: Place, operator: Page) -> None:
    place.go(operator, "Log")
    for said in ("Organisation added", "Person added", "Role granted", "Substitute accepted", "Letter"):
        expect(operator.locator("main")).to_contain_text(said)
    place.go(operator, "Who may do what", "Every address, by role")
    operator.get_by_label("As seen by").select_option(label="HMIS Data Coordinator")
    operator.get_by_role("button", name="Show").click()
    row = operator.locator("tr", has=operator.get_by_text("/administration/people", exact=True)).first
    expect(row).to_contain_text("No")


def disabled(place: Place, operator: Page, staff: Page) -> None:
    place.go(operator, "People", "Omar Reyes", "Disable")
    operator.get_by_role("button", name="Disable the account").click()
    expect(operator.locator(".state").first).to_have_text("Disabled")
    staff.get_by_role("link", name="Inbox").click()
    expect(staff.locator("h1")).to_have_text("Sign in")
    staff.get_by_label("E-mail address").fill(STAFF)
    staff.get_by_label("Password").fill(PASSWORD)
    staff.get_by_role("button", name="Sign in").click()
    expect(staff.get_by_role("alert")).to_be_visible()
