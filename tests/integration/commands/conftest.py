from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.commands.sealed_world import Sealed, sealed_world
from tests.support.permit import Town, found_town


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    """The permit procedure deployed on a new database, once on SQLite and once on PostgreSQL."""
    town = found_town(database_url)
    yield town
    town.database.close()


@pytest.fixture
def sealed(database_url: str) -> Iterator[Sealed]:
    """A complaint whose sender is sealed, once on SQLite and once on PostgreSQL."""
    world = sealed_world(database_url)
    yield world
    world.database.close()
