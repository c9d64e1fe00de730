"""How long and how often a job is tried: properties of the machine, not of any policy."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from ombud.storage.jobs import JobKind

LEASE: Final = timedelta(minutes=2)
"""How long a worker may keep the jobs it claimed; when it dies, they wait this long for another one."""

BATCH: Final = 8
"""Jobs claimed at once: few enough to be done within a lease even where each waits for a slow mail server."""

FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(hours=1)

MANY: Final = 16
"""Doublings after which the longest wait is reached in any case."""

TRIES: Final = 8
TRIES_OF: Final = {JobKind.MAIL: 48}
"""Mail outlives a mail server that is away for a day and a half; what fails for other reasons fails within hours."""


def wait_after(attempts: int) -> timedelta:
    """How long to wait after that many failed tries: twice as long each time, at most LONGEST_WAIT."""
    doublings = max(0, min(attempts - 1, MANY))
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def tries(kind: JobKind) -> int:
    return TRIES_OF.get(kind, TRIES)
