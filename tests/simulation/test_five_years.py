"""Five simulated years: nothing stands still, everything that can happen does, and the quotas come out."""

from __future__ import annotations

import math
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import cache

import pytest

from ombud.workflows.simulation.report import unreached
from tests.simulation.played import Played, play

pytestmark = [pytest.mark.long, pytest.mark.timeout(7_200)]

SEEDS = (1, 2, 3, 4, 5)
AGENCIES = 60
YEAR = date(2026, 1, 1), date(2027, 1, 1)


@cache
def years() -> tuple[Played, ...]:
    """Five years at once, as many as there are cores."""
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        return tuple(pool.map(play, SEEDS, [AGENCIES] * len(SEEDS), [YEAR] * len(SEEDS)))


def test_no_case_is_stuck() -> None:
    assert [played.outcome.stuck for played in years()] == [()] * len(SEEDS)


def test_every_end_of_every_procedure_is_reached() -> None:
    outcomes = [played.outcome for played in years()]
    assert {key: missed for key in outcomes[0].ends if (missed := unreached(outcomes, key))} == {}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_quarter_of_the_agencies_is_monitored(seed: int) -> None:
    played = years()[seed - 1]
    monitored = {period: cases for key, period, cases in played.called if key == "compliance_monitoring"}
    assert monitored["2026"] == math.ceil(AGENCIES / 4)
    assert _cases(played, "compliance_monitoring", "2026") == math.ceil(AGENCIES / 4)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_agency_has_one_review_of_access_a_quarter(seed: int) -> None:
    played = years()[seed - 1]
    for quarter in ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"):
        assert _cases(played, "user_access_review", quarter) == AGENCIES
    assert max(played.opened.values()) == 1  # never twice


@pytest.mark.parametrize("seed", SEEDS)
def test_the_disaster_plan_comes_before_the_board_in_march(seed: int) -> None:
    assert _cases(years()[seed - 1], "disaster_plan_review", "2026") == 1


def _cases(played: Played, procedure: str, period: str) -> int:
    return sum(count for (key, when, _whose), count in played.opened.items() if (key, when) == (procedure, period))
