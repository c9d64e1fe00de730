"""A form that opens a case is begun, left and gone on with: by buttons without JavaScript; with it, it keeps itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import enter
from tests.browser.gallery import SIZES, Axe, Eye
from tests.support.browser import Serve
from tests.web.house import House
from tests.web.people import HDC

START = "/procedures/agency_grievance"


@pytest.mark.long
@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_it_looks_right_wherever_it_is_gone_on_with(
    house: House, serve: Serve, size: str, new_page: Callable[..., Page], axe: Axe
) -> None:
    page, eye, address = new_page(viewport=SIZES[size], reduced_motion="reduce"), Eye(axe, size), serve(house.app)
    enter(page, address, house, HDC)
    page.goto(address + START)
    eye.see(page, "start-new")
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.get_by_role("heading", name="You began, and have not sent")).to_be_visible()
    eye.see(page, "home-begun")
    page.goto(f"{address}/procedures")
    eye.see(page, "procedures-begun")
    page.get_by_role("link", name="Go on: Grievance").click()
    eye.see(page, "start-begun")
    page.get_by_role("button", name="Send").click()
    eye.see(page, "start-begun-error")
    assert not eye.faults, "\n".join(eye.faults)


def test_it_is_put_off_and_given_up_without_javascript(
    house: House, serve: Serve, new_page: Callable[..., Page]
) -> None:
    page, address = new_page(java_script_enabled=False), serve(house.app)
    enter(page, address, house, HDC)
    page.goto(address + START)
    expect(page.get_by_role("button", name="Delete what I began")).to_be_hidden()
    page.get_by_label("What was decided or done, and why do you object?").fill("A household of one.")
    page.get_by_role("button", name="Save and come back later").click()
    page.get_by_role("link", name="Go on: Grievance").click()
    expect(page.get_by_label("What was decided or done, and why do you object?")).to_have_value("A household of one.")
    page.get_by_role("button", name="Delete what I began").click()
    expect(page.get_by_role("status").first).to_contain_text("What you had begun is deleted")
    expect(page.get_by_label("What was decided or done, and why do you object?")).to_have_value("")


def test_it_keeps_itself_while_it_is_typed(house: House, serve: Serve, new_page: Callable[..., Page], axe: Axe) -> None:
    page, address = new_page(), serve(house.app)
    enter(page, address, house, HDC)
    page.clock.install()
    page.goto(address + START)
    away = page.get_by_role("button", name="Delete what I began")
    expect(away).to_be_hidden()
    page.get_by_label("What was decided or done, and why do you object?").fill("A household of one.")
    page.clock.run_for(3000)
    expect(page.locator("[data-saved]")).to_have_text("Saved 10:00 AM")
    expect(away).to_be_visible()
    assert axe(page) == []
    page.reload()
    expect(page.get_by_label("What was decided or done, and why do you object?")).to_have_value("A household of one.")
    page.get_by_label("What was decided or done, and why do you object?").fill(
        "And more."
    )  # it would be saved when it is left
    away.click()
    expect(page.get_by_role("status").first).to_contain_text("What you had begun is deleted")
    page.goto(f"{address}/home")
    expect(page.locator("h1")).to_be_visible()
    expect(page.get_by_text("You began")).to_have_count(0)
