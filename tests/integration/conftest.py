from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.court import Court, found_court


@pytest.fixture
def court(database_url: str, tmp_path: Path) -> Iterator[Court]:
    """A panel whose members have every kind of conflict, once on SQLite and once on PostgreSQL."""
    court = found_court(database_url, tmp_path)
    yield court
    court.database.close()
