from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.village import Village, build_village
from tests.support.browser import Serve
from tests.web.house import PASSWORD


@pytest.fixture(scope="session")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Village]:
    village = build_village(tmp_path_factory.mktemp("village"))
    yield village
    village.house.database.close()


@pytest.fixture
def address(village: Village, serve: Serve) -> str:
    return serve(village.house.app)


@pytest.fixture
def sign_in(address: str) -> Callable[[Page, str], Page]:
    def enter(page: Page, email: str) -> Page:
        page.goto(f"{address}/sign-in")
        form = page.locator("form.sign-in")
        form.get_by_label("E-mail address").fill(email)
        form.get_by_label("Password").fill(PASSWORD)
        form.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/inbox")
        return page

    return enter
