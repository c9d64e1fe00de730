from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.permit import Town, found_town


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    town = found_town(f"sqlite:///{tmp_path / 'ombud.sqlite'}")
    yield town
    town.database.close()
