"""Deeds about who brought a case, where that is sealed: somebody asks, somebody of another role agrees or refuses."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ombud.storage.cases import IdentityOpening
from ombud.workflows.actors import Actor
from ombud.workflows.identity import opening
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.scenarios.deeds.given import Deed, reason
from ombud.workflows.procedures.scenarios.model import Step
from ombud.workflows.procedures.scenarios.stage import Stage


def _ask(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    case_id, said = stage.case_id(step.case), reason(step)
    opening.ask(session, stage.office, case_id, role=step.with_["role"], reason=said, by=by, at=stage.now)


def _agree(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    opening_id, said = _newest(stage, session, step), reason(step)
    opening.agree(session, stage.office, opening_id, role=step.with_["role"], reason=said, by=by, at=stage.now)


def _refuse(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    opening_id, said = _newest(stage, session, step), reason(step)
    opening.refuse(session, stage.office, opening_id, role=step.with_["role"], reason=said, by=by, at=stage.now)


def _seal(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    opening.seal_again(session, stage.office, stage.case_id(step.case), by=by, at=stage.now)


def _newest(stage: Stage, session: Session, step: Step) -> UUID:
    """What waits for an answer, else what was asked last. Raises ProcedureError where nobody has asked."""
    asked = select(IdentityOpening.id).where(IdentityOpening.case_id == stage.case_id(step.case))
    settled = or_(IdentityOpening.agreed_at.is_not(None), IdentityOpening.ended_at.is_not(None))
    newest = session.scalar(asked.order_by(settled, IdentityOpening.asked_at.desc()).limit(1))
    if newest is None:
        raise ProcedureError("nobody has asked to open who brought the case.")
    return newest


DEEDS: dict[str, Deed] = {
    "identity.ask": _ask,
    "identity.agree": _agree,
    "identity.refuse": _refuse,
    "identity.seal": _seal,
}
