"""What is asked of a database meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from ombud.storage.session import Database


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The statements that run meanwhile, in their order. SQLite reads through an engine of its own; on PostgreSQL what
    reads passes on what the one engine hears."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    engines = [database.engine, database.reader] if database.dialect == "sqlite" else [database.engine]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
