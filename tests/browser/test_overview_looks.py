"""The pictures of the overview over a place that has been at work for months: without a fault axe knows, at 320 pixels, on
paper, and the same without JavaScript."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page

from ombud.workflows.procedures.demonstration import play_up_to
from ombud.workflows.procedures.root import BPMN
from tests.browser.gallery import SIDEWAYS, SIZES, Axe, Eye, View, Visit
from tests.browser.test_looks import lines
from tests.support.browser import Serve
from tests.web.house import House, build_house
from tests.web.people import AUDITOR, BOARD_STAFF
from tests.web.test_annual_certification import ANSWERS, DIRECTOR, EXHIBIT_B, HDC, SECURITY, opened

STORIES = ("appeal_is_voted_on", "appeal_waits_for_the_meeting", "complaint_about_the_director", "conversation_settled_it",
           "decision_was_appealed_and_heard", "decision_waits_for_an_answer", "written_complaint_is_new")  # fmt: skip
VIEWS = [
    View("overview", "/overview", by=AUDITOR),
    View("overview-heat", "/overview/procedures/agency_grievance?from=2026-01-01&to=2027-12-31", by=AUDITOR),
    View("overview-tasks", "/overview/tasks", by=AUDITOR),
    View("overview-bodies", "/overview/bodies?from=2026-07-01&to=2027-12-31", by=AUDITOR),
    View("overview-agencies", "/overview/agencies/annual_certification", by=AUDITOR),
    View("overview-rounds", "/overview/rounds", by=AUDITOR),
    View("overview-calendar", "/overview/calendar", by=BOARD_STAFF),
    View("overview-empty", "/overview/procedures/policy_amendment", by=BOARD_STAFF),
    View("overview-refused", "/overview/calendar?from=2027-05-01&to=2027-02-31", by=AUDITOR, status=422),
]


@pytest.fixture(scope="module")
def at_work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Grievances in every state, a year that began, an agency that puts something right."""
    house = build_house(tmp_path_factory.mktemp("at_work"))
    house.at = datetime(2026, 12, 28, 15, tzinfo=UTC)
    stories = [BPMN / "demonstration" / f"{name}.toml" for name in STORIES]
    play_up_to(house.database, house.office, house.mailer, stories, now=house.at)
    number = opened(house, 2027)
    house.complete(number, "exhibit_a", HDC, ANSWERS)
    house.complete(number, "exhibit_b", SECURITY, EXHIBIT_B)
    house.complete(number, "certify", DIRECTOR, {"stage": "certified"})
    house.pass_(days=40)
    house.work()
    yield house
    house.database.close()


def see(house: House, serve: Serve, size: str, new_page: Callable[..., Page], axe: Axe) -> None:
    open_page = partial(new_page, viewport=SIZES[size], reduced_motion="reduce")
    Visit(house, serve(house.app), "", open_page).look_at(VIEWS, Eye(axe, size))


@pytest.mark.long
@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_they_are_without_fault_and_fit(
    at_work: House, serve: Serve, size: str, new_page: Callable[..., Page], axe: Axe
) -> None:
    see(at_work, serve, size, new_page, axe)


@pytest.mark.long
def test_they_say_the_same_without_javascript_and_on_paper(
    at_work: House, serve: Serve, new_page: Callable[..., Page]
) -> None:
    address = serve(at_work.app)
    plain, scripted = (
        Visit(at_work, address, "", partial(new_page, java_script_enabled=enabled, viewport=SIZES["wide"]))
        for enabled in (False, True)
    )
    for view in VIEWS:
        page = scripted.open(view)
        on_paper(page, view.name)
        assert lines(page) - lines(plain.open(view, drawn=False)) == set(), view.name


def on_paper(page: Page, name: str) -> None:
    """What only a screen needs is left out, and the table stays a table."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 780, "height": 1000})
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    if folder := os.environ.get("OMBUD_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}-print.png", full_page=True)
    assert not page.locator(".period:visible, .files:visible").count()
    assert not page.evaluate(SIDEWAYS)
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.long
def test_the_drawing_carries_the_counts_of_the_table(
    at_work: House, serve: Serve, new_page: Callable[..., Page]
) -> None:
    page = Visit(at_work, serve(at_work.app), "", new_page).open(VIEWS[1])
    drawn = page.locator("[data-container-id='director_decides'] .heat-badge").all_inner_texts()
    row = page.locator("tr", has=page.get_by_role("rowheader", name="Decide on the complaint")).locator("td")
    here, passed = row.nth(1).inner_text(), row.nth(3).inner_text()
    assert drawn == [f"{here} here", f"{passed} passed"]
    assert page.locator("[data-element-id='director_decides'].heat-4").count() == 1
    went = page.locator("tr", has=page.get_by_role("rowheader", name="Conversation first? No, in writing at once"))
    (told,) = page.locator("[data-container-id='stage_chosen_to_in_writing'] .heat-badge").all_inner_texts()
    assert told == went.locator("td").nth(3).inner_text()
