from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ombud.webapp.config import Config
from tests.web.house import House, build_house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = build_house(tmp_path)
    yield house
    house.close()


@pytest.fixture
def own_application(tmp_path: Path) -> Iterator[House]:
    """A house whose application the test may change: nobody has used it, and nobody will."""
    house = build_house(tmp_path, config=Config(secret_key=b"a key of its own", secure_cookies=False))
    yield house
    house.database.close()
