"""What takes minutes is done by one of the processes that run the tests; the others wait and read what came of it."""

from __future__ import annotations

import fcntl
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Once = Callable[[str, Callable[[], Any]], Any]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """`once(NAME, MAKE)` is what MAKE gives, made once in a run of the tests under each NAME; it has to be picklable."""
    base = tmp_path_factory.getbasetemp()
    folder = (
        base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    )  # each worker has a folder of its own below it
    read: dict[str, Any] = {}

    def found(name: str, make: Callable[[], Any]) -> Any:
        if name not in read:
            read[name] = _read(folder / f"{name}.pickle", make)
        return read[name]

    return found


def _read(place: Path, make: Callable[[], Any]) -> Any:
    with place.with_suffix(".lock").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        if not place.exists():
            place.write_bytes(pickle.dumps(make()))
    return pickle.loads(place.read_bytes())  # noqa: S301  written by ourselves
