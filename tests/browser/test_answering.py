"""A checklist filled in with the keyboard alone, part by part; and what is typed keeping itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import enter
from tests.browser.gallery import SIZES, Axe, Eye
from tests.browser.keyboard import go, press
from tests.support.browser import Serve
from tests.web.house import House
from tests.web.people import DIRECTOR
from tests.web.test_annual_certification import HDC, opened


@pytest.fixture
def desk(house: House, serve: Serve, new_page: Callable[..., Page]) -> Callable[..., Page]:
    """Opens the task of an element, signed in."""
    address = serve(house.app)

    def open_task(number: str, element: str, email: str, **options: object) -> Page:
        page = new_page(**options)
        enter(page, address, house, email)
        page.goto(f"{address}/tasks/{house.task(number, element)}")
        return page

    return open_task


@pytest.mark.long
@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_a_checklist_is_filled_in_and_sent_with_the_keyboard_alone(
    house: House, desk: Callable[..., Page], axe: Axe, size: str
) -> None:
    house.work()
    number = opened(house, 2027)
    page, eye = desk(number, "exhibit_a", HDC, viewport=SIZES[size]), Eye(axe, size)
    eye.see(page, "checklist-parts")
    press(page, "Begin", "link")
    expect(page.locator("h1")).to_have_text("The list, and HIPAA")
    press(page, "Save and continue")
    expect(page.locator("[data-summary]")).to_be_focused()
    expect(page).to_have_title("Error: The list, and HIPAA, Complete Exhibit A, " + number + " – Ombud")
    eye.see(page, "checklist-part-error")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Is the agency a covered entity")).to_be_focused()
    page.keyboard.type("No")
    press(page, "Save and continue")
    expect(page.locator("h1")).to_have_text("People and appointments")
    page.reload()  # the focus begins where a page does
    _confirm_part(page)
    go(page, page.get_by_label("What shows it: The agency has one HMIS Data Coordinator"))
    page.keyboard.type("Letter of appointment, 4 January")
    eye.see(page, "checklist-part")
    press(page, "Save and come back later")
    expect(page.get_by_role("status").first).to_contain_text("Saved: Complete Exhibit A")
    page.goto(page.url.partition("/inbox")[0] + f"/tasks/{house.task(number, 'exhibit_a')}")
    expect(page.locator("#state-2")).to_have_text("In progress")
    eye.see(page, "checklist-begun")
    press(page, "Go on", "link")
    for part in range(2, 9):
        expect(page.locator("main")).to_contain_text(f"Step {part} of 9")
        page.reload()
        _confirm_part(page)
        press(page, "Save and continue")
    expect(page.locator("h1")).to_have_text("What does not hold, and confirmation")
    page.reload()
    go(page, page.get_by_label("I have looked at every statement"))
    page.keyboard.press("Space")
    eye.see(page, "checklist-end")
    press(page, "Save and continue")
    expect(page.locator("h1")).to_have_text("Check your answers")
    eye.see(page, "checklist-check")
    press(page, "Complete the exhibit")
    expect(page.locator("h1")).to_have_text("Sent: Complete Exhibit A")
    expect(page.locator("main")).to_contain_text("Letter of appointment, 4 January")
    eye.see(page, "checklist-receipt")
    assert not eye.faults, "\n".join(eye.faults)


def _confirm_part(page: Page) -> None:
    left = page.locator("input[name=administrative]:not(:checked)").evaluate_all("all => all.map((one) => one.value)")
    for value in left:
        go(page, page.locator(f"input[value={value}]"))
        page.keyboard.press("Space")


def test_what_is_typed_keeps_itself(house: House, desk: Callable[..., Page], axe: Axe) -> None:
    number, _code = house.file()
    page = desk(number, "director_decides", DIRECTOR)
    page.clock.install()
    page.reload()
    page.get_by_text("Yes, I decide", exact=True).click()
    page.get_by_label("What do you decide?").fill("It stands.")
    status = page.locator("[data-saved]")
    expect(status).to_have_text("")
    page.clock.run_for(3000)
    expect(status).to_have_text("Saved 10:00 AM")
    assert axe(page) == []
    page.get_by_label("What are the reasons?").fill("A household of one.")
    page.goto(page.url.partition("/tasks/")[0] + "/inbox")  # left before it was due
    expect(page.locator("h1")).to_be_visible()
    task = f"{page.url.partition('/inbox')[0]}/tasks/{house.task(number, 'director_decides')}"

    def reasons() -> str:
        page.goto(task)
        return page.get_by_label("What are the reasons?").input_value()

    # what a page sends while it is left arrives in its own time
    assert any(reasons() == "A household of one." for _look in range(30))
    expect(page.get_by_label("What do you decide?")).to_have_value("It stands.")


def test_what_could_not_be_kept_is_said_and_stays(house: House, desk: Callable[..., Page]) -> None:
    number, _code = house.file()
    page = desk(number, "director_decides", DIRECTOR)
    page.clock.install()
    page.reload()
    page.context.clear_cookies()  # the sign-in has ended meanwhile
    page.get_by_label("What do you decide?").evaluate("one => { one.closest('[data-when]').hidden = false; }")
    page.get_by_label("What do you decide?").fill("It stands.")
    page.clock.run_for(3000)
    expect(page.locator("[data-saved]")).to_have_text("It could not be saved just now. What you typed is still here.")
    expect(page.get_by_label("What do you decide?")).to_have_value("It stands.")


def test_without_javascript_it_is_put_off_looked_through_and_sent(house: House, desk: Callable[..., Page]) -> None:
    number, _code = house.file()
    page = desk(number, "director_decides", DIRECTOR, java_script_enabled=False)
    page.get_by_text("Yes, I decide", exact=True).click()
    page.get_by_label("What do you decide?").fill("It stands.")
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved: Decide on the complaint")
    page.goto(f"{page.url.partition('/inbox')[0]}/tasks/{house.task(number, 'director_decides')}")
    page.get_by_label("What are the reasons?").fill("A household of one.")
    page.get_by_role("button", name="Check your answers").click()
    expect(page.locator("h1")).to_have_text("Check your answers")
    page.get_by_role("link", name="Change: What do you decide?").click()
    page.get_by_label("What do you decide?").fill("It falls.")
    page.get_by_role("button", name="Check your answers").click()
    expect(page.locator(".answered")).to_contain_text("It falls.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("h1")).to_have_text("Sent: Decide on the complaint")
    expect(page.get_by_role("button", name="Print this page")).to_be_hidden()
