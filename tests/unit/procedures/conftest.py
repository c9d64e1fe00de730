from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.procedures.folders import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A procedure that passes every rule."""
    return Folder(tmp_path)
