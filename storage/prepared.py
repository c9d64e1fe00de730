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
        self._names = tuple(compiled.positiontup or processors)
        self._processed = [(place, processors[name]) for place, name in enumerate(self._names) if processors[name]]
        self._positional = compiled.positiontup is not None
        self._fixed = {name: value for name, value in compiled.params.items() if name not in columns}

    def params(self, row: Mapping[str, Any]) -> Params:
        given = {**self._fixed, **row} if self._fixed else row
        values = [given[name] for name in self._names]
        for place, process in self._processed:
            values[place] = process(values[place])
        return tuple(values) if self._positional else dict(zip(self._names, values, strict=True))


@cache
def _prepare(statement: Insert | Update, dialect: Dialect, columns: tuple[str, ...]) -> _Prepared:
    return _Prepared(statement, dialect, columns)
