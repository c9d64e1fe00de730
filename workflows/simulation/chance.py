"""Where chance decides."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from random import Random
from typing import Protocol, TypeVar
from uuid import UUID

Value = TypeVar("Value")

FAIR = 0.5
"""How often the answer that was given least is chosen, so that rare branches of a procedure are taken too."""

MODES = (IN_ORDER, BUT_ONE, ANYHOW) = ("in order", "in order but one", "anyhow")
"""How a form is filled in: by the first answer that each question offers, the same with about one other among them, or
by any. A form of twenty questions filled in anyhow always finds something wrong, and never in one place only."""


FEW = 6
"""Of so many answers a question that is asked for the first time has each given once, before chance decides."""


SEEDS = 5
"""Over so many years in a row, seeds 1 to 5 for one, everything is to come up."""


class Chance(Protocol):
    """`about` names the question, so that whoever decides can remember what was decided on it before."""

    def one_of(self, about: str, values: Sequence[Value]) -> Value: ...

    def some_of(self, about: str, values: Sequence[Value]) -> list[Value]:
        """At least one, each once."""
        ...

    def flip(self, about: str) -> bool: ...


class Lots:
    """Chance out of a seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311  who is late in a simulation is no secret
        self.ids = Random(seed)  # noqa: S311  nor is a record of it
        self.seed = seed
        self.given: Counter[tuple[str, str]] = Counter()
        self.others = 1.0  # the share of questions that are not answered in order
        self.full = True  # whether what is asked in order and may be left open is answered, all of it

    def new_id(self) -> UUID:
        return UUID(int=self.ids.getrandbits(128), version=4)

    @contextmanager
    def form(self, questions: int) -> Iterator[None]:
        """One with that many questions, filled in in one of the modes."""
        mode = self.random.choice(MODES)
        self.others = {IN_ORDER: 0.0, BUT_ONE: 1 / max(1, questions), ANYHOW: 1.0}[mode]
        self.full = self.happens(FAIR)
        yield
        self.others = 1.0

    def one_of(self, about: str, values: Sequence[Value]) -> Value:
        """One that was not given yet, of few; then the one given least is as likely as any of them."""
        least = min([self.of_this_seed(values), *values], key=lambda each: self.given[about, str(each)])
        value = self.random.choice(values)
        if len(values) <= FEW and not self.given[about, str(least)]:
            value = least
        elif not self.happens(self.others):
            value = values[0]
        elif self.happens(FAIR):
            value = least
        self.given[about, str(value)] += 1
        return value

    def of_this_seed(self, values: Sequence[Value]) -> Value:
        """What is given first: some questions come up once a year, and over five seeds each of up to five answers is
        given to them."""
        turn = self.seed % SEEDS
        return values[turn if turn < len(values) else 0]

    def some_of(self, about: str, values: Sequence[Value]) -> list[Value]:
        if not self.happens(self.others):
            return list(values)
        first = self.one_of(about, values)
        others = [value for value in values if value != first]
        return [first, *self.random.sample(others, self.random.randint(0, min(2, len(others))))]

    def flip(self, about: str) -> bool:
        return self.one_of(about, (True, False)) if self.happens(self.others) else self.full

    def happens(self, share: float, about: str = "") -> bool:
        """True in that share of cases, 0 to 1; the first time that something comes up, in two of five seeds."""
        if about and self.is_new(about):
            return self.seed % SEEDS in (1, SEEDS - 1)
        return self.random.random() < share

    def weighed(self, about: str, weights: Mapping[Value, int]) -> Value:
        """By weight; the first time that something comes up, another one in each of several seeds."""
        values = list(weights)
        if self.is_new(about):
            return values[self.seed % len(values)]
        (value,) = self.random.choices(values, list(weights.values()))
        return value

    def is_new(self, about: str) -> bool:
        self.given[about, ""] += 1
        return self.given[about, ""] == 1

    def days(self, span: Sequence[int]) -> int:
        """From the first to the second, both included."""
        return self.random.randint(span[0], span[1])

    def how_many(self, expected: float) -> int:
        """A number of events of which that many are expected (Poisson)."""
        left, count = math.exp(-expected), 0
        product = self.random.random()
        while product > left:
            count += 1
            product *= self.random.random()
        return count
