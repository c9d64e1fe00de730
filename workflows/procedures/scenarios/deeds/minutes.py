"""Deeds about the minutes of a meeting."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ombud.workflows.actors import Actor
from ombud.workflows.board import minutes
from ombud.workflows.procedures.scenarios.deeds.given import Deed, any_meeting, meeting_of
from ombud.workflows.procedures.scenarios.model import Step
from ombud.workflows.procedures.scenarios.stage import Stage


def _draft(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    meeting_id = any_meeting(session, step.with_)
    remarks = step.with_.get("remarks", "")
    read = minutes.manuscript_of(session, stage.office, meeting_id, remarks=remarks, by=by, at=stage.now)
    minutes.draft(session, stage.office, minutes.typeset(read), by=by, at=stage.now)


def _approve(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    """The minutes of the meeting on `date`, approved in the one on day `in` (today's without it)."""
    meeting_id, approved_in = any_meeting(session, step.with_), meeting_of(stage, session, step.with_, "in")
    minutes.approve(session, stage.office, meeting_id, in_meeting_id=approved_in, by=by, at=stage.now)


DEEDS: dict[str, Deed] = {"minutes.draft": _draft, "minutes.approve": _approve}
