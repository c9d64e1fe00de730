from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.village import Village, build_village
from tests.support.browser import Serve
from tests.web.house import DEVICE, PASSWORD, SECOND_FACTOR, House, build_house


@pytest.fixture(scope="session")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Village]:
    village = build_village(tmp_path_factory.mktemp("village"))
    yield village
    village.house.database.close()


@pytest.fixture
def address(village: Village, serve: Serve) -> str:
    return serve(village.house.app)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = build_house(tmp_path)
    yield house
    house.database.close()


@pytest.fixture
def sign_in(address: str, village: Village) -> Callable[[Page, str], Page]:
    def sign_in(page: Page, email: str) -> Page:
        return enter(page, address, village.house, email)

    return sign_in


def enter(page: Page, address: str, house: House, email: str) -> Page:
    """Password and second factor, as `tests.web.house.Browser.sign_in` gives them."""
    if email in house.devices:
        known = {"name": DEVICE, "value": house.devices[email], "domain": "127.0.0.1", "path": "/sign-in"}
        page.context.add_cookies([known | {"httpOnly": True, "sameSite": "Lax"}])  # type: ignore[list-item]
    page.goto(f"{address}/sign-in")
    form = page.locator("form.sign-in")
    form.get_by_label("E-mail address").fill(email)
    form.get_by_label("Password").fill(PASSWORD)
    form.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: not url.endswith("/sign-in"))
    if page.url.endswith(SECOND_FACTOR):
        _answer(page, address, house, email)
    return page


def _answer(page: Page, address: str, house: House, email: str) -> None:
    page.get_by_label("Code", exact=True).fill(house.code_of(email))
    page.locator("label", has_text="Do not ask again").click()
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(lambda url: not url.endswith(SECOND_FACTOR))
    kept = {cookie["name"]: cookie["value"] for cookie in page.context.cookies(f"{address}{SECOND_FACTOR}")}
    house.devices[email] = kept[DEVICE]
