"""What is left, and what is said, when something ends before its time."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import Result
from sqlalchemy import text

from ombud.storage.schema import DatabaseTooOld
from ombud.storage.session import Database
from ombud.webapp import wsgi
from ombud.webapp.cli.serving import exit_code
from ombud.webapp.cli.theatre import theatre

Run = Callable[..., Result]


def test_a_process_that_was_killed_did_not_succeed() -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    child.kill()
    assert exit_code(child.wait(timeout=30)) == 128 + signal.SIGKILL
    assert [exit_code(code) for code in (0, 1)] == [0, 1]


def test_scenarios_that_are_interrupted_leave_no_database(postgres_server: str) -> None:
    def interrupted() -> None:
        with theatre(postgres_server) as stage, stage.database():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    server = Database(postgres_server)
    with server.reader.connect() as connection:
        left = connection.scalars(text("SELECT datname FROM pg_database WHERE datname LIKE 'ombud_scenarios_%'")).all()
    server.close()
    assert left == []


def test_the_pages_refuse_a_database_that_was_not_migrated(run: Run) -> None:
    del run  # the environment of a new installation
    with pytest.raises(DatabaseTooOld):
        wsgi.make()


def test_events_whose_case_is_gone_are_noticed(demonstration: Run, tmp_path: Path) -> None:
    assert demonstration("case", "verify").exit_code == 0
    with sqlite3.connect(tmp_path / "demo" / "ombud.sqlite") as database:
        rest = "seq, kind, at, actor_id, actor, element, body, input, commitment, NULL, hash"
        database.execute(f"INSERT INTO events SELECT ?, {rest} FROM events WHERE seq = 1 LIMIT 1", [uuid4().hex])  # noqa: S608  # columns
    verified = demonstration("case", "verify")
    assert verified.exit_code == 1
    assert verified.output.count("the case is gone") == 1


def test_history_that_is_not_guarded_any_more_is_told(run: Run, tmp_path: Path) -> None:
    assert run("log", "verify").exit_code == 0
    with sqlite3.connect(tmp_path / "ombud.sqlite") as database:
        database.execute("DROP TRIGGER events_refuse_update")
    verified = run("log", "verify")
    assert verified.exit_code == 1
    assert "these triggers are gone: events_refuse_update" in verified.output
