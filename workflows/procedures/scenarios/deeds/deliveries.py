"""Deeds about letters on their way."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.letters import Delivery, Letter
from ombud.workflows.actors import Actor
from ombud.workflows.letters import deliveries
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.scenarios.deeds.given import Deed
from ombud.workflows.procedures.scenarios.model import Step
from ombud.workflows.procedures.scenarios.stage import Stage


def _delivery(stage: Stage, session: Session, step: Step) -> UUID:
    newest = select(Delivery.id).join(Letter, Letter.id == Delivery.letter_id)
    mine = newest.where(Letter.case_id == stage.case_id(step.case), Letter.name == step.with_["letter"])
    key = session.scalar(mine.order_by(Letter.issued_at.desc()).limit(1))
    if key is None:
        raise ProcedureError(f'the case has no delivery of a letter "{step.with_["letter"]}".')
    return key


def _post(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    key = _delivery(stage, session, step)
    deliveries.record_delivery(session, stage.office, key, channel="post", note="", by=by, at=stage.now)


def _bounce(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    deliveries.bounce(session, stage.office, _delivery(stage, session, step), note="bounced", by=by, at=stage.now)


DEEDS: dict[str, Deed] = {"delivery.post": _post, "delivery.bounce": _bounce}
