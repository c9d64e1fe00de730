"""What every route needs: the database, the office, the time of this request, and the one way to carry out a command."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar, cast

from flask import current_app, g
from sqlalchemy.orm import Session

from ombud.storage.session import Database, reading
from ombud.webapp.config import Config
from ombud.workflows import commands
from ombud.workflows.casefile.clauses import Manual
from ombud.workflows.clock import Clock
from ombud.workflows.office import Office

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Desk:
    database: Database
    office: Office
    clock: Clock
    config: Config
    manual: Manual


def desk() -> Desk:
    return cast(Desk, current_app.extensions["ombud"])


def now() -> datetime:
    """One instant for the whole request: its pages, verdicts and rows agree on it."""
    if "at" not in g:
        g.at = desk().clock()
    return cast(datetime, g.at)


def read() -> AbstractContextManager[Session]:
    return reading(desk().database)


def perform(command: Callable[[Session], Result]) -> Result:
    """Carries out a command in one unit of work; what it refuses is raised."""
    here = desk()
    return commands.perform(here.database, here.office, command, at=now())
