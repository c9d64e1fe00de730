from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ombud.storage.schema import migrate
from ombud.storage.session import Database
from tests.integration.board.by_ballot import MEETING
from tests.integration.board.hall import Hall, found_hall
from tests.integration.board.papers_world import Panel, found_panel
from tests.integration.worker.world import World


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """An empty place at the end of a year; once on SQLite and once on PostgreSQL."""
    database = Database(database_url)
    migrate(database)
    world = World(database)
    world.clock.at = datetime(2026, 12, 30, 14, tzinfo=UTC)
    yield world
    database.close()


@pytest.fixture
def panel(database_url: str) -> Iterator[Panel]:
    """A panel on whose agenda petitions come."""
    panel = found_panel(database_url)
    yield panel
    panel.database.close()


@pytest.fixture
def hearing(database_url: str, tmp_path: Path) -> Iterator[Hall]:
    """An appeal on the day of the panel's meeting, with its ballot open."""
    hall = found_hall(database_url, tmp_path)
    hall.appeal()
    hall.at = MEETING
    hall.arrive("ada", "ben", "cas", "dora")
    hall.open()
    yield hall
    hall.database.close()
