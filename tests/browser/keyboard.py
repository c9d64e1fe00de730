"""Going through a page with the keyboard alone."""

from __future__ import annotations

from playwright.sync_api import Locator, Page


def go(page: Page, target: Locator) -> None:
    """On with the Tab key until it has the focus."""
    for _press in range(200):
        page.keyboard.press("Tab")
        if target.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"{target} is not reached by the Tab key")


def press(page: Page, name: str, role: str = "button") -> None:
    go(page, page.get_by_role(role, name=name, exact=True).first)  # type: ignore[arg-type]
    page.keyboard.press("Enter")
