"""Every model in one import, so that `Base.metadata` is complete."""

from __future__ import annotations

from ombud.storage import (
    accounts,
    ballots,
    board,
    cases,
    checklists,
    declarations,
    directory,
    drafts,
    events,
    inbox,
    jobs,
    ledger,
    letters,
    meetings,
    notices,
    procedures,
    registry,
    scheduling,
    search,
)
from ombud.storage.base import Base

METADATA = Base.metadata

__all__ = [
    "METADATA",
    "accounts",
    "ballots",
    "board",
    "cases",
    "checklists",
    "declarations",
    "directory",
    "drafts",
    "events",
    "inbox",
    "jobs",
    "ledger",
    "letters",
    "meetings",
    "notices",
    "procedures",
    "registry",
    "scheduling",
    "search",
]
