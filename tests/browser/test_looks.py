"""Every page, as people of every kind meet it: without a fault axe knows, at 320 pixels, with and without JavaScript.

`OMBUD_SCREENSHOTS=folder` keeps a picture of each, wide and narrow.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import enter
from tests.browser.gallery import View, views
from tests.browser.village import DIRECTOR, Village
from tests.support.browser import Serve
from tests.web.house import COMPLAINT, DECISION, House

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}
SignIn = Callable[[Page, str], Page]


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def size(request: pytest.FixtureRequest) -> dict[str, int]:
    width: dict[str, int] = request.param
    return width


def test_every_page_is_without_fault_and_fits(
    village: Village,
    address: str,
    size: dict[str, int],
    new_page: Callable[..., Page],
    sign_in: SignIn,
    axe: Callable[[Page], list[str]],
) -> None:
    pages: dict[str, Page] = {}
    faults: list[str] = []
    for view in views(village):
        page = _page_of(view, pages, village, address, size, new_page, sign_in)
        _open(page, view, address)
        faults += [f"{view.name}: {fault}" for fault in _faults(page, axe)]
        _keep(page, view, size)
    assert not faults, "\n".join(faults)


def test_every_page_says_the_same_without_javascript(
    village: Village, address: str, new_page: Callable[..., Page], sign_in: SignIn
) -> None:
    pages: dict[str, Page] = {}
    bare: list[str] = []
    for view in views(village):
        if view.then is not None:
            continue
        page = _page_of(view, pages, village, address, WIDE, new_page, sign_in, java_script_enabled=False)
        page.goto(address + view.path)
        if not page.locator("h1").inner_text().strip():
            bare.append(view.name)
    assert not bare


def test_pages_that_come_once_are_without_fault_and_fit(
    house: House, serve: Serve, size: dict[str, int], new_page: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    """The receipt with its code, the page of whoever was slower, the page of whoever was away too long."""
    address, faults = serve(house.app), []
    rosa, director = (new_page(viewport=size, reduced_motion="reduce") for _person in range(2))

    def look(page: Page, name: str) -> None:
        faults.extend(f"{name}: {fault}" for fault in _faults(page, axe))
        _keep(page, View(name, ""), size)

    rosa.goto(f"{address}/file/agency_grievance")
    _fill(rosa, COMPLAINT)
    rosa.get_by_role("button", name="Send").click()
    rosa.wait_for_url("**/receipt")
    look(rosa, "receipt")
    number = "GRV-2026-0001"

    task = f"/tasks/{house.task(number, 'director_decides')}"
    enter(director, address, DIRECTOR)
    for name, meanwhile in (("away", lambda: house.pass_(minutes=61)), ("conflict", lambda: _decide(house, number))):
        director.goto(address + task)
        if "/sign-in" in director.url:
            enter(director, address, DIRECTOR)
            director.goto(address + task)
        _fill(director, DECISION)
        meanwhile()
        director.get_by_role("button", name="Send").click()
        director.get_by_text("What you had typed").wait_for()
        look(director, name)
    assert not faults, "\n".join(faults)


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


def _faults(page: Page, axe: Callable[[Page], list[str]]) -> list[str]:
    sideways = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return axe(page) + (["scrolls sideways"] if sideways else [])


def _page_of(
    view: View,
    pages: dict[str, Page],
    village: Village,
    address: str,
    size: dict[str, int],
    new_page: Callable[..., Page],
    sign_in: SignIn,
    **options: object,
) -> Page:
    if view.by not in pages:
        page = new_page(viewport=size, reduced_motion="reduce", **options)
        if view.by == "code":
            page.goto(f"{address}/track")
            page.get_by_label("Tracking code").fill(village.asked_code)
            page.get_by_role("button", name="Show my case").click()
            page.wait_for_url("**/track/case")
        elif view.by:
            sign_in(page, view.by)
        pages[view.by] = page
    return pages[view.by]


def _open(page: Page, view: View, address: str) -> None:
    page.goto(address + view.path)
    if page.locator("[data-diagram]").count():
        page.wait_for_selector("[data-diagram][data-ready]")
    if view.then is not None:
        view.then(page)


def _keep(page: Page, view: View, size: dict[str, int]) -> None:
    folder = os.environ.get("OMBUD_SCREENSHOTS")
    if folder:
        name = f"{view.name}-{'wide' if size is WIDE else 'narrow'}.png"
        page.screenshot(path=Path(folder) / name, full_page=True)
