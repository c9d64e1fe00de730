"""Every page of cases, as people of every kind meet it: without a fault axe knows, at 320 pixels, with and without
JavaScript. Pages of accounts, administration and messages are in `test_people_looks`, of the board in `test_board_looks`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import enter
from tests.browser.gallery import SIZES, Axe, Eye, Visit, views
from tests.browser.village import Village
from tests.support.browser import Serve
from tests.web.house import COMPLAINT, DECISION, House
from tests.web.people import DIRECTOR

MOST_USED = (
    "sign-in", "file-errors", "track-case", "track-task-errors", "inbox-mine", "inbox-groups-member", "task-decide-errors",
    "task-hear", "case-appealed-open", "operator",
)  # fmt: skip


UNDRAW = "(one) => one.querySelectorAll('[data-diagram], [data-diagram-tools]').forEach((drawn) => drawn.remove())"


@pytest.mark.long
@pytest.mark.parametrize("size", ["wide", "phone", "narrow"])
def test_every_page_is_without_fault_and_fits(
    village: Village, address: str, size: str, new_page: Callable[..., Page], axe: Axe
) -> None:
    _visit(village, address, size, new_page).look_at(views(village), Eye(axe, size))


@pytest.mark.long
def test_the_pages_used_most_fit_a_small_telephone(
    village: Village, address: str, new_page: Callable[..., Page], axe: Axe
) -> None:
    chosen = [view for view in views(village) if view.name in MOST_USED]
    assert len(chosen) == len(MOST_USED)
    _visit(village, address, "narrow", new_page).look_at(chosen, Eye(axe, "narrow"))


@pytest.mark.long
def test_every_page_says_the_same_without_javascript(
    village: Village, address: str, new_page: Callable[..., Page]
) -> None:
    """What scripts add are drawings; what they hide are answers to questions that were not asked."""
    plain, scripted = (
        Visit(village.house, address, village.asked_code, partial(new_page, java_script_enabled=enabled))
        for enabled in (False, True)
    )
    still = [view for view in views(village) if view.then is None and view.name != "account"]  # it lists sign-ins
    less = {view.name: lines(scripted.open(view)) - lines(plain.open(view, drawn=False)) for view in still}
    assert {name: missing for name, missing in less.items() if missing} == {}


def lines(page: Page) -> set[str]:
    """What can be read on a page, without its drawing and what that is handled by."""
    page.locator("main").evaluate(UNDRAW)
    return {line.strip() for line in page.locator("main").inner_text().splitlines()}


@pytest.mark.long
@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_pages_that_come_once_are_without_fault_and_fit(
    house: House, serve: Serve, size: str, new_page: Callable[..., Page], axe: Axe
) -> None:
    """The receipt with its code, the page of whoever was slower, the page of whoever was away too long."""
    address, eye = serve(house.app), Eye(axe, size)
    rosa, director = (new_page(viewport=SIZES[size], reduced_motion="reduce") for _person in range(2))
    rosa.goto(f"{address}/file/agency_grievance")
    _fill(rosa, COMPLAINT)
    rosa.get_by_role("button", name="Send").click()
    rosa.wait_for_url("**/receipt")
    eye.see(rosa, "receipt")
    number = "GRV-2026-0001"

    task = f"/tasks/{house.task(number, 'director_decides')}"
    enter(director, address, house, DIRECTOR)
    for name, meanwhile in (("away", lambda: house.pass_(minutes=61)), ("conflict", lambda: _decide(house, number))):
        director.goto(address + task)
        if "/sign-in" in director.url:
            enter(director, address, house, DIRECTOR)
            director.goto(address + task)
        _fill(director, DECISION)
        meanwhile()
        director.get_by_role("button", name="Check your answers").click()
        director.get_by_text("What you had typed").wait_for()
        eye.see(director, name)
    assert not eye.faults, "\n".join(eye.faults)


def _visit(village: Village, address: str, size: str, new_page: Callable[..., Page]) -> Visit:
    at = {"viewport": SIZES[size], "reduced_motion": "reduce"}
    return Visit(village.house, address, village.asked_code, lambda: new_page(**at))


def _decide(house: House, number: str) -> None:
    house.complete(number, "director_decides", DIRECTOR, DECISION)


def _fill(page: Page, answers: dict[str, Any]) -> None:
    for name, value in answers.items():
        for one in value if isinstance(value, list) else [value]:
            choice = page.locator(f'main [name="{name}"][value="{one}"]')
            if choice.count():
                page.locator(f'label[for="{choice.get_attribute("id")}"]').click()
            else:
                page.locator(f'main [name="{name}"]').fill(one)
