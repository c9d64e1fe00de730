"""The deed that takes back a change of the calendar."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.meetings import CalendarChange, Meeting
from ombud.workflows.actors import Actor
from ombud.workflows.board import changes
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.scenarios.deeds.given import Deed, body_of
from ombud.workflows.procedures.scenarios.model import Step
from ombud.workflows.procedures.scenarios.stage import Stage


def _undo(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    """Takes back the newest change of a body's calendar."""
    body = body_of(session, step.with_["body"])
    newest = (
        select(CalendarChange.id)
        .join(Meeting, Meeting.id == CalendarChange.meeting_id)
        .where(Meeting.body_id == body.id, CalendarChange.undone_at.is_(None))
        .order_by(CalendarChange.at.desc())
    )
    change_id = session.scalar(newest.limit(1))
    if change_id is None:
        raise ProcedureError(f"nothing in the calendar of {body.key} was changed.")
    changes.undo(session, stage.office, change_id, by=by, at=stage.now)


DEEDS: dict[str, Deed] = {"meeting.undo": _undo}
