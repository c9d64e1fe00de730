"""Which acts a case allows now, and on which of its tasks and deadlines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ombud.storage.cases import OPEN_TASK, CaseStatus, Task
from ombud.storage.ledger import Deadline, DeadlineStatus
from ombud.webapp.operator.plans import WORDS, Words
from ombud.webapp.operator.rehearsal import RUNNING
from ombud.workflows import case_settings
from ombud.workflows.casefile.finding import Found
from ombud.workflows.casefile.sheet import Head, head_of
from ombud.workflows.casefile.words import RoleWords, element_name
from ombud.workflows.log import history_of
from ombud.workflows.office import Office


@dataclass(frozen=True, slots=True)
class OpenTask:
    id: UUID
    name: str
    who: str
    by: str  # who has taken it
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class RunningDeadline:
    name: str  # in procedure.toml
    title: str
    due_at: datetime | None
    paused: bool


@dataclass(frozen=True, slots=True)
class Choosing:
    """What an operator may do in a case: `acts` on the whole of it."""

    head: Head
    version: int
    acts: tuple[tuple[str, Words], ...]
    tasks: tuple[OpenTask, ...]
    deadlines: tuple[RunningDeadline, ...]


def choosing_of(session: Session, office: Office, found: Found, *, at: datetime) -> Choosing:
    acts = tuple((act, WORDS[act]) for act in _acts(session, office, found, at=at))
    return Choosing(
        head_of(session, found), found.deployed.version, acts, _tasks(session, found), tuple(_deadlines(session, found))
    )


def _acts(session: Session, office: Office, found: Found, *, at: datetime) -> list[str]:
    case, log = found.case, history_of(session, found.case.id)
    acts = {CaseStatus.OPEN: ["suspend"], CaseStatus.SUSPENDED: ["resume"], CaseStatus.CLOSED: []}[case.status]
    if log.undoable:
        acts.append("undo")
    if case.status is CaseStatus.CLOSED:
        return acts
    if office.procedures.latest(session, found.deployed.toml.key).id != case.version_id:
        acts.append("migrate")
    if case_settings.differences(session, found.deployed, case.settings, at=at):
        acts.append("settings")
    return [*acts, "terminate"]


def _tasks(session: Session, found: Found) -> tuple[OpenTask, ...]:
    words = RoleWords(session)
    open_ones = select(Task).where(Task.case_id == found.case.id, Task.status.in_(OPEN_TASK))
    return tuple(
        OpenTask(
            task.id,
            element_name(found.deployed, task.element),
            words.of(task.role, task.scope, task.scope_id),
            task.assignee.name if task.assignee else "",
            task.due_at,
        )
        for task in session.scalars(open_ones.options(joinedload(Task.assignee)).order_by(Task.opened_at, Task.element))
    )


def _deadlines(session: Session, found: Found) -> list[RunningDeadline]:
    """One line per name: a task and the timer on it share theirs."""
    mine = select(Deadline).where(Deadline.case_id == found.case.id, Deadline.status.in_(RUNNING))
    lines: dict[str, RunningDeadline] = {}
    for row in session.scalars(mine.order_by(Deadline.due_at, Deadline.timer, Deadline.element)):
        if not row.computed.get("off"):
            title, paused = element_name(found.deployed, row.element), row.status is DeadlineStatus.PAUSED
            lines.setdefault(row.name, RunningDeadline(row.name, title, row.due_at, paused))
    return list(lines.values())
