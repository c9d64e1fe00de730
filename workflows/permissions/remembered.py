"""Predicates are put together once per actor and day: that takes longer than the database takes to answer them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final, ParamSpec, TypeVar, cast

from sqlalchemy import ColumnElement

Asked = ParamSpec("Asked")
Predicate = TypeVar("Predicate", bound=ColumnElement[bool])

PEOPLE: Final = 64
"""How many actors of a day are remembered by each predicate: those at work at one time, in one process."""


def remembered(predicate: Callable[Asked, Predicate]) -> Callable[Asked, Predicate]:
    """The same expression for the same arguments; nobody changes an expression once it is made."""
    return cast("Callable[Asked, Predicate]", lru_cache(maxsize=PEOPLE)(predicate))
