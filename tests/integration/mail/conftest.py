from __future__ import annotations

from tests.integration.worker.conftest import world

__all__ = ["world"]
