"""Every model in one import, so that `Base.metadata` is complete."""

from __future__ import annotations

from ombud.storage import ballots, board, cases, directory, events, jobs, ledger, letters, meetings, procedures
from ombud.storage.base import Base

METADATA = Base.metadata

__all__ = [
    "METADATA",
    "ballots",
    "board",
    "cases",
    "directory",
    "events",
    "jobs",
    "ledger",
    "letters",
    "meetings",
    "procedures",
]
