"""A simulated stretch of time, and what the event log alone says of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

import orjson
from sqlalchemy import text

from ombud.storage.session import Database
from ombud.webapp.cli.theatre import theatre
from ombud.workflows.simulation import Outcome, read_plan, simulate


@dataclass(frozen=True)
class Played:
    outcome: Outcome
    called: tuple[tuple[str, str, int], ...]  # procedure, period and cases of each round, as the events say
    opened: Counter[tuple[str, str, str]]  # procedure, period and organisation of each case that opened by itself


def play(seed: int, agencies: int, days: tuple[date, date]) -> Played:
    with theatre(typeset=str.encode) as stage, stage.database() as database:
        begin, end = days
        how = {"agencies": agencies, "seed": seed}
        outcome = simulate(stage, database, read_plan(), **how, begins_on=begin, ends_on=end)
        return Played(outcome, *_recounted(database))


def _recounted(database: Database) -> tuple[tuple[tuple[str, str, int], ...], Counter[tuple[str, str, str]]]:
    """Out of the event log alone."""
    with database.reader.connect() as connection:
        bodies = [
            (kind, orjson.loads(body), chain)
            for kind, body, chain in connection.execute(
                text("SELECT kind, body, chain FROM events ORDER BY chain, seq")
            )
        ]
        keys = dict(
            connection.execute(
                text("SELECT c.id, v.key FROM cases c JOIN procedure_versions v ON v.id = c.version_id")
            ).all()
        )
        whose = dict(connection.execute(text("SELECT id, organisation_id FROM cases")).all())
    called = tuple(
        (body["procedure"], body["period"], body["cases"]) for kind, body, _chain in bodies if kind == "schedule.called"
    )
    opened = Counter(
        (keys[chain], body["period"], str(whose[chain]))
        for _kind, body, chain in bodies
        if "period" in body and chain in keys
    )
    return called, opened
