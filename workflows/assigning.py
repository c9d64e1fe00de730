"""Who has a task in hand: given to somebody, or back to all who could do it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from ombud.storage.cases import Task, TaskStatus
from ombud.storage.jobs import JobKind
from ombud.workflows.days import start_of
from ombud.workflows.engine.values import ElementKey
from ombud.workflows.held import HeldCase
from ombud.workflows.jobs import queue

CLAIMS = "task.claims"
"""The job that looks for claims of somebody whose role has ended; its dot keeps it apart from the notices of procedures."""


def assign(
    held: HeldCase,
    task_id: UUID,
    key: ElementKey,
    to: UUID | None,
    kind: str,
    *,
    commitment: bytes | None = None,
    tell: bool = True,
    facts: dict[str, Any] | None = None,
) -> None:
    """Gives an open task of a locked case to somebody, or back to its role; `kind` is the event.

    Whoever has it now is told, all of its role where nobody has; not who takes it for themself, and `tell` says no
    where the one who gives it back was asked with the others. Writes the task; the rest is `writing.write`'s.
    """
    status = TaskStatus.CLAIMED if to else TaskStatus.READY
    held.connection.execute(update(Task).where(Task.id == task_id).values(assignee_id=to, status=status))
    if tell and (to is None or to != held.by.person_id):
        held.jobs.append(announcement(held, key))
    held.event(kind, {"to": str(to) if to else None} | (facts or {}), element=key, commitment=commitment)


def announcement(held: HeldCase, key: ElementKey) -> dict[str, Any]:
    """The job that tells whoever can do the task of a locked case that it waits for them."""
    job_key = f"task:{held.id}:{key}:{held.case['head_seq']}"
    return queue.job_row(JobKind.TASK, job_key, held.id, {"element": str(key)}, held.at)


def watch_claims(session: Session, holding_id: UUID, person_id: UUID, *, after: date, at: datetime) -> None:
    """Once the last day of a holding is over, what its holder had claimed by it goes back to the role."""
    if after == date.max:
        return
    run_at = max(at, start_of(after + timedelta(days=1)))
    payload = {"notice": CLAIMS, "person": str(person_id)}
    key = f"{CLAIMS}:{holding_id}:{run_at.isoformat()}"
    queue.put(session, [queue.job_row(JobKind.NOTIFY, key, None, payload, run_at)])
