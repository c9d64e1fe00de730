"""What scenarios play with: the shipped procedures and forms, a key of their own, mail that stays in memory."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text

from ombud.storage.schema import migrate
from ombud.storage.sealing import Vault, new_key, parse_key
from ombud.storage.session import Database
from ombud.webapp.cli import environment
from ombud.workflows.mail.smtp import KeptMailer
from ombud.workflows.office import Office
from ombud.workflows.procedures.deployed import DeployedProcedures
from ombud.workflows.procedures.directory import read_directory
from ombud.workflows.procedures.load import load_all
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.scenarios.run import Fresh, Furnish, Theatre, nothing


@contextmanager
def theatre(url: str = "", *, typeset: Callable[[str], bytes] | None = None) -> Iterator[Theatre]:
    """Without `url`, on SQLite files that vanish; with one, on databases made beside it for each scenario. Letters are
    PDF files, unless `typeset` makes something else of their HTML."""
    vault = Vault(parse_key(new_key()))
    procedures, directory = load_all(BPMN), read_directory(BPMN / "directory.toml")

    furnished = replace(environment.office(vault), typeset=typeset)

    def office() -> Office:
        """One that has met no database yet."""
        return replace(furnished, procedures=DeployedProcedures(), bodies={}, own_letters={})

    with _copies(Database(url)) if url.startswith("postgresql") else _files() as fresh:
        yield Theatre(procedures, directory, fresh, office, KeptMailer)


@contextmanager
def _files() -> Iterator[Fresh]:
    """Copies of SQLite files, of which there is one for all that are furnished alike."""
    with TemporaryDirectory(prefix="ombud-scenarios-") as name:
        folder = Path(name)
        templates: dict[Hashable, Path] = {}

        @contextmanager
        def fresh(furnish: Furnish = nothing, *, alike: Hashable = None) -> Iterator[Database]:
            if alike not in templates:
                templates[alike] = _furnished(folder, furnish)
            path = folder / f"{secrets.token_hex(4)}.sqlite"
            shutil.copyfile(templates[alike], path)
            copy = Database(f"sqlite:///{path}")
            try:
                yield copy
            finally:
                copy.close()
                path.unlink()

        yield fresh


def _furnished(folder: Path, furnish: Furnish) -> Path:
    path = folder / f"{secrets.token_hex(4)}.template.sqlite"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    furnish(database)
    database.close()
    return path


@contextmanager
def _copies(server: Database) -> Iterator[Fresh]:
    """Copies of one migrated PostgreSQL database, on the server of the address given; all are dropped afterwards."""
    template = f"ombud_scenarios_{secrets.token_hex(4)}"

    @contextmanager
    def fresh(furnish: Furnish = nothing, *, alike: Hashable = None) -> Iterator[Database]:
        del alike  # a database is copied by the server, and what a process made for itself would be left behind
        with _made(server, f"{template}_{secrets.token_hex(4)}", like=template) as copy:
            furnish(copy)
            yield copy

    try:
        with _made(server, template) as migrated:
            migrate(migrated)
            migrated.close()
            yield fresh
    finally:
        server.close()


@contextmanager
def _made(server: Database, name: str, *, like: str = "template1") -> Iterator[Database]:
    """A database for as long as it is needed, whatever happens meanwhile."""
    _execute(server, f"CREATE DATABASE {name} TEMPLATE {like}")
    made = Database(server.url.set(database=name))
    try:
        yield made
    finally:
        made.close()
        _execute(server, f"DROP DATABASE {name}")


def _execute(server: Database, statement: str) -> None:
    with server.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))
    server.close()  # nothing stays connected that a process forked from here would share
