"""scripts/bench: whatever it says of the time, it runs on the procedures as they are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.long
def test_every_contender_runs_the_same_case() -> None:
    command = [sys.executable, "-m", "scripts.benchmarks.engine", "--cases", "5", "--databases", "sqlite"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    for contender in ("full step, sqlite", "engine alone", "library, tutorial"):
        assert ran.stdout.count(f"\n{contender}") == 2 + contender.startswith("full"), contender
    assert "8 statements and 1 commit in the worst completion" in ran.stdout
