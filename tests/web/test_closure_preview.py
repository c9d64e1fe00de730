"""The preview of closures: days that cannot be looked at are refused as a form is."""

from __future__ import annotations

import pytest

from ombud.workflows.days import day_of
from tests.web.boardroom import a_hearing
from tests.web.house import House

NEW = "/administration/closures/new"


@pytest.mark.parametrize("days", ["", "soon Snow", "2026-02-01 Snow"])
def test_days_that_do_not_fit_are_refused(house: House, days: str) -> None:
    operator = house.as_("operator@ombud.example")
    page = operator.see(f"{NEW}?days={days.replace(' ', '+')}", status=422)
    assert "Some answers need attention" in page


def test_the_empty_page_refuses_nothing(house: House) -> None:
    assert "Show what it would move" in house.as_("operator@ombud.example").see(NEW)


def test_what_falls_on_a_day_is_named_although_nothing_moves(house: House) -> None:
    hearing = a_hearing(house)
    day = day_of(house.at).isoformat()
    house.pass_(days=-1)
    operator = house.as_("operator@ombud.example")
    page = operator.see(f"{NEW}?days={day}+Snow")
    assert "No date of any case would move." in page
    assert f'href="{hearing.meeting}"' in page
    assert f'href="/cases/{hearing.number}"' in page
    page = operator.see(f"{NEW}?days=2026-12-25+Christmas")
    assert "No meeting, and no task that is due." in page


def test_a_day_in_other_words_is_told_how_to_be_written(house: House) -> None:
    page = house.as_("operator@ombud.example").see(f"{NEW}?days=25+December+Christmas", status=422)
    assert "2026-12-25 Christmas Day" in page
