"""An operator's acts in a browser, each read before it is done: a job tried again, a case suspended and resumed, a task
handed over, a day extended, a case moved to a newer version and ended; and a meeting added and moved.

`OMBUD_SCREENSHOTS=folder` keeps pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import enter
from tests.browser.gallery import SIZES, Axe, Eye
from tests.support.browser import Serve
from tests.web.house import House
from tests.web.people import COCHAIR, OPERATOR
from tests.web.test_double_clicks import a_dead_letter
from tests.web.test_moving_to_a_version import deploy_another, version_of
from tests.web.test_operating import appealed

WHY = "It was agreed on the telephone."


def act(page: Page, eye: Eye, name: str, *, button: str, says: str) -> None:
    """On the page of one act: what it will do is said, it is not done without a reason, and then it is."""
    does = page.get_by_role("region", name="What this will do")
    expect(does).to_contain_text(says)
    eye.see(page, f"act-{name}")
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("alert")).to_contain_text("Say why")
    eye.see(page, f"act-{name}-error")
    page.get_by_label("Why", exact=True).fill(WHY)
    page.locator("label", has_text="I have read what this will do").click()
    page.get_by_role("button", name=button).click()


@pytest.mark.long
@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_every_act_is_read_and_done(
    house: House, serve: Serve, new_page: Callable[..., Page], axe: Axe, tmp_path: Path, script: bool
) -> None:
    number, _code = appealed(house)
    deploy_another(house, tmp_path)
    a_dead_letter(house)
    address, eye = serve(house.app), Eye(axe if script else None, "wide")
    page = enter(
        new_page(viewport=SIZES["wide"], reduced_motion="reduce", java_script_enabled=script), address, house, OPERATOR
    )
    _again(page, eye, address)

    def go(name: str) -> None:
        page.goto(f"{address}/operator/cases/{number}")
        page.locator("main").get_by_role("link", name=name).first.click()

    for name, says, said in (
        ("Suspend it", "as before", "The case is suspended."),
        ("Resume it", "This is asked", "The case goes on."),
        ("Move it to the newest version", "Its history fits", "The case runs on the newest version now."),
        ("End it without a decision", "Nobody is asked for this any more", "The case is ended."),
    ):
        go(name)
        act(page, eye, name.split()[0].lower(), button=name, says=says)
        expect(page.get_by_role("status")).to_contain_text(said)
        if name.startswith("Resume"):
            _a_later_day(page, eye, address, number)
    assert version_of(house, number) > 2
    assert not eye.faults, "\n".join(eye.faults)


def _again(page: Page, eye: Eye, address: str) -> None:
    page.goto(f"{address}/operator")
    page.get_by_role("link", name="Try again: Send a mail").click()
    expect(page.get_by_role("region", name="What this will do")).to_contain_text("up to 48 times")
    eye.see(page, "act-retry")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why.")
    eye.see(page, "act-retry-error")
    page.get_by_text("What made it fail is put right", exact=True).click()
    page.locator("label", has_text="I have read what this will do").click()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("status")).to_contain_text("It is tried again at once.")


def _a_later_day(page: Page, eye: Eye, address: str, number: str) -> None:
    page.goto(f"{address}/operator/cases/{number}/deadlines/hearing/extend")
    page.get_by_label("The new day").fill("2026-12-01")
    page.get_by_role("button", name="Show what it does").click()
    act(page, eye, "extend", button="Give it a later day", says="then Tue, Dec 1")
    expect(page.get_by_role("status")).to_contain_text("The date is extended.")


@pytest.mark.long
@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_task_is_handed_over_and_a_meeting_added_and_moved(
    house: House, serve: Serve, new_page: Callable[..., Page], axe: Axe, script: bool
) -> None:
    number, _code = house.file(stage="informal")
    address, eye = serve(house.app), Eye(axe if script else None, "wide")
    shown = {"viewport": SIZES["wide"], "reduced_motion": "reduce", "java_script_enabled": script}
    operator = enter(new_page(**shown), address, house, OPERATOR)
    operator.goto(f"{address}/operator/cases/{number}")
    operator.get_by_role("link", name="Hand over: ").click()
    operator.locator("select[name=to]").select_option(index=1)
    name = operator.locator("select[name=to] option:checked").inner_text()
    eye.see(operator, "hand-over")
    operator.get_by_label("Why", exact=True).fill(WHY)
    operator.locator("label", has_text="I have read what this will do").click()
    operator.locator("main form button").last.click()
    expect(operator.locator("main")).to_contain_text(name)

    chair = enter(new_page(**shown), address, house, COCHAIR)
    chair.goto(f"{address}/bodies/dsb/calendar")
    chair.get_by_role("link", name="Add a meeting").click()
    _on(chair, "2026-08-06")
    eye.see(chair, "meeting-added")
    chair.get_by_role("button", name="Add the meeting").click()
    added = chair.get_by_role("row").filter(has_text="Aug 6")
    expect(added).to_have_count(1)
    added.get_by_role("link", name="Move").click()
    _on(chair, "2026-08-13")
    chair.get_by_label("Why").fill("The room is taken.")
    eye.see(chair, "meeting-moved")
    chair.get_by_role("button", name="Move the meeting").click()
    expect(chair.locator("main")).to_contain_text("Aug 13")
    assert not eye.faults, "\n".join(eye.faults)


def _on(page: Page, day: str) -> None:
    page.get_by_label("Day", exact=True).fill(day)
    page.get_by_label("Time", exact=True).fill("09:30")
    page.get_by_role("button", name="Show what it would move").click()
