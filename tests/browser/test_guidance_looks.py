"""The front page, help, what is said about a procedure, and the words: without a fault axe knows, at 320 pixels, the same
without JavaScript; and on paper, where nothing is left to press."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Page

from tests.browser.gallery import SIZES, Axe, Eye, View, Visit
from tests.browser.test_looks import lines
from tests.support.browser import Serve
from tests.web.house import House
from tests.web.people import HDC

LONG = pytest.mark.long

VIEWS = [
    View("front", "/"),
    View("file-record", "/file/client_record_request"),
    View("about-public", "/procedures/client_record_request/about"),
    View("about-nested", "/procedures/agency_onboarding/about"),
    View("about-scheduled", "/procedures/disaster_plan_review/about", by=HDC),
    View("help", "/help", by=HDC),
    View("help-public", "/help"),
    View("help-role", "/help/roles/cochair", by=HDC),
    View("help-guide", "/help/guides/client"),
    View("glossary", "/glossary"),
]


@LONG
@pytest.mark.parametrize("size", ["narrow", "wide"])
def test_they_are_without_fault_and_fit(
    house: House, serve: Serve, size: str, new_page: Callable[..., Page], axe: Axe
) -> None:
    visit = Visit(house, serve(house.app), "", partial(new_page, viewport=SIZES[size], reduced_motion="reduce"))
    visit.look_at(VIEWS, Eye(axe, size))


@LONG
def test_they_say_the_same_without_javascript(house: House, serve: Serve, new_page: Callable[..., Page]) -> None:
    address = serve(house.app)
    plain, scripted = (
        Visit(house, address, "", partial(new_page, java_script_enabled=enabled)) for enabled in (False, True)
    )
    for view in VIEWS[2:4]:
        assert lines(scripted.open(view)) - lines(plain.open(view, drawn=False)) == set(), view.name


@LONG
def test_on_paper_nothing_is_left_to_press(house: House, serve: Serve, new_page: Callable[..., Page]) -> None:
    page, address = new_page(), serve(house.app)
    page.emulate_media(media="print")
    for path in ("/procedures/client_record_request/about", "/policies", "/"):
        page.goto(f"{address}{path}")
        pressed = page.locator("button:visible, .usa-button:visible, nav:visible, input:visible, footer:visible")
        assert pressed.count() == 0, path
        assert page.locator("h1:visible").count() == 1
