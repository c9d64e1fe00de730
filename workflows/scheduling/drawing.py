"""Which agencies of a round are drawn by lot. Pure: the same snapshot and seed give the same selection, to anybody.

An agency's lot is the SHA-256, in hex, of the seed, a colon and the agency's id. The lowest lots are drawn, first of
those that were not drawn in the rounds just before, then of the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

METHOD = "lowest SHA-256 of seed:id; first whoever does not rest"
"""How it was drawn, as the event says it."""


@dataclass(frozen=True, slots=True)
class Entered:
    """An agency that takes part when the round is called. `rests`: it was drawn in one of the rounds just before."""

    organisation_id: UUID
    name: str
    rests: bool


@dataclass(frozen=True, slots=True)
class Lottery:
    """Everything a selection follows from."""

    seed: str
    percent: int
    rounding: str  # "up" or "down"
    rest: int  # rounds
    entered: tuple[Entered, ...]

    @property
    def quota(self) -> int:
        """How many are drawn; never more than there are."""
        whole, part = divmod(len(self.entered) * self.percent, 100)
        return min(len(self.entered), whole + (part > 0 and self.rounding == "up"))

    @property
    def selected(self) -> list[UUID]:
        by_lot = sorted(self.entered, key=lambda one: (one.rests, lot(self.seed, one.organisation_id)))
        return [one.organisation_id for one in by_lot[: self.quota]]


def lot(seed: str, organisation_id: UUID) -> str:
    return hashlib.sha256(f"{seed}:{organisation_id}".encode()).hexdigest()


def written(lottery: Lottery) -> dict[str, Any]:
    """For the event: the snapshot, the seed, the rule and who was drawn."""
    return {
        "method": METHOD,
        "seed": lottery.seed,
        "percent": lottery.percent,
        "rounding": lottery.rounding,
        "rest": lottery.rest,
        "snapshot": [{"id": str(one.organisation_id), "name": one.name, "rests": one.rests} for one in lottery.entered],
        "selected": [str(one) for one in lottery.selected],
    }


def read(facts: dict[str, Any]) -> Lottery:
    """A lottery as an event has it; who was drawn is computed anew."""
    entered = tuple(_entered(facts["snapshot"]))
    return Lottery(facts["seed"], facts["percent"], facts["rounding"], facts["rest"], entered)


def _entered(rows: Sequence[dict[str, Any]]) -> Iterable[Entered]:
    for row in rows:
        yield Entered(UUID(row["id"]), row["name"], row["rests"])
