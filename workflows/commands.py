"""How every door carries out a command: one unit of work, deadlines that have passed first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from ombud.storage.session import Database, unit_of_work
from ombud.workflows import cases
from ombud.workflows.held import DeadlineFirst
from ombud.workflows.office import Office

Result = TypeVar("Result")

PATIENCE = 3
"""A deadline can pass while the one before it is ticked; more often than this in one request it cannot."""


def perform(database: Database, office: Office, command: Callable[[Session], Result], *, at: datetime) -> Result:
    """Runs `command` in a unit of work.

    Where a deadline of its case has passed, that deadline fires first, in its own transaction; then the command is
    judged on what is left. Raises whatever the command refuses.
    """
    for _try in range(PATIENCE):
        try:
            with unit_of_work(database) as session:
                return command(session)
        except DeadlineFirst as passed:
            case_id = passed.case_id
        with unit_of_work(database) as session:
            cases.tick(session, office, case_id, at=at)
    with unit_of_work(database) as session:
        return command(session)
