"""`ombud search index`: names of cases that were there before the search are found afterwards."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.integration.cli.conftest import Run


def test_the_words_of_names_are_made_anew(demonstration: Run, tmp_path: Path) -> None:
    (file,) = (tmp_path / "demo").glob("*.sqlite")
    with sqlite3.connect(file) as database:
        before = set(database.execute("SELECT row_id, digest FROM search_words"))
        assert before
        database.execute("DELETE FROM search_words")
        cases = database.execute("SELECT count(*) FROM cases").fetchone()[0]
    assert "run `ombud search index`" in demonstration("migrate").output
    done = demonstration("search", "index")
    assert (done.exit_code, done.output) == (0, f"The names in {cases} cases are found by the search.\n")
    with sqlite3.connect(file) as database:
        assert set(database.execute("SELECT row_id, digest FROM search_words")) == before
    assert "ombud search index" not in demonstration("migrate").output
