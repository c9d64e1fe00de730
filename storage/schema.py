"""The schema of a database: bring it up to this code, or refuse to run on one that does not fit."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from ombud.storage.session import WAIT_SECONDS, Database

_SCRIPTS: Final = Path(__file__).resolve().parent / "migrations"
_LOCK: Final = 0x6F6D627564
"""Number of the PostgreSQL advisory lock that keeps two processes from migrating at once."""


class SchemaMismatch(Exception):
    """The database does not fit this version of Ombud."""


class DatabaseTooNew(SchemaMismatch):
    """This database was last used by a newer version of Ombud. Start that version, or restore a backup."""


class DatabaseTooOld(SchemaMismatch):
    """This database has not been brought up to this version of Ombud. Migrate it before anything else starts."""


def migrate(database: Database, *, revision: str = "head") -> None:
    """Bring the schema up to `revision` in one transaction; two processes at once take turns.

    Raises DatabaseTooNew, with nothing changed, when the database knows a revision this code does not.
    """
    place = Path(database.url.database or "")
    if revision == "head" and database.temporary and place.stat().st_size == 0:
        place.write_bytes(_blank())
    else:
        _migrate(database, revision)


def _migrate(database: Database, revision: str) -> None:
    with database.engine.connect() as connection:
        if database.dialect == "sqlite":
            # a rebuilt table is dropped, and with foreign keys on that would delete what refers to it
            _pragma(connection, "foreign_keys = OFF")
        try:
            with connection.begin():
                _upgrade(connection, revision)
        finally:
            if database.dialect == "sqlite":
                _pragma(connection, "foreign_keys = ON")


def head_revision() -> str:
    """The revision this code is written for."""
    head = _scripts().get_current_head()
    if head is None:
        raise SchemaMismatch("This installation of Ombud holds no migrations; install it again.")
    return head


def current_revision(database: Database) -> str | None:
    """The revision a database is at; None when it is empty."""
    with database.reader.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def require_current(database: Database) -> None:
    """Raises DatabaseTooNew or DatabaseTooOld: nothing may run on a schema it was not written for."""
    current, head = current_revision(database), head_revision()
    if current != head:
        _refuse_newer(current)
        raise DatabaseTooOld(f"{DatabaseTooOld.__doc__} It is at {current or 'nothing'}; this version needs {head}.")


def revisions() -> list[str]:
    """Every revision, oldest first."""
    return [script.revision for script in reversed(list(_scripts().walk_revisions()))]


@cache
def _blank() -> bytes:
    """A new SQLite database at head: scenarios and tests make many, and running the revisions takes most of the time."""
    database = Database("sqlite://")
    _migrate(database, "head")
    with database.engine.connect() as connection:
        _pragma(connection, "wal_checkpoint(TRUNCATE)")
    content = Path(database.url.database or "").read_bytes()
    database.close()
    return content


def _upgrade(connection: Connection, revision: str) -> None:
    if connection.dialect.name == "postgresql":
        # whoever comes second waits as long as the first needs
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
        connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'"))
    current = MigrationContext.configure(connection).get_current_revision()
    _refuse_newer(current)
    if current != (head_revision() if revision == "head" else revision):
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    if connection.dialect.name == "sqlite":
        _refuse_orphans(connection)


def _refuse_newer(current: str | None) -> None:
    if current is not None and current not in revisions():
        raise DatabaseTooNew(
            f"{DatabaseTooNew.__doc__} It is at revision {current}; this version knows up to {head_revision()}."
        )


def _refuse_orphans(connection: Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        table, _row, parent, _key = orphans[0]
        raise SchemaMismatch(f"A migration left {len(orphans)} rows without what they refer to: {table} to {parent}.")


def _pragma(connection: Connection, pragma: str) -> None:
    """On the driver's connection: it has no effect inside a transaction, and SQLAlchemy would begin one."""
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@cache
def _scripts() -> ScriptDirectory:
    """The revisions; to read them runs all of their modules."""
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    return config
