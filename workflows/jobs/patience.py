"""How long and how often a job is tried: properties of the machine, not of any policy."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from ombud.storage.jobs import JobKind

LEASE: Final = timedelta(minutes=4)
"""How long a worker may keep the jobs it claimed; when it dies, they wait this long for another one.

Twice what a mail server takes that makes each of a dozen answers wait for ten seconds: what else is done is short.
"""

RENEW: Final = LEASE / 4
"""How much of a lease may be gone when a job begins; else it is renewed first, for all jobs that are still to be done."""

BATCH: Final = 8
"""Jobs claimed at once."""

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
