"""Insert that may meet a row which is there already: both databases know it, each under its own name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

Insert = postgresql.Insert | sqlite.Insert


def insert_into(table: type[Any] | Table, where: Connection | Session | str) -> Insert:
    """An insert with `on_conflict_do_nothing` and `on_conflict_do_update`, for the database of a connection or session,
    or for a dialect by its name."""
    if isinstance(where, Session):
        where = where.connection()
    dialect = where if isinstance(where, str) else where.dialect.name
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
