"""A grievance in a real browser: all the way without JavaScript, and what JavaScript adds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import enter
from tests.browser.village import DIRECTOR, MEMBER, Village
from tests.support.browser import Serve
from tests.web.house import House

SignIn = Callable[[Page, str], Page]


def test_from_the_public_form_to_the_appeal_letter_without_javascript(
    house: House, serve: Serve, new_page: Callable[..., Page]
) -> None:
    address = serve(house.app)
    rosa, director, member, staff = (new_page(java_script_enabled=False) for _person in range(4))

    rosa.goto(address)
    rosa.get_by_role("link", name="Begin: Grievance of an agency").click()
    rosa.get_by_label("Your name").fill("Rosa Lindgren")
    rosa.get_by_label("Your e-mail address").fill("rosa@willow.example")
    rosa.get_by_text("An agency that wants to participate", exact=True).click()
    rosa.get_by_label("Name of the agency").fill("Willow Bridge")
    rosa.get_by_text("Reporting", exact=True).click()
    rosa.get_by_label("What was decided or done").fill("Our request for a report was refused.")
    rosa.get_by_text("In writing at once (formal stage)", exact=True).click()
    rosa.get_by_label("why not?").fill("Nobody called us back.")
    rosa.get_by_role("button", name="Send").click()
    code = rosa.locator(".receipt__code").inner_text()
    house.work()

    enter(director, address, house, DIRECTOR)
    director.get_by_role("link", name="My groups").click()
    director.get_by_role("button", name="Take it").click()
    director.get_by_text("Yes, I decide", exact=True).click()
    director.get_by_label("What do you decide?").fill("The refusal stands.")
    director.get_by_label("What are the reasons?").fill("The report names single households.")
    director.get_by_role("button", name="Send").click()
    expect(director.get_by_role("status")).to_contain_text("Sent: Decide on the complaint")
    house.work()

    rosa.get_by_role("main").get_by_role("link", name="Track your case").click()
    rosa.get_by_label("Tracking code").fill(code)
    rosa.get_by_role("button", name="Show my case").click()
    rosa.get_by_role("link", name="Answer").click()
    rosa.get_by_text("No, I appeal", exact=True).click()
    rosa.get_by_label("why are you not satisfied?").fill("The report can leave out single households.")
    rosa.get_by_role("button", name="Send").click()
    expect(rosa.locator("main")).to_contain_text("Member of the Grievance subcommittee")
    house.pass_(days=37)
    house.work()

    enter(member, address, house, MEMBER)
    member.get_by_role("link", name="My groups").click()
    member.get_by_role("link", name="Hear and resolve the appeal").click()
    member.get_by_label("On which day was it heard and decided?").fill("2026-04-08")
    member.get_by_text("The decision is changed in part", exact=True).click()
    member.get_by_role("button", name="Record the decision").click()
    house.work()

    enter(staff, address, house, "staff@dsb.example")
    staff.get_by_role("link", name="My groups").click()
    staff.get_by_role("link", name="Write down the reasons").click()
    staff.get_by_label("What are the reasons?").fill("A report without single households is possible.")
    staff.get_by_role("button", name="Send the decision").click()
    house.work()

    house.pass_(minutes=1)
    _track(rosa, address, code)
    expect(rosa.locator("main")).to_contain_text("Decided by the grievance subcommittee on appeal")
    with rosa.expect_download() as letter:
        rosa.get_by_role("link", name="Download: Decision on your appeal (PDF)").click()
    assert Path(letter.value.path()).read_bytes().startswith(b"%PDF-")


def test_questions_appear_when_they_are_asked(page: Page, address: str) -> None:
    page.goto(f"{address}/file/agency_grievance")
    expect(page.get_by_label("Which agency?")).to_be_hidden()
    page.get_by_text("A participating agency", exact=True).click()
    expect(page.get_by_label("Which agency?")).to_be_visible()
    expect(page.get_by_label("If it is about something else")).to_be_hidden()
    page.get_by_text("Something else", exact=True).click()
    expect(page.get_by_label("If it is about something else")).to_be_visible()


def test_mistakes_move_the_focus_to_the_summary_and_its_links_to_the_fields(page: Page, address: str) -> None:
    page.goto(f"{address}/file/agency_grievance")
    page.get_by_role("button", name="Send").click()
    expect(page).to_have_title("Error: Grievance of an agency or a Continuum of Care – Ombud")
    expect(page.locator("[data-summary]")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your name")).to_be_focused()


def test_the_diagram_marks_the_current_step(page: Page, address: str, village: Village, sign_in: SignIn) -> None:
    sign_in(page, MEMBER)
    page.goto(f"{address}/cases/{village.appealed}")
    expect(page.locator(".diagram .is-now")).to_have_attribute("data-element-id", "subcommittee_hears")
    expect(page.locator("[aria-current=step]")).to_contain_text("Hear and resolve the appeal")
    expect(page.locator(".bjs-powered-by")).to_be_visible()


def test_a_task_is_done_with_the_keyboard_alone(page: Page, address: str, village: Village, sign_in: SignIn) -> None:
    sign_in(page, "staff@lead.example")
    page.goto(f"{address}/inbox")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="My groups")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Without a date")).to_be_visible()


def _track(page: Page, address: str, code: str) -> None:
    """The code again: the browser forgets it after an hour, and weeks have passed."""
    page.goto(f"{address}/track")
    page.get_by_label("Tracking code").fill(code)
    page.get_by_role("button", name="Show my case").click()
