"""Five simulated years: nothing stands still, the quotas come out, and every end of every procedure is reached."""

from __future__ import annotations

import pytest

from ombud.workflows.simulation.report import unreached
from tests.simulation.claims import holds
from tests.simulation.played import year_of
from tests.support.once import Once

pytestmark = [pytest.mark.long, pytest.mark.timeout(7_200)]

SEEDS = (1, 2, 3, 4, 5)
AGENCIES = 60


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_stuck_and_the_quotas_come_out(once: Once, seed: int) -> None:
    holds(year_of(seed, AGENCIES, once), AGENCIES)


def test_every_end_of_every_procedure_is_reached(once: Once) -> None:
    outcomes = [year_of(seed, AGENCIES, once).outcome for seed in SEEDS]
    assert [outcome.seed for outcome in outcomes] == list(SEEDS)
    assert {key: missed for key in outcomes[0].ends if (missed := unreached(outcomes, key))} == {}
