"""The demonstration's stories, and what opened by itself beside them: start pages, tasks and cases, without a fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import enter
from tests.browser.gallery import SIZES, Axe, Eye, open_all
from tests.browser.neighborhood import Neighborhood, Seen, build_neighborhood
from tests.support.browser import Serve

SHOWN = {
    "access_request", "agency_onboarding", "annual_certification", "breach_notification", "compliance_monitoring",
    "data_destruction", "data_request", "data_sharing_agreement", "disaster_plan_review", "publication_clearance",
    "retraining", "retraining_request", "usage_escalation", "user_access_review",
}  # fmt: skip
STARTED = (
    ("hdc@harbor.example", ("usage_escalation", "breach_notification", "access_request", "data_request")),
    ("staff@lead.example", ("compliance_monitoring", "publication_clearance", "data_destruction")),
    ("admin@laurel.example", ("retraining",)),
    ("coordinator@shoreline.example", ("retraining_request",)),
)
FILED = ("agency_onboarding", "access_request", "data_request", "data_sharing_agreement")


@pytest.fixture(scope="session")
def neighborhood(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neighborhood]:
    built = build_neighborhood(tmp_path_factory.mktemp("neighborhood"))
    yield built
    built.house.database.close()


@pytest.mark.long
def test_a_case_of_each_procedure_and_what_it_asks_are_without_fault(
    neighborhood: Neighborhood, serve: Serve, new_page: Callable[..., Page], axe: Axe
) -> None:
    one_each = {one.procedure: one for one in reversed(neighborhood.tasks) if one.procedure in SHOWN}
    assert set(one_each) == SHOWN
    address, eye = serve(neighborhood.house.app), Eye(axe, "phone")
    for by in sorted({one.by for one in one_each.values()}):
        page = new_page(viewport=SIZES["phone"], reduced_motion="reduce")
        _come(page, address, neighborhood, by)
        for one in (one for one in one_each.values() if one.by == by):
            _look(page, address, one, eye)
    assert not eye.faults, "\n".join(eye.faults)


@pytest.mark.long
def test_the_page_that_starts_each_procedure_is_without_fault(
    neighborhood: Neighborhood, serve: Serve, new_page: Callable[..., Page], axe: Axe
) -> None:
    address, eye = serve(neighborhood.house.app), Eye(axe, "phone")
    page = new_page(viewport=SIZES["phone"], reduced_motion="reduce")
    for key in FILED:
        _see(page, f"{address}/file/{key}", f"file-{key}", eye)
    for by, keys in STARTED:
        page = new_page(viewport=SIZES["phone"], reduced_motion="reduce")
        enter(page, address, neighborhood.house, by)
        for key in keys:
            _see(page, f"{address}/procedures/{key}", f"start-{key}", eye)
    assert not eye.faults, "\n".join(eye.faults)


@pytest.mark.long
def test_a_letter_to_a_whole_board_is_one_line_and_who_takes_part_did_not_bring_the_case(
    neighborhood: Neighborhood,
) -> None:
    number = {one.procedure: one.number for one in neighborhood.tasks}
    overdue = neighborhood.house.as_("abena@dsb.example").see(f"/cases/{number['data_destruction']}")
    assert overdue.count("Letter delivered to") == 1
    retraining = neighborhood.house.as_("user@harbor.example").see(f"/cases/{number['retraining']}")
    assert "<dt>Brought by</dt><dd>Yuki Tanabe</dd>" in retraining
    assert "<dt>Taking part</dt><dd>Leo Park (User)</dd>" in retraining


def _come(page: Page, address: str, neighborhood: Neighborhood, by: str) -> None:
    if "@" in by:
        enter(page, address, neighborhood.house, by)
        return
    page.goto(f"{address}/track")
    page.get_by_label("Tracking code").fill(by)
    page.get_by_role("button", name="Show my case").click()
    page.wait_for_url("**/track/case")


def _look(page: Page, address: str, one: Seen, eye: Eye) -> None:
    name = f"{one.procedure}-{one.element}"
    _see(page, address + one.path, name, eye)
    case = f"/cases/{one.number}" if "@" in one.by else "/track/case"
    _see(page, address + case, f"{name}-case", eye)


def _see(page: Page, url: str, name: str, eye: Eye) -> None:
    answer = page.goto(url)
    assert answer is not None
    assert answer.status == 200, (url, answer.status)
    if page.locator("[data-diagram]").count():
        page.wait_for_selector("[data-diagram][data-ready]")
    open_all(page)
    eye.see(page, name)
