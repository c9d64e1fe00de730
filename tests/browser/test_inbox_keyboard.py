"""The inbox with the keyboard alone: filtered, kept as a view, tasks marked and taken, one done, one put off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import enter
from tests.browser.gallery import SIZES, Axe, Eye
from tests.support.browser import Serve
from tests.web.house import House
from tests.web.people import DIRECTOR
from tests.web.piles import pile

AT = "one => document.querySelector(one).getBoundingClientRect().left"
"""Where the first of its kind begins, in pixels from the left."""


@pytest.mark.long
@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_a_director_works_through_the_week_without_a_mouse(
    house: House, serve: Serve, size: str, new_page: Callable[..., Page], axe: Axe
) -> None:
    for days in (-1, 1, 2, 30):
        pile(house, 10 if days == 30 else 1, due_in=days)
    page, eye = new_page(viewport=SIZES[size], reduced_motion="reduce"), Eye(axe, size)
    enter(page, serve(house.app), house, DIRECTOR)
    page.reload()  # the focus begins where a page does
    eye.see(page, "home-with-work")

    follow(page, page.get_by_role("link", name="My groups (13)"))
    expect(page.get_by_role("heading", name="Overdue (1)")).to_be_visible()
    eye.see(page, "inbox-keyboard")
    if size == "wide":
        page.emulate_media(media="print")
        expect(page.locator("tbody th").first).to_be_visible()
        assert page.evaluate(AT, "thead th:not(.lines__mark)") == page.evaluate(AT, "tbody th"), "on paper too"
        page.emulate_media(media="screen")
    follow(page, page.locator("summary", has_text="Filter and sort"))
    tab_to(page, page.get_by_label("Due", exact=True))
    page.keyboard.type("Due this week")
    follow(page, page.get_by_role("button", name="Show"))
    expect(page.get_by_role("heading", name="This week (2)")).to_be_visible()

    follow(page, page.get_by_role("link", name="Keep this as a view"))
    expect(page.get_by_role("heading", name="Keep a view")).to_be_visible()
    tab_to(page, page.get_by_label("Name of the view"))
    page.keyboard.type("My week")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="My week")).to_have_attribute("aria-current", "page")
    expect(page.get_by_role("heading", name="Inbox")).to_be_focused()
    eye.see(page, "inbox-view-kept")

    for mark in page.get_by_role("checkbox", name="Mark: ").all():
        tab_to(page, mark)
        page.keyboard.press("Space")
        expect(mark).to_be_checked()
        assert seen(mark), "the bar with the button does not cover what has the focus"
    follow(page, page.get_by_role("button", name="Take those marked"))
    expect(page.get_by_role("status")).to_contain_text("2 tasks are yours now.")

    follow(page, page.get_by_role("link", name="Decide on the complaint").first)
    expect(page.get_by_role("heading", name="Decide on the complaint")).to_be_visible()
    tab_to(page, page.get_by_label("Yes, I decide"))
    page.keyboard.press("Space")
    for question in ("What do you decide?", "What are the reasons?"):
        tab_to(page, page.get_by_label(question))
        page.keyboard.type("The report can be given.")
    follow(page, page.get_by_role("button", name="Check your answers"))
    follow(page, page.get_by_role("button", name="Send"))
    expect(page.locator("h1", has_text="Sent: Decide on the complaint")).to_be_visible()
    follow(page, page.get_by_role("link", name="Next task in your inbox"))
    expect(page.locator("h1", has_text="Decide on the complaint")).to_be_visible()

    follow(page, page.get_by_role("link", name="Look at it again later"))
    expect(page.get_by_role("heading", name="Look at it again later")).to_be_visible()
    tab_to(page, page.get_by_label("Look at it again on"))
    page.keyboard.type("03202026")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Put off until Fri, Mar 20")
    expect(page.get_by_role("heading", name="Put off by you")).to_be_visible()
    eye.see(page, "inbox-put-off")
    assert not eye.faults, "\n".join(eye.faults)


def test_all_of_a_page_are_marked_by_one_box_with_the_keyboard(
    house: House, serve: Serve, new_page: Callable[..., Page], axe: Axe
) -> None:
    pile(house, 3, due_in=2)
    page, eye = new_page(viewport=SIZES["narrow"], reduced_motion="reduce"), Eye(axe, "narrow")
    address = serve(house.app)
    enter(page, address, house, DIRECTOR)
    page.goto(f"{address}/inbox?box=groups")
    box, marks, said = (
        page.get_by_label("Mark all on this page (3)"),
        page.locator("[name=task]"),
        page.locator(".take__count"),
    )
    expect(page.get_by_role("link", name="Mark all")).to_be_hidden()
    tab_to(page, box)
    page.keyboard.press("Space")
    expect(page.locator("[name=task]:checked")).to_have_count(3)
    expect(said).to_have_text("3 of 3 marked")
    tab_to(page, marks.first)
    page.keyboard.press("Space")
    expect(said).to_have_text("2 of 3 marked")
    assert box.evaluate("one => one.indeterminate && !one.checked")
    eye.see(page, "inbox-marked")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    expect(said).to_have_text("3 of 3 marked")
    page.keyboard.press("Space")
    expect(said).to_have_text("")
    expect(page.locator("[name=task]:checked")).to_have_count(0)
    page.keyboard.press("Space")
    follow(page, page.get_by_role("button", name="Take those marked"))
    expect(page.get_by_role("status")).to_contain_text("3 tasks are yours now.")
    assert not eye.faults, "\n".join(eye.faults)


def follow(page: Page, target: Locator) -> None:
    tab_to(page, target)
    page.keyboard.press("Enter")


def tab_to(page: Page, target: Locator, *, within: int = 80) -> None:
    """Goes on with the Tab key until it has the focus."""
    for _press in range(within):
        page.keyboard.press("Tab")
        if target.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"{target} is not reached by the Tab key")


def seen(box: Locator) -> bool:
    """Whether what is drawn at its place is its own."""
    return bool(
        box.evaluate(
            """one => {
                const label = one.labels[0].getBoundingClientRect();
                const top = document.elementFromPoint(label.x + 10, label.y + 10);
                return one.labels[0].contains(top);
            }"""
        )
    )
