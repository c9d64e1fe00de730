"""Finding one record, under the verdict: what is missing and what is not visible look alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
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
    not for them to know; without `follows` they were sent a letter, and see that and the head of the case."""

    case: Case
    deployed: Deployed
    key: CaseKey | None
    reads: bool
    sealed: bool
    follows: bool = True


@dataclass(frozen=True, slots=True)
class FoundTask:
    found: Found
    task: Task
    role_held: bool
    may_act: bool  # open, of my role, and nobody else's
    claim_stands: bool  # who has claimed it could still act on it

    @property
    def open(self) -> bool:
        return self.task.status in OPEN_TASK


def case_by_number(session: Session, office: Office, actor: Actor, number: str, *, at: datetime) -> Found:
    seen = permissions.may_see_case(actor, on=day_of(at))
    return _case(session, office, actor, and_(Case.number == number, seen), at=at)


def case_by_id(session: Session, office: Office, actor: Actor, case_id: UUID, *, at: datetime) -> Found:
    seen = permissions.may_see_case(actor, on=day_of(at))
    return _case(session, office, actor, and_(Case.id == case_id, seen), at=at)


def case_or_letter(session: Session, office: Office, actor: Actor, number: str, *, at: datetime) -> Found:
    """As `case_by_number`, and also for whoever is sent a letter of a case that is none of theirs."""
    opened = permissions.may_open_case(actor, on=day_of(at))
    return _case(session, office, actor, and_(Case.number == number, opened), at=at)


def task_by_id(session: Session, office: Office, actor: Actor, task_id: UUID, *, at: datetime) -> FoundTask:
    """Raises NotFound where the task's case is not visible; whether they may act stands in the result."""
    on = day_of(at)
    row = session.execute(
        select(
            Task,
            permissions.holds_task_role(actor, on=on).label("role_held"),
            permissions.may_act_on_task(actor, on=on).label("may_act"),
            permissions.claim_stands(on=on).label("claim_stands"),
        )
        .where(Task.id == task_id)
        .options(joinedload(Task.assignee))
    ).one_or_none()
    if row is None:
        raise NotFound()
    found = case_by_id(session, office, actor, row.Task.case_id, at=at)
    return FoundTask(found, row.Task, bool(row.role_held), bool(row.may_act), bool(row.claim_stands))


def _case(session: Session, office: Office, actor: Actor, which: ColumnElement[bool], *, at: datetime) -> Found:
    on = day_of(at)
    row = session.execute(
        select(
            Case,
            permissions.may_read_case(actor, on=on).label("reads"),
            permissions.may_see_case(actor, on=on).label("follows"),
        )
        .where(which)
        .options(joinedload(Case.organisation))
    ).one_or_none()
    if row is None:
        raise NotFound()
    case: Case = row.Case
    deployed, reads = office.procedures.get(session, case.version_id), bool(row.reads)
    sealed = not may_see_identity(session, deployed, case.id, actor, at=at)
    return Found(case, deployed, key_of(office, case) if reads else None, reads, sealed, bool(row.follows))


def key_of(office: Office, case: Case) -> CaseKey | None:
    """None once it is destroyed."""
    try:
        return office.vault.unwrap(case.data_key)
    except SealBroken:
        return None
