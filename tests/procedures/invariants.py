"""What is true of every case at every moment, whatever was done to it."""

from __future__ import annotations

from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import OPEN_TASK, Case, CaseStatus, Task
from ombud.storage.jobs import Job
from ombud.storage.ledger import Deadline, DeadlineStatus
from ombud.storage.session import Database, reading
from ombud.workflows import engine, proof
from ombud.workflows.log import ENDED_BY_HAND, history_of
from ombud.workflows.office import Office

RUNNING = (DeadlineStatus.WAITING, DeadlineStatus.PAUSED)


def check(database: Database, office: Office, case_id: UUID) -> Case:
    """Everything read anew from the database. Returns the case row as it stands."""
    with reading(database) as session:
        case = session.get_one(Case, case_id)
        tasks = list(session.scalars(select(Task).where(Task.case_id == case_id, Task.status.in_(OPEN_TASK))))
        running = list(
            session.scalars(select(Deadline).where(Deadline.case_id == case_id, Deadline.status.in_(RUNNING)))
        )
        _check_ledger(case, tasks, running)
        if case.status is CaseStatus.CLOSED:
            assert (tasks, running, case.tree) == ([], [], None)
        else:
            _check_state(office.procedures.get(session, case.version_id).definition, case, tasks, running)
        _check_replay(session, office, case, tasks)
        failed = select(Job.kind, Job.last_error).where(Job.last_error.is_not(None))
        assert session.execute(failed).all() == []
        assert proof.verify(session, office, case) == []
        return case


def awaited(definition: engine.Definition, case: Case) -> set[str]:
    """The messages that an open case waits for."""
    assert case.tree is not None
    return {one.message for one in engine.awaited_messages(definition, engine.State(case.tree, case.variables))}


def _check_state(definition: engine.Definition, case: Case, tasks: list[Task], running: list[Deadline]) -> None:
    """The engine's state and the rows say the same, and somebody or some date can move the case on."""
    assert case.tree is not None
    state = engine.State(case.tree, case.variables)
    ready, timers = engine.ready(definition, state), engine.waiting_timers(definition, state)
    awaited = [message for message in engine.awaited_messages(definition, state) if message.host is None]
    assert ready or timers or awaited, "nothing can happen in this case any more"
    assert {opened.key for opened in ready} == {_key(task) for task in tasks}
    armed = {(timer.key, timer.deadline) for timer in timers}
    assert armed == {(_key(deadline), deadline.name) for deadline in running if deadline.timer}


def _check_ledger(case: Case, tasks: list[Task], running: list[Deadline]) -> None:
    dates = [d.due_at for d in running if d.timer and d.status == DeadlineStatus.WAITING and d.due_at is not None]
    assert case.next_due_at == min(dates, default=None)
    due = {_key(task): task.due_at for task in tasks}
    named = {_key(deadline): deadline.due_at for deadline in running if not deadline.timer}
    assert due == dict.fromkeys(due) | named


def _check_replay(session: Session, office: Office, case: Case, tasks: list[Task]) -> None:
    """The input log alone leads to where the case stands."""
    definition = office.procedures.get(session, case.version_id).definition
    log = history_of(session, case.id)
    replayed = engine.replay(definition, log.inputs, due_of=None)
    assert orjson.dumps(dict(replayed.variables)) == case.variables
    if log.terminated is not None:
        assert (replayed.ended, case.status, case.outcome) == (None, CaseStatus.CLOSED, ENDED_BY_HAND)
        return
    assert {opened.key for opened in replayed.opened} == {_key(task) for task in tasks}
    assert (replayed.ended is not None) == (case.status is CaseStatus.CLOSED)


def _key(row: Task | Deadline) -> engine.ElementKey:
    return engine.ElementKey(row.element, row.occurrence, row.item)
