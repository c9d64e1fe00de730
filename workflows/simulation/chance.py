"""Where chance decides."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random
from typing import Protocol, TypeVar

Value = TypeVar("Value")

FAIR = 0.5
"""How often the answer that was given least is chosen, so that rare branches of a procedure are taken too."""


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
        self.given: Counter[tuple[str, str]] = Counter()
        self.in_order = False

    @contextmanager
    def form(self) -> Iterator[None]:
        """Of two forms one is filled in as if all were in order: by the first answer that each question offers, or by
        all of them where there may be several."""
        self.in_order = self.happens(FAIR)
        yield
        self.in_order = False

    def one_of(self, about: str, values: Sequence[Value]) -> Value:
        """As likely the one given least so far as any of them."""
        value = self.random.choice(values)
        if self.in_order:
            value = values[0]
        elif self.happens(FAIR):
            value = min(values, key=lambda each: self.given[about, str(each)])
        self.given[about, str(value)] += 1
        return value

    def some_of(self, about: str, values: Sequence[Value]) -> list[Value]:
        if self.in_order:
            return list(values)
        first = self.one_of(about, values)
        others = [value for value in values if value != first]
        return [first, *self.random.sample(others, self.random.randint(0, min(2, len(others))))]

    def flip(self, about: str) -> bool:
        return self.one_of(about, (True, False))

    def happens(self, share: float) -> bool:
        """True in that share of cases, 0 to 1."""
        return self.random.random() < share

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
