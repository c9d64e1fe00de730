"""The preview of closures: days that cannot be looked at are refused as a form is."""

from __future__ import annotations

import pytest

from tests.web.house import House

NEW = "/administration/closures/new"


@pytest.mark.parametrize("days", ["", "soon Snow", "2026-02-01 Snow"])
def test_days_that_do_not_fit_are_refused(house: House, days: str) -> None:
    operator = house.as_("operator@ombud.example")
    page = operator.see(f"{NEW}?days={days.replace(' ', '+')}", status=422)
    assert "Some answers need attention" in page


def test_the_empty_page_refuses_nothing(house: House) -> None:
    assert "Show what it would move" in house.as_("operator@ombud.example").see(NEW)
