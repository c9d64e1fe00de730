"""Every page, as people of every kind meet it: without a fault axe knows, at 320 pixels, with and without JavaScript.

`OMBUD_SCREENSHOTS=folder` keeps a picture of each, wide and narrow.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.gallery import View, views
from tests.browser.village import Village

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
        found = axe(page)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append("scrolls sideways")
        faults += [f"{view.name}: {fault}" for fault in found]
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
