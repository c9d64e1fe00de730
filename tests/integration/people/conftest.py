from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.people.quarter import Quarter, found_quarter


@pytest.fixture
def quarter(database_url: str) -> Iterator[Quarter]:
    """Agencies and people without a case, once on SQLite and once on PostgreSQL."""
    quarter = found_quarter(database_url)
    yield quarter
    quarter.database.close()
