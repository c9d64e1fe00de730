"""The search: without a fault axe knows, at 320 pixels and 200 % text, by keyboard alone, the same without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import BytesIO

import pytest
from playwright.sync_api import Page

from tests.browser.gallery import SIZES, Axe, Eye, Steps, View, Visit
from tests.browser.test_looks import lines
from tests.support.browser import Serve
from tests.web.house import DECISION, House
from tests.web.people import DIRECTOR

LONG = pytest.mark.long


def look(text: str) -> Steps:
    def steps(page: Page) -> None:
        page.get_by_label("What are you looking for?").fill(text)
        page.get_by_role("button", name="Search").click()
        page.get_by_role("status").or_(page.get_by_role("alert")).wait_for()

    return steps


def larger(page: Page) -> None:
    look("rosa")(page)
    page.add_style_tag(content="html { font-size: 200% !important; }")


VIEWS = [
    View("search", "/search", by=DIRECTOR),
    View("search-box", "/inbox", by=DIRECTOR),
    View("search-forgotten", "/search?asked=gone", by=DIRECTOR),
    View("search-found", "/search", by=DIRECTOR, then=look("grievance")),
    View("search-documents", "/search", by=DIRECTOR, then=look("rosa note decision")),
    View("search-nothing", "/search", by=DIRECTOR, then=look("nobody of this name")),
    View("search-error", "/search", by=DIRECTOR, then=look("?")),
]
LARGER = View("search-larger", "/search", by=DIRECTOR, then=larger)


@pytest.fixture
def found(house: House) -> House:
    number, _code = house.file(documents=[(BytesIO(b"Refused, they said."), "note of the call with the office.txt")])
    house.complete(number, "director_decides", DIRECTOR, DECISION)
    house.work()
    house.file(contact_name="Ned Falk", organisation_name="Quiet Harbor Kitchen")
    return house


@LONG
@pytest.mark.parametrize("size", ["narrow", "wide", "phone"])
def test_it_is_without_fault_and_fits(
    found: House, serve: Serve, size: str, new_page: Callable[..., Page], axe: Axe
) -> None:
    new = partial(new_page, viewport=SIZES[size], reduced_motion="reduce", bypass_csp=True)
    Visit(found, serve(found.app), "", new).look_at([*VIEWS, LARGER] if size == "wide" else VIEWS, Eye(axe, size))


def test_a_name_is_found_from_the_inbox_by_keyboard_alone_and_without_javascript(
    found: House, serve: Serve, new_page: Callable[..., Page]
) -> None:
    address = serve(found.app)
    plain, scripted = (Visit(found, address, "", partial(new_page, java_script_enabled=on)) for on in (False, True))
    said = []
    for visit in (plain, scripted):
        page = visit.open(View("inbox", "/inbox", by=DIRECTOR), drawn=False)
        page.get_by_label("Search for a case, a name or a document").focus()
        page.keyboard.type("lindgren")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?asked=*")
        said.append(lines(page))
        page.get_by_role("link", name="GRV-2026-0001").first.click()
        page.wait_for_url("**/cases/GRV-2026-0001")
        page.go_back()
        assert lines(page) == said[-1], "and Back shows it again without asking to send anything"
    assert said[0] == said[1]
    assert any("Rosa Lindgren" in line for line in said[0])
