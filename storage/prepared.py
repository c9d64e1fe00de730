"""Statements of the command path compiled once, so that executing one costs little more than the driver does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Update
from sqlalchemy.engine import Dialect

Params = dict[str, Any] | tuple[Any, ...]


def execute(connection: Connection, statement: Insert | Update, rows: Sequence[Mapping[str, Any]]) -> None:
    """Writes the rows, all of which name the same columns. `statement` is built once by its caller and kept."""
    prepared = _prepare(statement, connection.dialect, tuple(rows[0]))
    given = [prepared.params(row) for row in rows]
    connection.exec_driver_sql(prepared.sql, given if len(given) > 1 else given[0])


class _Prepared:
    """The text of a statement and how each of its parameters is put to the driver."""

    def __init__(self, statement: Insert | Update, dialect: Dialect, columns: tuple[str, ...]) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=columns)
        assert not compiled.insert_prefetch, "a column with a default has to be named"
        self.sql: str = compiled.string
        processors = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect) for bind, name in compiled.bind_names.items()
        }
        self._positional = compiled.positiontup is not None
        self._parameters = [(name, processors[name]) for name in compiled.positiontup or processors]
        self._fixed: Mapping[str, Any] = compiled.params

    def params(self, row: Mapping[str, Any]) -> Params:
        values = {**self._fixed, **row}
        if self._positional:
            return tuple(process(values[name]) if process else values[name] for name, process in self._parameters)
        return {name: process(values[name]) if process else values[name] for name, process in self._parameters}


@cache
def _prepare(statement: Insert | Update, dialect: Dialect, columns: tuple[str, ...]) -> _Prepared:
    return _Prepared(statement, dialect, columns)
