"""Chance as Hypothesis draws it, for answers to any form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from hypothesis import strategies as st

Draw = Callable[[st.SearchStrategy[Any]], Any]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A `Chance` that Hypothesis can take back and try again, whatever it is about."""

    draw: Draw

    def one_of(self, _about: str, values: Sequence[Value]) -> Value:
        chosen: Value = self.draw(st.sampled_from(values))
        return chosen

    def some_of(self, _about: str, values: Sequence[Value]) -> list[Value]:
        chosen: list[Value] = self.draw(st.lists(st.sampled_from(values), min_size=1, unique=True))
        return chosen

    def flip(self, _about: str) -> bool:
        chosen: bool = self.draw(st.booleans())
        return chosen
