"""Scenarios that several processes play come out as if one had played them."""

from __future__ import annotations

from pathlib import Path

from ombud.webapp.cli.theatre import theatre
from ombud.workflows.procedures.scenarios.run import run
from tests.procedures.test_deeds import HEAD

QUIET = HEAD + '[[step]]\nadvance = "P1D"\n'
BROKEN = HEAD + '[[step]]\nadvance = "P1M"\n'


def test_two_processes_tell_the_same_in_the_same_order(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.toml" for number in range(4)]
    for path, text in zip(paths, (QUIET, BROKEN, QUIET, BROKEN), strict=True):
        path.write_text(text, "utf-8")
    with theatre(typeset=str.encode) as stage:
        alone, shared = list(run(paths, stage)), list(run(paths, stage, jobs=2))
    assert alone == shared
    assert [result.path for result in shared] == paths
    assert [result.passed for result in shared] == [True, False, True, False]
