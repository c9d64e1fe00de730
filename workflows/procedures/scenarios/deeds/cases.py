"""Deeds about a whole case."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ombud.workflows import cases
from ombud.workflows.actors import Actor
from ombud.workflows.case_settings import take_todays
from ombud.workflows.procedures.scenarios.deeds.given import Deed, reason
from ombud.workflows.procedures.scenarios.model import Step
from ombud.workflows.procedures.scenarios.stage import Stage
from ombud.workflows.terminating import terminate


def _suspend(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    case_id = stage.case_id(step.case)
    cases.suspend(session, stage.office, case_id, reason=reason(step), by=by, at=stage.now)


def _resume(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    case_id = stage.case_id(step.case)
    cases.resume(session, stage.office, case_id, reason=reason(step), by=by, at=stage.now)


def _terminate(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    terminate(session, stage.office, stage.case_id(step.case), reason=reason(step), by=by, at=stage.now)


def _settings(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    take_todays(session, stage.office, stage.case_id(step.case), reason=reason(step), by=by, at=stage.now)


DEEDS: dict[str, Deed] = {
    "case.suspend": _suspend,
    "case.resume": _resume,
    "case.settings": _settings,
    "case.terminate": _terminate,
}
