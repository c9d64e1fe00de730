from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ombud.storage.sealing import new_key
from ombud.webapp.cli import PLAIN, ombud

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """`run("case", "show", "GRV-2026-0001")` on an installation of its own in a temporary folder."""
    with installation(tmp_path):
        yield invoke


@pytest.fixture
def demonstration(run: Run, prepared: Path, tmp_path: Path) -> Run:
    """`run`, on a copy of the demonstration."""
    shutil.copytree(prepared, tmp_path / "demo")
    assert run("demo", "--keep", "--prepare").output == "", "it is kept as it was"
    return run


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demonstration."""
    folder = tmp_path_factory.mktemp("demonstration")
    with installation(folder):
        assert invoke("demo", "--prepare").exit_code == 0
    return folder / "demo"


@contextmanager
def installation(folder: Path) -> Iterator[None]:
    """The environment of a new installation in a folder. Commands add to it: afterwards it is as it was."""
    before = dict(os.environ)
    os.environ |= {
        "OMBUD_DATABASE_URL": f"sqlite:///{folder / 'ombud.sqlite'}",
        "OMBUD_KEY": new_key(),
        "OMBUD_VAR": str(folder),
        "OMBUD_BASE_URL": "http://localhost:8000",
    }
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= before


def invoke(*words: str) -> Result:
    result = CliRunner().invoke(ombud, list(words))
    if result.exception is not None and not isinstance(result.exception, (SystemExit, *PLAIN)):
        raise result.exception
    return result
