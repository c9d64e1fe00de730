"""The same attacks on PostgreSQL, which takes less than SQLite does: no NUL, no number beyond its column."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web.places import build_hamlet
from tests.web.target import Target, entered
from tests.web.test_fuzz import try_all


class Unwatched(Target):
    """Nothing is put back: what an attack does that is carried out stays for the next ones."""

    def __post_init__(self) -> None: ...

    def save(self) -> None: ...

    def restore(self) -> None: ...

    def version(self) -> int:
        return 0


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_nothing_breaks_on_postgresql_either(tmp_path: Path, postgres_url: str) -> None:
    target = Unwatched(build_hamlet(tmp_path, url=postgres_url), {})
    with entered(target):
        try_all(target, rounds=1)
