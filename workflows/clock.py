"""The one place that reads the time. Everything else is handed an instant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the present as an aware UTC instant."""


def utc_now() -> datetime:
    return datetime.now(UTC)
