"""Deeds about dates: extended, paused, resumed, with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.ledger import Deadline, DeadlineStatus
from ombud.workflows.actors import Actor
from ombud.workflows.deadlines import commands
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.scenarios.deeds.given import Deed, day
from ombud.workflows.procedures.scenarios.model import Step
from ombud.workflows.procedures.scenarios.stage import Stage


def _deadlines(stage: Stage, session: Session, step: Step) -> Sequence[UUID]:
    """The due date of a task and the timer on it are two rows of one name: both change."""
    case_id = stage.case_id(step.case)
    current = (DeadlineStatus.WAITING, DeadlineStatus.PAUSED)
    found = select(Deadline.id).where(Deadline.case_id == case_id, Deadline.name == step.with_["name"])
    keys = session.scalars(found.where(Deadline.status.in_(current)).order_by(Deadline.timer, Deadline.element)).all()
    if not keys:
        raise ProcedureError(f'the case has no open deadline "{step.with_["name"]}".')
    return keys


def _extend(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    reason, until = step.with_.get("reason", ""), day(step.with_, "until")
    for key in _deadlines(stage, session, step):
        commands.extend(session, stage.office, key, until=until, reason=reason, by=by, at=stage.now)


def _pause(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    reason = step.with_.get("reason", "")
    for key in _deadlines(stage, session, step):
        commands.pause(session, stage.office, key, reason=reason, by=by, at=stage.now)


def _resume(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    reason = step.with_.get("reason", "")
    for key in _deadlines(stage, session, step):
        commands.resume(session, stage.office, key, reason=reason, by=by, at=stage.now)


DEEDS: dict[str, Deed] = {"deadline.extend": _extend, "deadline.pause": _pause, "deadline.resume": _resume}
