"""Which scenario to ask first: the one that noticed a mutant of the same element, then of the same kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ombud.workflows.procedures.mutation.mutant import Mutant


@dataclass
class Memory:
    """`visited` and `seconds` tell, for each scenario, which elements it comes by and how long it takes."""

    visited: Sequence[frozenset[str]]
    seconds: Sequence[float]
    killed: Counter[tuple[str, int]] = field(default_factory=Counter)

    def order(self, mutant: Mutant) -> list[int]:
        """All scenarios, by their places."""

        def rank(place: int) -> tuple[bool, int, int, float]:
            by_element, by_kind = self.killed[mutant.element, place], self.killed[mutant.kind, place]
            return not mutant.near & self.visited[place], -by_element, -by_kind, self.seconds[place]

        return sorted(range(len(self.seconds)), key=rank)

    def keep(self, mutant: Mutant, place: int) -> None:
        self.killed[mutant.element, place] += 1
        self.killed[mutant.kind, place] += 1
