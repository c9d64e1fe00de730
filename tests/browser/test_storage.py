"""What a browser keeps of Ombud: the cookie of its session, which no script reads, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.village import DIRECTOR, Village

KEPT = """async () => ({
  local: Object.keys(localStorage), session: Object.keys(sessionStorage), cookie: document.cookie,
  databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"local": [], "session": [], "cookie": "", "databases": 0, "caches": 0, "workers": 0}


def test_a_browser_keeps_nothing_that_a_script_could_read(
    village: Village, address: str, new_page: Callable[..., Page], sign_in: Callable[[Page, str], Page]
) -> None:
    """S11: after reading a case, beginning a form and leaving it; the policy's refusals fail the test at its end."""
    page = sign_in(new_page(), DIRECTOR)
    for path in (
        "/inbox",
        f"/cases/{village.asked}",
        f"/tasks/{village.house.task(village.filed, 'director_decides')}",
    ):
        page.goto(address + path)
        assert page.evaluate(KEPT) == NOTHING, path
    page.get_by_text("Yes, I decide", exact=True).click()
    page.get_by_label("What do you decide?").fill("Zebulon said so.")
    page.goto(f"{address}/inbox")
    assert page.evaluate(KEPT) == NOTHING
    cookies = page.context.cookies()
    assert cookies
    assert all(cookie["httpOnly"] and cookie["sameSite"] in ("Lax", "Strict") for cookie in cookies)
