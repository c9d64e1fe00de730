"""What has to be true of every simulated year."""

from __future__ import annotations

import math
from datetime import date

from ombud.workflows.simulation.report import as_text
from tests.simulation.played import YEAR, Played


def holds(played: Played, agencies: int) -> None:
    nothing_is_stuck(played)
    a_quarter_is_monitored(played, agencies)
    every_agency_has_one_review_of_access_a_quarter(played)
    the_disaster_plan_comes_before_the_meeting_in_march(played)


def nothing_is_stuck(played: Played) -> None:
    assert played.outcome.stuck == (), as_text(played.outcome)
    assert sum(line.closed for line in played.outcome.lines.values()) > 0


def a_quarter_is_monitored(played: Played, agencies: int) -> None:
    found = played.recomputed.monitoring
    assert found.active == played.recorded.active
    assert len(found.active) == agencies
    assert len(found.opened) == math.ceil(agencies * 25 / 100)
    assert set(found.opened.values()) == {1}
    assert frozenset(found.opened) == found.by_lot == played.recorded.monitored


def every_agency_has_one_review_of_access_a_quarter(played: Played) -> None:
    reviews = played.recomputed.reviews
    quarters = [f"{YEAR}-Q{number}" for number in (1, 2, 3, 4)]
    assert reviews == {(quarter, agency): 1 for quarter in quarters for agency in played.recorded.active}
    assert frozenset(reviews) == played.recorded.reviews


def the_disaster_plan_comes_before_the_meeting_in_march(played: Played) -> None:
    found = played.recomputed.disaster_plan
    (opened_on,) = found.opened_on
    assert date(YEAR, 1, 1) <= opened_on < found.march_meeting
    if found.called_off:
        return  # the board did not meet in March, so that nothing was due by it
    assert found.march_meeting == played.recorded.march_meeting
    assert found.told_late is not found.copy_in_time
