"""Deeds about who is at a meeting."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from ombud.workflows.actors import Actor
from ombud.workflows.board import attendance
from ombud.workflows.procedures.scenarios.deeds.given import Deed, meeting_of, person_of
from ombud.workflows.procedures.scenarios.model import Step
from ombud.workflows.procedures.scenarios.stage import Stage


def _arrive(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    meeting_id = meeting_of(stage, session, step.with_)
    for person_id in _people(session, step):
        attendance.arrive(session, meeting_id, person_id, by=by, at=stage.now)


def _leave(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    meeting_id = meeting_of(stage, session, step.with_)
    for person_id in _people(session, step):
        attendance.leave(session, meeting_id, person_id, by=by, at=stage.now)


def _people(session: Session, step: Step) -> list[UUID]:
    who = step.with_["who"]
    return [person_of(session, email) for email in ((who,) if isinstance(who, str) else who)]


DEEDS: dict[str, Deed] = {"attendance.arrive": _arrive, "attendance.leave": _leave}
