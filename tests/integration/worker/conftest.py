from __future__ import annotations

from collections.abc import Iterator

import pytest

from ombud.storage.schema import migrate
from ombud.storage.session import Database
from tests.integration.worker.world import World


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """The small world, once on SQLite and once on PostgreSQL; its mails are kept in memory."""
    database = Database(database_url)
    migrate(database)
    world = World(database)
    world.people()
    yield world
    database.close()
