"""Finding one record, under the verdict: what is missing and what is not visible look alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ombud.storage.cases import OPEN_TASK, Case, Task
from ombud.storage.sealing import CaseKey, SealBroken
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.days import day_of
from ombud.workflows.identity.sight import may_see_identity
from ombud.workflows.office import Office
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.refusals import NotFound


@dataclass(frozen=True, slots=True)
class Found:
    """A case the actor may see. `key` is None unless they may read what people wrote in it; `sealed`: who brought it is
    not for them to know."""

    case: Case
    deployed: Deployed
    key: CaseKey | None
    reads: bool
    sealed: bool


@dataclass(frozen=True, slots=True)
class FoundTask:
    found: Found
    task: Task
    role_held: bool
    may_act: bool  # open, of my role, and nobody else's

    @property
    def open(self) -> bool:
        return self.task.status in OPEN_TASK


def case_by_number(session: Session, office: Office, actor: Actor, number: str, *, at: datetime) -> Found:
    return _case(session, office, actor, Case.number == number, at=at)


def case_by_id(session: Session, office: Office, actor: Actor, case_id: UUID, *, at: datetime) -> Found:
    return _case(session, office, actor, Case.id == case_id, at=at)


def task_by_id(session: Session, office: Office, actor: Actor, task_id: UUID, *, at: datetime) -> FoundTask:
    """Raises NotFound where the task's case is not visible; whether they may act stands in the result."""
    on = day_of(at)
    row = session.execute(
        select(
            Task,
            permissions.holds_task_role(actor, on=on).label("role_held"),
            permissions.may_act_on_task(actor, on=on).label("may_act"),
        )
        .where(Task.id == task_id)
        .options(joinedload(Task.assignee))
    ).one_or_none()
    if row is None:
        raise NotFound()
    found = case_by_id(session, office, actor, row.Task.case_id, at=at)
    return FoundTask(found, row.Task, bool(row.role_held), bool(row.may_act))


def _case(session: Session, office: Office, actor: Actor, which: object, *, at: datetime) -> Found:
    on = day_of(at)
    row = session.execute(
        select(Case, permissions.may_read_case(actor, on=on).label("reads"))
        .where(which, permissions.may_see_case(actor, on=on))  # type: ignore[arg-type]
        .options(joinedload(Case.organisation))
    ).one_or_none()
    if row is None:
        raise NotFound()
    case: Case = row.Case
    deployed, reads = office.procedures.get(session, case.version_id), bool(row.reads)
    sealed = not may_see_identity(session, deployed, case.id, actor, at=at)
    return Found(case, deployed, _key(office, case, reads), reads, sealed)


def _key(office: Office, case: Case, reads: bool) -> CaseKey | None:
    if not reads:
        return None
    try:
        return office.vault.unwrap(case.data_key)
    except SealBroken:
        return None
