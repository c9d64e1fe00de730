from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.papers.office import PaperOffice, found_office


@pytest.fixture
def office(database_url: str) -> Iterator[PaperOffice]:
    """The shipped checklists and documents, once on SQLite and once on PostgreSQL."""
    office = found_office(database_url)
    yield office
    office.database.close()
