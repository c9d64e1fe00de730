"""The pages of policies, drawings and today's settings: without a fault axe knows, at 320 pixels, the same without
JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Page

from ombud.storage.session import unit_of_work
from ombud.workflows import settings
from ombud.workflows.actors import OPERATOR as COMMAND_LINE
from tests.browser.gallery import SIZES, Axe, Eye, View, Visit
from tests.browser.test_looks import lines
from tests.support.browser import Serve
from tests.web.house import House
from tests.web.people import DIRECTOR, HDC, OPERATOR

LONG = pytest.mark.long


def views(number: str) -> list[View]:
    return [
        View("policies", "/policies"),
        View("policy-public", "/policies/grievance"),
        View("policy-cases", "/policies/grievance", by=DIRECTOR),
        View("policy-no-cases", "/policies/consent", by=HDC),
        View("policy-board", "/policies/data_strategy_board", by=OPERATOR),
        View("policy-retired", "/policies/no_show"),
        View("about-marked", "/procedures/client_grievance/about?mark=choose_route&mark=triage"),
        View("about", "/procedures/policy_amendment/about"),
        View("operate", f"/operator/cases/{number}", by=OPERATOR),
        View("todays-settings", f"/operator/cases/{number}/settings", by=OPERATOR),
    ]


@pytest.fixture
def number(house: House) -> str:
    """A case that was opened before a target was set."""
    number, _code = house.file()
    house.pass_(minutes=5)
    with unit_of_work(house.database) as session:
        toml = house.office.procedures.latest(session, "agency_grievance").toml
        settings.set_value(session, toml, "decision_target", 30, reason="Decided.", by=COMMAND_LINE, at=house.at)
    house.pass_(minutes=5)
    return number


@LONG
@pytest.mark.parametrize("size", ["narrow", "wide", "phone"])
def test_they_are_without_fault_and_fit(
    house: House, number: str, serve: Serve, size: str, new_page: Callable[..., Page], axe: Axe
) -> None:
    eye = Eye(axe, size)
    visit = Visit(house, serve(house.app), "", partial(new_page, viewport=SIZES[size], reduced_motion="reduce"))
    visit.look_at(views(number), eye)


@LONG
def test_a_policy_and_a_drawing_say_the_same_without_javascript(
    house: House, number: str, serve: Serve, new_page: Callable[..., Page]
) -> None:
    address = serve(house.app)
    plain, scripted = (
        Visit(house, address, "", partial(new_page, java_script_enabled=enabled)) for enabled in (False, True)
    )
    for view in views(number)[:8]:
        assert lines(scripted.open(view)) - lines(plain.open(view, drawn=False)) == set(), view.name


def test_the_drawing_marks_the_element(house: House, serve: Serve, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(f"{serve(house.app)}/policies/management")
    page.get_by_role("link", name="Where a client's complaint belongs").first.click()
    page.wait_for_selector("[data-diagram][data-ready]")
    assert page.locator(".is-now").count() == 1
    assert page.locator(".is-now").get_attribute("data-element-id") == "choose_route"
