"""Statements, compiled once for all the databases of a process.

SQLAlchemy keeps what it compiled for each engine anew. Here readers and writers have engines of their own, and each scenario,
simulated year and test a database of its own: a third of their time went into compiling the same statements again.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy.util import LRUCache

_STATEMENTS: Final = 2_000
"""More than the pages, commands and worker have together."""


class _ByDialect(LRUCache[Any, Any]):
    """SQLAlchemy's keys begin with the dialect, an object of which each engine has its own; here its kind counts."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get(_of_its_kind(key), default)

    def __setitem__(self, key: tuple[Any, ...], value: Any) -> None:
        super().__setitem__(_of_its_kind(key), value)


def _of_its_kind(key: tuple[Any, ...]) -> tuple[Any, ...]:
    dialect, *statement = key
    return type(dialect), *statement


COMPILED: Final = _ByDialect(_STATEMENTS)
"""For the execution option `compiled_cache`."""
