"""What a form begins with: the answers that were given last at the same task, shown to be confirmed or changed.

A procedure names such tasks in `carries`. Earlier answers in the same case count first, then those of the organisation's
newest earlier case of the procedure. Sealed answers stay sealed: they are opened for a reader who works in that case too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from ombud.storage.cases import Case, Submission
from ombud.storage.directory import RoleScope
from ombud.storage.procedures import ProcedureVersion
from ombud.storage.sealing import SealBroken
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.finding import FoundTask, key_of
from ombud.workflows.days import day_of
from ombud.workflows.office import Office
from ombud.workflows.said_last import said_last
from ombud.workflows.submissions import read


@dataclass(frozen=True, slots=True)
class Carried:
    """Answers by question, and where they were given."""

    values: Mapping[str, Any]
    number: str
    sent_at: datetime


def carried(session: Session, office: Office, it: FoundTask, actor: Actor, *, at: datetime) -> Carried | None:
    """None for a task that carries nothing, where nothing was answered before, or where the reader may not read it."""
    if it.task.element not in it.found.deployed.toml.carries:
        return None
    for case in _cases(session, it, actor, at=at):
        if (found := _said_in(session, office, case, it)) is not None:
            return found
    return None


def _cases(session: Session, it: FoundTask, actor: Actor, *, at: datetime) -> list[Case]:
    """This case, and the newest earlier one of its organisation in which the task was answered."""
    this, on = it.found.case, day_of(at)
    readable = (permissions.may_read_case(actor, on=on), permissions.works_on_case(actor, on=on))
    answered = exists().where(Submission.case_id == Case.id, Submission.element == it.task.element)
    known = select(Case).join(ProcedureVersion, ProcedureVersion.id == Case.version_id)
    theirs = it.task.scope == RoleScope.CASE  # a party's own task: what was answered at it, they answered
    own = known.where(Case.id == this.id, answered, *(() if theirs else readable))
    earlier = (
        known.where(ProcedureVersion.key == it.found.deployed.toml.key, Case.organisation_id == this.organisation_id)
        .where(Case.opened_at < this.opened_at, answered, *readable)
        .order_by(Case.opened_at.desc())
        .limit(1)
    )
    return [*session.scalars(own), *session.scalars(earlier)]


def _said_in(session: Session, office: Office, case: Case, it: FoundTask) -> Carried | None:
    key = key_of(office, case)
    if key is None:
        return None
    try:
        said = said_last(session, key, case.id, element=it.task.element, form=it.task.form)
        if said is None:
            return None
        values, _labels = read(key, said)
    except SealBroken:
        return None
    return Carried({name: value for name, value in values.items() if _is_carried(value)}, case.number, said.sent_at)


def _is_carried(value: Any) -> bool:
    """What was written or chosen. A tick is given anew, and a file is of its own case."""
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(one, str) for one in value))
