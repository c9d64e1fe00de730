"""Deeds about who is at a meeting."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ombud.workflows.actors import Actor
from ombud.workflows.board import attendance
from ombud.workflows.procedures.scenarios.deeds.given import Deed, meeting_of, person_of
from ombud.workflows.procedures.scenarios.model import Step
from ombud.workflows.procedures.scenarios.stage import Stage


def _arrive(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    meeting_id = meeting_of(stage, session, step.with_)
    for email in step.with_["who"]:
        attendance.arrive(session, meeting_id, person_of(session, email), by=by, at=stage.now)


def _leave(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    meeting_id = meeting_of(stage, session, step.with_)
    for email in step.with_["who"]:
        attendance.leave(session, meeting_id, person_of(session, email), by=by, at=stage.now)


DEEDS: dict[str, Deed] = {"attendance.arrive": _arrive, "attendance.leave": _leave}
