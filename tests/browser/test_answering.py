"""What is typed on a task keeps itself; and without JavaScript it is put off, looked through and sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import enter
from tests.browser.gallery import Axe, Eye
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


@pytest.fixture
def eye(axe: Axe) -> Iterator[Eye]:
    eye = Eye(axe, "wide")
    yield eye
    assert eye.faults == []


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


@pytest.mark.long
def test_on_paper_a_form_is_its_questions_and_what_is_filled_in(
    house: House, desk: Callable[..., Page], eye: Eye
) -> None:
    house.work()
    page = desk(opened(house, 2027), "exhibit_a", HDC)
    page.get_by_role("link", name="Show all questions on one page").click()
    page.get_by_text("The agency has one HMIS Data Coordinator").first.click()
    lines = [f"Step {number}: it is written down and dated." for number in range(20)]
    page.get_by_label("What does not hold").fill("\n".join(lines))
    eye.see(page, "exhibit-all")
    page.emulate_media(media="print")
    assert page.locator(".usa-checkbox__label:visible").count() > 30
    assert page.locator(".usa-textarea:visible").count() == 2
    cut = "one => one.scrollHeight > one.clientHeight + 1"
    assert not page.get_by_label("What does not hold").evaluate(cut), "what is typed is cut off"
    assert page.locator("button:visible, .usa-button:visible, nav:visible, input[type=file]:visible").count() == 0
