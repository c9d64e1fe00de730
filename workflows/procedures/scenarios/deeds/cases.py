"""Deeds about a whole case."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ombud.workflows import cases
from ombud.workflows.actors import Actor
from ombud.workflows.procedures.scenarios.deeds.given import Deed
from ombud.workflows.procedures.scenarios.model import Step
from ombud.workflows.procedures.scenarios.stage import Stage


def _suspend(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    cases.suspend(session, stage.office, stage.case_id(step.case), by=by, at=stage.now)


def _resume(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    cases.resume(session, stage.office, stage.case_id(step.case), by=by, at=stage.now)


DEEDS: dict[str, Deed] = {"case.suspend": _suspend, "case.resume": _resume}
