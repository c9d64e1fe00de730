"""Deeds about who must not decide on a case."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import Conflict, ConflictKind
from ombud.workflows.actors import Actor
from ombud.workflows.board import conflicts
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.scenarios.deeds.given import Deed, kind_of, reason, somebody
from ombud.workflows.procedures.scenarios.model import Step
from ombud.workflows.procedures.scenarios.stage import Stage


def _declare(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    """About `who`, by default oneself. The kind follows: recused by themselves, else declared."""
    person_id = somebody(session, step, by)
    own = ConflictKind.RECUSED if person_id == by.person_id else ConflictKind.DECLARED
    conflicts.declare(
        session,
        stage.office,
        stage.case_id(step.case),
        person_id=person_id,
        kind=kind_of(ConflictKind, step.with_, own),
        reason=reason(step),
        by=by,
        at=stage.now,
    )


def _lift(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    case_id, person_id = stage.case_id(step.case), somebody(session, step, by)
    in_force = select(Conflict.id).where(Conflict.case_id == case_id, Conflict.person_id == person_id)
    conflict_id = session.scalar(in_force.where(Conflict.lifted_at.is_(None)))
    if conflict_id is None:
        raise ProcedureError("no conflict of theirs was declared.")
    conflicts.lift(session, stage.office, conflict_id, reason=reason(step), by=by, at=stage.now)


DEEDS: dict[str, Deed] = {"conflict.declare": _declare, "conflict.lift": _lift}
