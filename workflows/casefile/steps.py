"""Where a case is: what was done, what is asked now and of whom, what it waits for, how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, joinedload

from ombud.storage.cases import OPEN_TASK, CaseStatus, Submission, Task, TaskStatus
from ombud.storage.ledger import Deadline, DeadlineStatus
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.clauses import Clause, Clauses, cited
from ombud.workflows.casefile.finding import Found
from ombud.workflows.casefile.order import UNKNOWN, order_of
from ombud.workflows.casefile.path import Path
from ombud.workflows.casefile.people import person_names
from ombud.workflows.casefile.words import RoleWords, element_name, outcome_name
from ombud.workflows.days import day_of
from ombud.workflows.engine.values import ElementKey
from ombud.workflows.text import translate as _


class StepState(StrEnum):
    DONE = "done"
    NOW = "now"
    WAITING = "waiting"
    CANCELLED = "cancelled"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Step:
    """`who` is the role asked; `by` the person who claimed or completed it. `task_id` is set where the actor may act."""

    element: str
    name: str
    state: StepState
    who: str = ""
    by: str = ""
    at: datetime | None = None
    due_at: datetime | None = None
    task_id: UUID | None = None
    answered_id: UUID | None = None  # the task, where the actor answered it: they have a receipt
    clauses: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class Marks:
    """What to mark in the diagram: where the case is, what it passed, along which flows, and when each task was done."""

    now: tuple[str, ...]
    done: tuple[str, ...]
    flows: tuple[str, ...]
    times: dict[str, datetime]  # by element; of one done several times, the last


def steps_of(session: Session, found: Found, actor: Actor, clauses: Clauses, *, at: datetime) -> tuple[Step, ...]:
    """In the order they began; what the case waits for and how it ended come last."""
    case, deployed = found.case, found.deployed
    acts = permissions.may_act_on_task(actor, on=day_of(at)).label("acts")
    sent = exists().where(Submission.task_id == Task.id, sent_by(actor)).label("sent")
    own = select(Task, acts, sent).where(Task.case_id == case.id)
    rows = session.execute(own.options(joinedload(Task.assignee))).all()
    began = order_of(session, case.id).began
    rows = sorted(rows, key=lambda row: (row.Task.opened_at, began.get(str(_key(row.Task)), UNKNOWN), row.Task.element))
    names = person_names(session, (row.Task.completed_by for row in rows))
    words = RoleWords(session)
    words.prepare(row.Task.scope_id for row in rows)
    steps = [
        Step(
            element=task.element,
            name=element_name(deployed, task.element),
            state=_state(task),
            who=words.of(task.role, task.scope, task.scope_id),
            by=names.get(task.completed_by, "") if task.completed_by else (task.assignee.name if task.assignee else ""),
            at=task.ended_at,
            due_at=task.due_at,
            task_id=task.id if may_act else None,
            answered_id=task.id if answered and task.status is TaskStatus.COMPLETED else None,
            clauses=clauses_of(found, task.element, clauses),
        )
        for task, may_act, answered in rows
    ]
    return (*steps, *_waits(session, found, clauses), *_end(found, clauses))


def sent_by(actor: Actor) -> ColumnElement[bool]:
    """On Submission."""
    return Submission.sent_by == actor.person_id if actor.person_id else Submission.party_id == actor.party_id


def clauses_of(found: Found, element: str, clauses: Clauses) -> tuple[Clause, ...]:
    known = found.deployed.definition.elements.get(element)
    return cited(clauses, known.cites) if known else ()


def marks_of(steps: tuple[Step, ...], path: Path) -> Marks:
    now = tuple(dict.fromkeys(s.element for s in steps if s.state in (StepState.NOW, StepState.WAITING)))
    given_up = {s.element for s in steps if s.state is StepState.CANCELLED}
    times = {s.element: s.at for s in steps if s.state in (StepState.DONE, StepState.ENDED) and s.at is not None}
    done = (one for one in path.passed if one not in now and (one in times or one not in given_up))
    return Marks(now, tuple(done), path.flows, times)


def _key(task: Task) -> ElementKey:
    return ElementKey(task.element, task.occurrence, task.item)


def _state(task: Task) -> StepState:
    if task.status in OPEN_TASK:
        return StepState.NOW
    return StepState.DONE if task.status is TaskStatus.COMPLETED else StepState.CANCELLED


def _waits(session: Session, found: Found, clauses: Clauses) -> list[Step]:
    """Timers of the diagram's own flow: those on the edge of a task only limit it, and show as its date."""
    waiting = (Deadline.case_id == found.case.id, Deadline.timer, Deadline.status == DeadlineStatus.WAITING)
    rows = session.execute(select(Deadline.element, Deadline.due_at).where(*waiting).order_by(Deadline.armed_at))
    elements = found.deployed.definition.elements
    return [
        Step(
            element=element,
            name=element_name(found.deployed, element),
            state=StepState.WAITING,
            due_at=due_at,
            clauses=clauses_of(found, element, clauses),
        )
        for element, due_at in rows
        if element in elements and not elements[element].host
    ]


def _end(found: Found, clauses: Clauses) -> list[Step]:
    case = found.case
    if case.status is not CaseStatus.CLOSED or case.outcome is None:
        return []
    name = outcome_name(found.deployed, case.outcome) or _("Closed")
    return [
        Step(case.outcome, name, StepState.ENDED, at=case.closed_at, clauses=clauses_of(found, case.outcome, clauses))
    ]
