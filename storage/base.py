"""The declarative base and the column types every table uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import Enum, StrEnum
from typing import Any
from uuid import UUID, uuid4

import orjson
import sqlalchemy as sa
from sqlalchemy import DateTime, LargeBinary, MetaData, String, TypeDecorator, Uuid
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant. A naive one is refused: nobody could tell which day it falls on."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """Plain JSON as text bytes, keys in the order given. Not JSONB: it re-sorts keys and a digest would differ."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        return None if value is None else orjson.dumps(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else orjson.loads(value)


def _values(states: type[Enum]) -> list[str]:
    return [state.value for state in states]


STATE = sa.Enum(
    Enum, native_enum=False, length=32, create_constraint=True, validate_strings=True, values_callable=_values
)
"""A StrEnum as its value in a short string, checked by the database: a state can be added by an ordinary migration."""


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {
        StrEnum: STATE,
        UUID: Uuid(),
        datetime: Instant(),
        bytes: LargeBinary(),
        str: String(),
    }


_ids: ContextVar[Callable[[], UUID]] = ContextVar("ids", default=uuid4)


def new_id() -> UUID:
    return _ids.get()()


@contextmanager
def ids_from(source: Callable[[], UUID]) -> Iterator[None]:
    """Within it, ids are those of `source`: what is played for show can then be played again, row by row."""
    before = _ids.set(source)
    try:
        yield
    finally:
        _ids.reset(before)
