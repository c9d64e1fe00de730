"""What falls on days that are to be closed, and stays there: meetings of bodies, and tasks that are due."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from ombud.storage.cases import OPEN_TASK, Case, CaseStatus, Task
from ombud.storage.meetings import Meeting, MeetingStatus
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.words import element_name
from ombud.workflows.days import day_of, end_of, start_of
from ombud.workflows.office import Office

LISTED = 50


@dataclass(frozen=True, slots=True)
class Sitting:
    id: UUID
    body: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    number: str
    task: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Falling:
    """`more`: how many further tasks there are than are listed."""

    meetings: tuple[Sitting, ...]
    tasks: tuple[Due, ...]
    more: int


def falling_on(session: Session, office: Office, days: Collection[date], actor: Actor, *, at: datetime) -> Falling:
    """Meetings that are to take place, and open tasks of cases the actor sees, by time."""
    sittings = select(Meeting).where(_on(Meeting.starts_at, days), Meeting.status == MeetingStatus.SCHEDULED)
    found = session.scalars(sittings.options(joinedload(Meeting.body)).order_by(Meeting.starts_at))
    due = (_on(Task.due_at, days), Task.status.in_(OPEN_TASK), Case.status != CaseStatus.CLOSED)
    seen = permissions.may_see_case(actor, on=day_of(at))
    tasks = select(Task.element, Task.due_at, Case.number, Case.version_id).join(Case, Case.id == Task.case_id)
    rows = session.execute(tasks.where(*due, seen).order_by(Task.due_at, Case.number).limit(LISTED)).all()
    counted = select(func.count()).select_from(Task).join(Case, Case.id == Task.case_id).where(*due, seen)
    return Falling(
        tuple(Sitting(one.id, one.body.name, one.starts_at) for one in found),
        tuple(
            Due(row.number, element_name(office.procedures.get(session, row.version_id), row.element), row.due_at)
            for row in rows
        ),
        (session.scalar(counted) or 0) - len(rows),
    )


def _on(column: Any, days: Collection[date]) -> ColumnElement[bool]:
    return or_(*(column.between(start_of(day), end_of(day)) for day in days))
