"""A question for a day and a time of day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from ombud.forms.base import OmbudForm, from_values
from ombud.forms.days import not_in_the_future
from ombud.forms.fields import Day
from ombud.forms.moments import Moment

TODAY = date(2026, 3, 2)


class Incident(OmbudForm):
    discovered_at = Moment("When?", routes=True, missing="Enter it.", validators=(not_in_the_future,))
    day = Day("On which day?", required=False)


def sent(**values: Any) -> OmbudForm:
    form = from_values(Incident, values, {}, today=TODAY)
    form.validate()
    return form


@pytest.mark.parametrize("given", ["2026-03-02T09:40", "2026-03-02T09:40:30", datetime(2026, 3, 2, 9, 40)])  # noqa: DTZ001  a time on the wall
def test_it_is_answered_to_the_minute_as_the_wall_shows_it(given: Any) -> None:
    form = sent(discovered_at=given)
    assert form.problems == {}
    assert form.routing() == {"discovered_at": "2026-03-02T09:40"}


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (None, "Enter it."),
        ("", "Enter it."),
        ("2026-03-02", "Enter a day and a time, such as 2026-04-16T09:40."),
        ("yesterday", "Enter a day and a time, such as 2026-04-16T09:40."),
        ("2026-03-03T00:10", "Enter a day that is not in the future."),
        (7, "Give a text."),
    ],
)
def test_what_is_no_moment_is_said_so(given: Any, problem: str) -> None:
    assert sent(discovered_at=given).problems == {"discovered_at": [problem]}


def test_a_day_takes_a_moment_that_another_form_asked_for() -> None:
    assert sent(discovered_at="2026-03-02T09:40", day="2026-03-01T18:30").answers()["day"] == "2026-03-01"
