"""A grievance in a real browser: all the way without JavaScript, and what JavaScript adds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import enter
from tests.browser.village import Village
from tests.support.browser import Serve
from tests.web.house import House
from tests.web.people import DIRECTOR, MEMBER, STAFF

SignIn = Callable[[Page, str], Page]
KEPT = """async () => ({
  local: Object.keys(localStorage), session: Object.keys(sessionStorage), cookie: document.cookie,
  databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"local": [], "session": [], "cookie": "", "databases": 0, "caches": 0, "workers": 0}
"""What a script could read of what the browser keeps."""


def test_from_the_public_form_to_the_appeal_letter_without_javascript(
    house: House, serve: Serve, new_page: Callable[..., Page]
) -> None:
    address = serve(house.app)
    rosa, director, member, staff = (new_page(java_script_enabled=False) for _person in range(4))

    rosa.goto(address)
    rosa.get_by_role("link", name="Begin: Grievance about a decision").click()
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
    director.locator("label", has_text="Mark: Decide on the complaint").click()
    director.get_by_role("button", name="Take those marked").click()
    expect(director.get_by_role("status")).to_contain_text("1 task is yours now")
    director.get_by_role("link", name="Decide on the complaint").click()
    director.get_by_text("Yes, I decide", exact=True).click()
    director.get_by_label("What do you decide?").fill("The refusal stands.")
    director.get_by_label("What are the reasons?").fill("The report names single households.")
    director.get_by_role("button", name="Check your answers").click()
    director.get_by_role("button", name="Send").click()
    expect(director.locator("h1")).to_have_text("Sent: Decide on the complaint")
    house.work()

    rosa.get_by_role("main").get_by_role("link", name="Track your case").click()
    rosa.get_by_label("Tracking code").fill(code)
    rosa.get_by_role("button", name="Show my case").click()
    rosa.get_by_role("link", name="Answer").click()
    rosa.get_by_text("No, I appeal", exact=True).click()
    rosa.get_by_label("why are you not satisfied?").fill("The report can leave out single households.")
    rosa.get_by_role("button", name="Check your answers").click()
    rosa.get_by_role("button", name="Send").click()
    expect(rosa.locator("main")).to_contain_text("Member of the Grievance subcommittee")
    house.pass_(days=37)
    house.work()

    enter(member, address, house, MEMBER)
    member.get_by_role("link", name="My groups").click()
    member.get_by_role("link", name="Hear and resolve the appeal").click()
    member.get_by_label("On which day was it heard and decided?").fill("2026-04-08")
    member.get_by_text("The decision is changed in part", exact=True).click()
    member.get_by_role("button", name="Check your answers").click()
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
    expect(page).to_have_title("Error: Grievance about a decision or action of the HMIS Lead – Ombud")
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


def test_a_task_is_done_with_the_keyboard_alone(house: House, serve: Serve, page: Page) -> None:
    house.file(stage="informal")
    enter(page, serve(house.app), house, STAFF)
    page.reload()  # the focus begins where a page does
    press = page.keyboard.press
    press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    press("Enter")
    _tab_to(page, page.get_by_role("link", name="My groups"), within=2)
    press("Enter")
    expect(page.get_by_role("heading", name="Without a date")).to_be_visible()
    _tab_to(page, page.get_by_role("link", name="Log the conversation"))
    press("Enter")
    _tab_to(page, page.get_by_label("On which day was the conversation?"))
    page.keyboard.type("03012026")
    _tab_to(page, page.get_by_label("Who spoke for the HMIS Lead?"))
    page.keyboard.type("Omar")
    _tab_to(page, page.get_by_label("Who else took part?"))
    page.keyboard.type("Rosa Lindgren")
    _tab_to(page, page.get_by_label("Settled: the other side is satisfied"))
    press("ArrowDown")
    expect(page.get_by_label("Not settled")).to_be_checked()
    _tab_to(page, page.get_by_label("What was said and agreed?"))
    page.keyboard.type("Nothing was agreed.")
    _tab_to(page, page.get_by_role("button", name="Save the log"))
    press("Enter")
    expect(page.locator("h1")).to_contain_text("Sent: ")


def _tab_to(page: Page, target: Locator, *, within: int = 40) -> None:
    """Goes on with the Tab key until it has the focus."""
    for _press in range(within):
        page.keyboard.press("Tab")
        if target.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"{target} is not reached by the Tab key")


def test_a_browser_keeps_nothing_that_a_script_could_read(
    village: Village, address: str, new_page: Callable[..., Page], sign_in: SignIn
) -> None:
    """S11: after reading a case, beginning a form and leaving it; the policy's refusals fail the test at its end."""
    page = sign_in(new_page(), DIRECTOR)
    for path in (
        "/inbox",
        f"/cases/{village.asked}",
        f"/tasks/{village.house.task(village.filed, 'director_decides')}",
    ):
        page.goto(address + path)
        assert page.evaluate(KEPT) == NOTHING, path
    page.get_by_text("Yes, I decide", exact=True).click()
    page.get_by_label("What do you decide?").fill("Zebulon said so.")
    page.goto(f"{address}/inbox")
    assert page.evaluate(KEPT) == NOTHING
    cookies = page.context.cookies()
    assert cookies
    assert all(cookie["httpOnly"] and cookie["sameSite"] in ("Lax", "Strict") for cookie in cookies)


def _track(page: Page, address: str, code: str) -> None:
    """The code again: the browser forgets it after an hour, and weeks have passed."""
    page.goto(f"{address}/track")
    page.get_by_label("Tracking code").fill(code)
    page.get_by_role("button", name="Show my case").click()
