"""What was decided in a case, for those who see its course: the answers that moved it on, in the words of their form.

Such answers stand in the engine's log and are never personal; what was written beside them stays with those who read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import Task, TaskStatus
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.finding import Found
from ombud.workflows.casefile.people import person_names
from ombud.workflows.casefile.said import Answer, in_options
from ombud.workflows.casefile.words import element_name
from ombud.workflows.days import day_of
from ombud.workflows.engine.values import ElementKey, InputKind
from ombud.workflows.formspec import FieldSpec
from ombud.workflows.log import log_of
from ombud.workflows.office import Office

CODED = ("choice", "choices", "boolean")


@dataclass(frozen=True, slots=True)
class Decided:
    """One task that decides, done and in force."""

    title: str
    who: str  # empty where a ballot or Ombud itself did it
    at: datetime
    answers: tuple[Answer, ...]


def decided_in(session: Session, office: Office, found: Found, actor: Actor, *, at: datetime) -> tuple[Decided, ...]:
    """For overseers who read nothing in the case, in the order it was done; others get none. A task whose form moves
    nothing on has no answer here and is left out."""
    if found.reads or not session.scalar(select(permissions.oversees(actor, on=day_of(at)))):
        return ()
    decides = (Task.case_id == found.case.id, Task.impartial.is_(True), Task.status == TaskStatus.COMPLETED)
    tasks = {
        ElementKey(task.element, task.occurrence, task.item): task
        for task in session.scalars(select(Task).where(*decides))
    }
    if not tasks:
        return ()
    names = person_names(session, (task.completed_by for task in tasks.values()))
    rows = []
    for given in log_of(session, found.case.id):
        task = tasks.get(given.key) if given.kind is InputKind.COMPLETED and given.key else None
        if task is None or task.ended_at is None:
            continue
        form = office.forms.get(task.form)
        coded = [field for field in form.fields if _is_coded(field) and field.name in given.values] if form else []
        answers = tuple(
            Answer(field.label, in_options(given.values[field.name], dict(field.choices))) for field in coded
        )
        if answers := tuple(answer for answer in answers if answer.values):
            who = names.get(task.completed_by, "") if task.completed_by else ""
            rows.append(Decided(element_name(found.deployed, task.element), who, task.ended_at, answers))
    return tuple(rows)


def _is_coded(field: FieldSpec) -> bool:
    """Chosen among the form's own options: what comes from a list of the directory may be somebody."""
    return field.routes and field.kind in CODED and not field.source
