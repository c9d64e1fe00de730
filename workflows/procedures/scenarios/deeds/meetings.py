"""Deeds about the calendar: meetings scheduled, moved, cancelled, opened, adjourned."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ombud.storage.meetings import MeetingKind
from ombud.workflows.actors import Actor
from ombud.workflows.board import meetings
from ombud.workflows.procedures.scenarios.deeds.given import Deed, instant, kind_of, meeting_of, reason
from ombud.workflows.procedures.scenarios.model import Step
from ombud.workflows.procedures.scenarios.stage import Stage


def _schedule(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    given = step.with_
    meetings.schedule(
        session,
        given["body"],
        starts_at=instant(given),
        kind=kind_of(MeetingKind, given, MeetingKind.REGULAR),
        quarterly=bool(given.get("quarterly", False)),
        by=by,
        at=stage.now,
    )


def _cancel(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    meeting_id = meeting_of(stage, session, step.with_)
    meetings.cancel(session, meeting_id, reason=reason(step), by=by, at=stage.now, office=stage.office)


def _move(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    meeting_id = meeting_of(stage, session, step.with_)
    meetings.move(session, meeting_id, starts_at=instant(step.with_, "to"), reason=reason(step), by=by, at=stage.now)


def _open(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    meetings.open_(session, meeting_of(stage, session, step.with_), by=by, at=stage.now)


def _adjourn(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    meetings.adjourn(session, meeting_of(stage, session, step.with_), by=by, at=stage.now)


DEEDS: dict[str, Deed] = {
    "meeting.schedule": _schedule,
    "meeting.cancel": _cancel,
    "meeting.move": _move,
    "meeting.open": _open,
    "meeting.adjourn": _adjourn,
}
