"""What a task is called, for whoever sees its case."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import Case, Task
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.words import element_name
from ombud.workflows.days import day_of
from ombud.workflows.inbox.boxes import is_voted_on
from ombud.workflows.office import Office


@dataclass(frozen=True, slots=True)
class NamedTask:
    what: str
    number: str
    voted_on: bool  # a ballot on it is open


def named(
    session: Session, office: Office, actor: Actor, ids: Collection[UUID], *, at: datetime
) -> dict[UUID, NamedTask]:
    """Those of these tasks whose case the actor may see."""
    rows = select(Task.id, Task.element, Case.version_id, Case.number, is_voted_on().label("voted_on"))
    rows = rows.join(Case, Case.id == Task.case_id).where(Task.id.in_(ids))
    found = session.execute(rows.where(permissions.may_see_case(actor, on=day_of(at))))
    return {
        row.id: NamedTask(
            element_name(office.procedures.get(session, row.version_id), row.element), row.number, row.voted_on
        )
        for row in found
    }
