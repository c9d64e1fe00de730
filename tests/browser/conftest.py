from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.village import Village, build_village
from tests.support.browser import Serve
from tests.web.house import PASSWORD, House, build_house


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
def sign_in(address: str) -> Callable[[Page, str], Page]:
    def sign_in(page: Page, email: str) -> Page:
        return enter(page, address, email)

    return sign_in


def enter(page: Page, address: str, email: str) -> Page:
    page.goto(f"{address}/sign-in")
    form = page.locator("form.sign-in")
    form.get_by_label("E-mail address").fill(email)
    form.get_by_label("Password").fill(PASSWORD)
    form.get_by_role("button", name="Sign in").click()
    page.wait_for_function("!location.pathname.startsWith('/sign-in')")
    return page
