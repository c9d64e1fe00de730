from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.board.hall import Hall, found_hall


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Hall]:
    """A panel that decides appeals by ballot, once on SQLite and once on PostgreSQL."""
    hall = found_hall(database_url, tmp_path)
    yield hall
    hall.database.close()
