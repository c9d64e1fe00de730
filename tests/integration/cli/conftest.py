from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ombud.storage.sealing import new_key
from ombud.webapp.cli import PLAIN, ombud


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Result]:
    """`run("case", "show", "GRV-2026-0001")` on an installation of its own in a temporary folder."""
    monkeypatch.setenv("OMBUD_DATABASE_URL", f"sqlite:///{tmp_path / 'ombud.sqlite'}")
    monkeypatch.setenv("OMBUD_KEY", new_key())
    monkeypatch.setenv("OMBUD_VAR", str(tmp_path))
    monkeypatch.setenv("OMBUD_BASE_URL", "http://localhost:8000")  # a demonstration that ran before set its own

    def run(*words: str) -> Result:
        result = CliRunner().invoke(ombud, list(words))
        if result.exception is not None and not isinstance(result.exception, (SystemExit, *PLAIN)):
            raise result.exception
        return result

    return run
