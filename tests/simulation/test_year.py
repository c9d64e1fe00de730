"""`ombud simulate`, in small: what is promised of it holds for a month too."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from ombud.webapp.cli import ombud
from ombud.workflows.simulation.report import as_text
from tests.simulation.played import play

JANUARY = date(2026, 1, 1), date(2026, 2, 1)


@pytest.mark.long
def test_a_month_is_played_and_told() -> None:
    outcome = play(7, 4, JANUARY)
    assert outcome.stuck == (), as_text(outcome)
    assert sum(line.opened for line in outcome.lines.values()) > 10
    told = as_text(outcome)
    assert "2026-01-01 to 2026-01-31, seed 7" in told
    assert all(key in told for key in outcome.ends)


@pytest.mark.long
def test_a_seed_is_the_same_time_again() -> None:
    days = date(2026, 1, 1), date(2026, 1, 8)
    assert play(3, 4, days) == play(3, 4, days)


@pytest.mark.long
def test_the_real_database_is_never_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its address is in the environment, as where Ombud runs; it is not even made."""
    real = tmp_path / "real.sqlite"
    monkeypatch.setenv("OMBUD_DATABASE_URL", f"sqlite:///{real}")
    monkeypatch.setenv("OMBUD_VAR", str(tmp_path / "var"))
    result = CliRunner().invoke(ombud, ["simulate", "--agencies", "1", "--from", "2026-01-15"])
    assert result.exit_code == 2
    assert "first day of a month" in result.output
    play(1, 1, (date(2026, 1, 1), date(2026, 1, 3)))
    assert not real.exists()
    assert list(tmp_path.iterdir()) == []
