"""The database and its only two ways in: a unit of work, which commits once, and reading, which never does."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from ombud.storage.compiled import COMPILED

WAIT_SECONDS: Final = 10
"""How long a command waits for another one's lock before it fails."""
TRIES_A_SECOND: Final = 20
_OPTIONS: Final = {"compiled_cache": COMPILED}


class UnusableDatabase(Exception):
    """The database address cannot be used."""


class ReadOnly(Exception):
    """A change was made in a reading session; changes belong in a unit of work."""


class Database:
    """An SQLite file or a PostgreSQL database.

    `sqlite://` without a file is a database of its own that vanishes with this object. It is a file in a temporary
    directory, never synchronised to disk: SQLite's `:memory:` has one transaction per connection, so a page that reads
    while a command writes would behave unlike every other database.
    """

    def __init__(self, url: str | URL) -> None:
        self.url = _parsed(url)
        self._scratch = None
        if self.dialect == "sqlite" and self.url.database in (None, "", ":memory:"):
            self._scratch = TemporaryDirectory(prefix="ombud-", ignore_cleanup_errors=True)
            self.url = self.url.set(database=str(Path(self._scratch.name) / "ombud.sqlite"))
        if self.dialect == "sqlite":
            self.engine, self.reader = self._sqlite(reads=False), self._sqlite(reads=True)
        else:
            self.engine = self._postgresql()
            self.reader = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self.sessions = sessionmaker(self.engine, expire_on_commit=False)
        self.readings = sessionmaker(self.reader, class_=_ReadingSession, expire_on_commit=False, autoflush=False)

    @property
    def dialect(self) -> str:
        """ "sqlite" or "postgresql"."""
        return self.url.get_backend_name()

    @property
    def temporary(self) -> bool:
        """Whether it vanishes with this object."""
        return self._scratch is not None

    def close(self) -> None:
        """Close idle connections; a temporary database is deleted."""
        self.engine.dispose()
        self.reader.dispose()
        if self._scratch is not None:
            self._scratch.cleanup()

    def _sqlite(self, *, reads: bool) -> Engine:
        """Readers have connections of their own: a connection that changed between reading and writing would have to
        prepare all of its statements again each time, because `query_only` expires them."""
        _make_private_file(Path(self.url.database or ""))
        engine = create_engine(self.url, connect_args={"timeout": WAIT_SECONDS}, execution_options=_OPTIONS)
        synchronous = "NORMAL" if self._scratch is None else "OFF"

        @event.listens_for(engine, "connect")
        def set_up(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
            _prepare_sqlite(connection, synchronous=synchronous, reads=reads)

        event.listen(engine, "begin", _begin_to_read if reads else _begin_to_write)
        return engine

    def _postgresql(self) -> Engine:
        options = f"-c lock_timeout={WAIT_SECONDS}s -c timezone=UTC"
        return create_engine(self.url, connect_args={"options": options}, execution_options=_OPTIONS)


@contextmanager
def unit_of_work(database: Database) -> Iterator[Session]:
    """One transaction with one commit at its end; any exception rolls all of it back.

    On SQLite it takes the write lock at once (BEGIN IMMEDIATE), so what is read inside cannot change before the commit;
    on PostgreSQL lock what you decide on, `FOR UPDATE`.
    """
    with database.sessions.begin() as session:
        yield session


@contextmanager
def reading(database: Database) -> Iterator[Session]:
    """A session that sees one snapshot and changes nothing: the database itself refuses a write."""
    with database.readings() as session:
        yield session


class _ReadingSession(Session):
    def commit(self) -> None:
        raise ReadOnly(ReadOnly.__doc__)

    def flush(self, objects: Any = None) -> None:
        if self.new or self.deleted or any(self.is_modified(item) for item in self.dirty):
            raise ReadOnly(ReadOnly.__doc__)


def _parsed(url: str | URL) -> URL:
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except Exception as error:
        raise UnusableDatabase(f"The database address cannot be read: {error}.") from error
    if backend not in ("sqlite", "postgresql"):
        raise UnusableDatabase(
            f"“{backend}” is not a database Ombud knows. "
            "Use sqlite:///path/to/file.sqlite or postgresql://user@host/name in OMBUD_DATABASE_URL."
        )
    return parsed


def _make_private_file(path: Path) -> None:
    """SQLite gives its journals the mode of the main file, so that one decides who may read all three."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))


def _switch_to_wal(cursor: DBAPICursor) -> None:
    """Two processes that switch a new file at once are told it is locked without any waiting: they try again."""
    for patience in range(WAIT_SECONDS * TRIES_A_SECOND, -1, -1):
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if not patience:
                raise
            sleep(1 / TRIES_A_SECOND)
        else:
            return


def _prepare_sqlite(connection: DBAPIConnection, *, synchronous: str, reads: bool) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself
    cursor = connection.cursor()
    _switch_to_wal(cursor)
    for pragma in (
        f"synchronous = {synchronous}",
        "foreign_keys = ON",
        f"query_only = {'ON' if reads else 'OFF'}",
        "recursive_triggers = ON",  # else INSERT OR REPLACE deletes a row past the triggers that refuse it
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_to_read(connection: Connection) -> None:
    """One snapshot, however many statements a page needs."""
    _driver(connection).execute("BEGIN")


def _begin_to_write(connection: Connection) -> None:
    _driver(connection).execute("BEGIN IMMEDIATE")


def _driver(connection: Connection) -> Any:
    """The driver's own connection: beginning is no statement of the command's."""
    return connection.connection.dbapi_connection
