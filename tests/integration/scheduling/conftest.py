from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ombud.storage.schema import migrate
from ombud.storage.session import Database
from tests.integration.scheduling.season import agency, day, deploy_visit
from tests.integration.worker.world import World


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    """In March, with two agencies and the quarterly visit deployed; once on SQLite and once on PostgreSQL."""
    database = Database(database_url)
    migrate(database)
    world = World(database)
    world.clock.at = day(2026, 3, 2)
    agency(world, "Elm House")
    agency(world, "Harbor House")
    deploy_visit(world, tmp_path)
    world.work()
    yield world
    database.close()
