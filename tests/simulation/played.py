"""A simulated stretch of time, and what its events and its records say of the quotas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from ombud.webapp.cli.theatre import theatre
from ombud.workflows.simulation import Outcome, read_plan, simulate
from tests.simulation.quotas import Quotas, Recorded, recomputed, recorded
from tests.support.once import Once

YEAR = 2026


@dataclass(frozen=True)
class Played:
    outcome: Outcome
    recomputed: Quotas
    recorded: Recorded


def play(seed: int, agencies: int, days: tuple[date, date]) -> Outcome:
    with theatre(typeset=str.encode) as stage, stage.database() as database:
        begin, end = days
        return simulate(stage, database, read_plan(), agencies=agencies, seed=seed, begins_on=begin, ends_on=end)


def year_of(seed: int, agencies: int, once: Once) -> Played:
    """A whole year, played once in a run of the tests: so each worker plays another seed, and one reads them all."""
    played: Played = once(f"year-{seed}-{agencies}", partial(_play_year, seed, agencies))
    return played


def _play_year(seed: int, agencies: int) -> Played:
    begin, end = date(YEAR, 1, 1), date(YEAR + 1, 1, 1)
    with theatre(typeset=str.encode) as stage, stage.database() as database:
        plan = read_plan()
        outcome = simulate(stage, database, plan, agencies=agencies, seed=seed, begins_on=begin, ends_on=end)
        return Played(outcome, recomputed(database, YEAR), recorded(database, YEAR))
