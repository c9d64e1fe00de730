"""What a worker has at hand, and what a kind of job is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ombud.storage.jobs import Job
from ombud.storage.session import Database
from ombud.workflows.clock import Clock
from ombud.workflows.mail.smtp import Mailer
from ombud.workflows.office import Office


@dataclass(frozen=True, slots=True)
class Desk:
    database: Database
    office: Office
    mailer: Mailer
    clock: Clock
    worker: str  # names the worker in leases: unique among those that run


Prepare = Callable[[Desk, Job], Any]
"""What takes long or leaves the machine: outside of any transaction, perhaps more than once."""

Apply = Callable[[Session, Office, Job, Any, datetime], None]
"""The job's effect in the database, in the transaction that marks it done: once. Takes what was prepared."""

GaveUp = Callable[[Session, Office, Job, datetime], None]
"""What becomes true when the job is a dead letter, in the transaction that makes it one."""


@dataclass(frozen=True, slots=True)
class Handler:
    apply: Apply
    prepare: Prepare | None = None
    gave_up: GaveUp | None = None
