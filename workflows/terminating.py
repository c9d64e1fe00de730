"""A case ended by an operator, without a decision: for what was opened by mistake, twice, or can go no further.

The engine takes no part: no end of the diagram is reached, and the input log stays as it is. An undo takes the
termination back, and the case stands where it stood.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from ombud.storage.cases import OPEN_TASK, CaseStatus, Task, TaskStatus
from ombud.storage.jobs import JobKind
from ombud.storage.ledger import Deadline, DeadlineStatus
from ombud.workflows import operating
from ombud.workflows.actors import Actor
from ombud.workflows.engine import ElementKey
from ombud.workflows.held import HeldCase, Row, table_of
from ombud.workflows.jobs.queue import job_row
from ombud.workflows.log import ENDED_BY_HAND, TERMINATED
from ombud.workflows.office import Office
from ombud.workflows.refusals import CaseClosed
from ombud.workflows.submissions import say
from ombud.workflows.writing import write

RUNNING = (DeadlineStatus.WAITING, DeadlineStatus.PAUSED)


def terminate(
    session: Session,
    office: Office,
    case_id: UUID,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Ends the case: nothing is asked of anybody any more, no date runs, open ballots are void, people are told.

    Raises Forbidden, OwnMatter, NotFound, CaseClosed, InvalidCommand without a reason.
    """
    held = operating.hold(session, office, case_id, reason=reason, by=by, at=at, request_key=request_key)
    if held.case["status"] == CaseStatus.CLOSED:
        raise CaseClosed()
    cancelled = _cancel_tasks(held)
    _cancel_dates(held)
    was = CaseStatus(held.case["status"])
    held.changes |= {"status": CaseStatus.CLOSED, "outcome": ENDED_BY_HAND, "closed_at": at, "tree": None}
    commitment = say(held, {"reason": reason.strip()}, element="case", about=TERMINATED)
    body = {"was": str(was), "cancelled": [str(key) for key in held.tasks], "outcome": ENDED_BY_HAND}
    held.event(TERMINATED, body, commitment=commitment)
    held.jobs.append(_telling(held, cancelled))
    write(held)


def _cancel_tasks(held: HeldCase) -> list[UUID]:
    table = table_of(Task)
    rows = held.connection.execute(select(table).where(table.c.case_id == held.id, table.c.status.in_(OPEN_TASK)))
    for row in rows.mappings().all():
        held.tasks[_key(row)] = {**row, "status": TaskStatus.CANCELLED, "ended_at": held.at}
    return [row["id"] for row in held.tasks.values()]


def _cancel_dates(held: HeldCase) -> None:
    """A paused date keeps when it was paused: it is paused again if the termination is taken back."""
    table = table_of(Deadline)
    rows = held.connection.execute(select(table).where(table.c.case_id == held.id, table.c.status.in_(RUNNING)))
    for row in rows.mappings().all():
        ended = {**row, "status": DeadlineStatus.CANCELLED, "ended_at": held.at}
        held.deadlines[_key(row), row["name"]] = ended


def _telling(held: HeldCase, tasks: list[UUID]) -> Row:
    return job_row(
        kind=JobKind.NOTIFY,
        key=f"notify:{held.id}:{ENDED_BY_HAND}:{held.case['head_seq']}",
        case_id=held.id,
        payload={"notice": TERMINATED, "tasks": [str(task_id) for task_id in tasks]},
        run_at=held.at,
    )


def _key(row: RowMapping) -> ElementKey:
    return ElementKey(row["element"], row["occurrence"], row["item"])
