"""Board and operator commands a scenario may `do`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.ledger import Deadline, DeadlineStatus
from ombud.storage.letters import Delivery, Letter
from ombud.storage.meetings import MeetingKind
from ombud.workflows import cases, settings
from ombud.workflows.actors import Actor
from ombud.workflows.board import meetings
from ombud.workflows.days import ZONE
from ombud.workflows.deadlines import commands as deadline_commands
from ombud.workflows.letters import deliveries
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.scenarios.model import Step
from ombud.workflows.procedures.scenarios.stage import Stage


def _meeting(given: dict[str, Any], name: str = "date") -> datetime:
    """A meeting is named by its day; noon of that day falls on it in every zone of the country."""
    value = given[name]
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time(12), tzinfo=ZONE)
    raise ProcedureError(f"`with.{name}` is a date such as 2026-04-22.")


def _cancel_meeting(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    meeting_id = meetings.find(session, step.with_["body"], _meeting(step.with_))
    meetings.cancel(session, meeting_id, reason=step.with_.get("reason", "scenario"), by=by, at=stage.now)


def _move_meeting(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    meeting_id = meetings.find(session, step.with_["body"], _meeting(step.with_))
    to = _meeting(step.with_, "to")
    meetings.move(session, meeting_id, starts_at=to, reason=step.with_.get("reason", "scenario"), by=by, at=stage.now)


def _schedule_meeting(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    kind = MeetingKind(step.with_.get("kind", "regular"))
    meetings.schedule(session, step.with_["body"], starts_at=_meeting(step.with_), kind=kind, by=by, at=stage.now)


def _deadline(stage: Stage, session: Session, step: Step) -> UUID:
    case_id = stage.case_id(step.case)
    current = (DeadlineStatus.WAITING, DeadlineStatus.PAUSED)
    found = select(Deadline.id).where(Deadline.case_id == case_id, Deadline.name == step.with_["name"])
    key = session.scalar(found.where(Deadline.status.in_(current)).order_by(Deadline.timer).limit(1))
    if key is None:
        raise ProcedureError(f'the case has no open deadline "{step.with_["name"]}".')
    return key


def _extend_deadline(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    key, reason = _deadline(stage, session, step), step.with_.get("reason", "")
    until = step.with_["until"]
    deadline_commands.extend(session, stage.office, key, until=until, reason=reason, by=by, at=stage.now)


def _pause_deadline(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    key, reason = _deadline(stage, session, step), step.with_.get("reason", "")
    deadline_commands.pause(session, stage.office, key, reason=reason, by=by, at=stage.now)


def _resume_deadline(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    key, reason = _deadline(stage, session, step), step.with_.get("reason", "")
    deadline_commands.resume(session, stage.office, key, reason=reason, by=by, at=stage.now)


def _set_setting(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    key, _, short = step.with_["name"].partition(".")
    toml = stage.office.procedures.latest(session, key).toml
    reason = step.with_.get("reason", "scenario")
    settings.set_value(session, toml, short, step.with_.get("value"), reason=reason, by=by, at=stage.now)


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


def _suspend(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    cases.suspend(session, stage.office, stage.case_id(step.case), by=by, at=stage.now)


def _resume(stage: Stage, session: Session, step: Step, by: Actor) -> None:
    cases.resume(session, stage.office, stage.case_id(step.case), by=by, at=stage.now)


Deed = Callable[[Stage, Session, Step, Actor], None]

DEEDS: dict[str, Deed] = {
    "meeting.schedule": _schedule_meeting,
    "meeting.cancel": _cancel_meeting,
    "meeting.move": _move_meeting,
    "deadline.extend": _extend_deadline,
    "deadline.pause": _pause_deadline,
    "deadline.resume": _resume_deadline,
    "setting.set": _set_setting,
    "delivery.post": _post,
    "delivery.bounce": _bounce,
    "case.suspend": _suspend,
    "case.resume": _resume,
}
