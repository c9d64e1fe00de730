"""How Ombud reaches somebody, chosen on the account page: without a fault axe knows, wide and at 320 pixels.
`OMBUD_SCREENSHOTS=folder` keeps a picture of each."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import enter
from tests.browser.gallery import SIZES, Axe, Eye
from tests.support.browser import Serve
from tests.web.house import House
from tests.web.people import DIRECTOR


@pytest.mark.parametrize("size", [pytest.param("wide", marks=pytest.mark.long), "narrow"])
def test_a_daily_mail_and_a_calendar_feed_are_chosen(
    house: House, serve: Serve, size: str, new_page: Callable[..., Page], axe: Axe
) -> None:
    eye = Eye(axe, size)
    page = new_page(viewport=SIZES[size], reduced_motion="reduce")
    address = serve(house.app)
    enter(page, address, house, DIRECTOR)
    page.goto(f"{address}/account")
    eye.see(page, "reaching")
    page.get_by_text("Each by itself, at once").click()
    page.get_by_role("button", name="Save the choice").click()
    expect(page.get_by_label("Each by itself, at once")).to_be_checked()
    page.get_by_role("button", name="Make a calendar address").click()
    expect(page.locator("code")).to_contain_text("/calendar/")
    eye.see(page, "reaching-address")
    page.reload()
    expect(page.locator("code")).to_have_count(0)
    eye.see(page, "reaching-address-gone")
    page.get_by_role("link", name="Back to your account").click()
    eye.see(page, "reaching-on")
    page.get_by_role("button", name="Switch it off").click()
    eye.see(page, "reaching-off")
    page.goto(f"{address}/account/calendar")
    eye.see(page, "reaching-none")
    assert eye.faults == []
