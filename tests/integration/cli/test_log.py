"""`ombud log verify`: the log is proven, and an entry that was changed behind its back is named."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Run = Callable[..., Result]


def test_the_log_is_proven_until_somebody_edits_it(run: Run, tmp_path: Path) -> None:
    run("procedures", "deploy")
    proven = run("log", "verify")
    assert proven.exit_code == 0
    assert proven.output.endswith("entries: proven\n")
    (file,) = tmp_path.rglob("*.sqlite")
    with sqlite3.connect(file) as database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {trigger}")
        database.execute("UPDATE events SET actor = 'nobody' WHERE seq = 2")
    edited = run("log", "verify")
    assert edited.exit_code == 1
    assert "NOT as they were written" in edited.output
    assert "Event 2" in edited.output
