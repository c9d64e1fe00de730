from __future__ import annotations

from collections.abc import Iterator

import pytest

from ombud.storage.schema import migrate
from ombud.storage.session import Database
from tests.integration.digest.place import Place


@pytest.fixture
def place(database_url: str) -> Iterator[Place]:
    """The small world of the worker, once on SQLite and once on PostgreSQL, where staff have accounts."""
    database = Database(database_url)
    migrate(database)
    place = Place(database)
    place.people()
    place.settle_in()
    yield place
    database.close()
