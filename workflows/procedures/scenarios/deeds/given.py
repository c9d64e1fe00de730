"""What the deeds read out of `with`: days, meetings, persons. A missing name is a KeyError, told by the step's caller."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import Body
from ombud.storage.directory import Person
from ombud.storage.meetings import Meeting, MeetingStatus
from ombud.workflows.actors import Actor
from ombud.workflows.board import meetings
from ombud.workflows.days import ZONE, day_of
from ombud.workflows.procedures.errors import ProcedureError
from ombud.workflows.procedures.scenarios.model import Step
from ombud.workflows.procedures.scenarios.stage import Stage

Kind = TypeVar("Kind", bound=StrEnum)

Deed = Callable[[Stage, Session, Step, Actor], None]

REASON = "scenario"
"""Where a command asks for a reason and the scenario's point is another."""


def reason(step: Step) -> str:
    return str(step.with_.get("reason", REASON))


def instant(given: dict[str, Any], name: str = "date") -> datetime:
    """A meeting is named by its day; noon of that day falls on it in every zone of the country."""
    value = given[name]
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time(12), tzinfo=ZONE)
    raise ProcedureError(f"`with.{name}` is a date such as 2026-04-22, without quotes.")


def kind_of(kinds: type[Kind], given: dict[str, Any], default: Kind) -> Kind:
    """Raises ProcedureError for a kind that is none of them."""
    value = given.get("kind", default)
    if value not in list(kinds):
        raise ProcedureError(f"`with.kind` is one of {', '.join(kinds)}, not {value}.")
    return kinds(value)


def day(given: dict[str, Any], name: str) -> date:
    """Raises ProcedureError for anything but a date."""
    return day_of(instant(given, name))


def meeting_of(stage: Stage, session: Session, given: dict[str, Any], name: str = "date") -> UUID:
    """The scheduled meeting of `body` on the day it names, today's without one. Raises NotFound."""
    at = instant(given, name) if name in given else stage.now
    return meetings.find(session, given["body"], at)


def any_meeting(session: Session, given: dict[str, Any], name: str = "date") -> UUID:
    """The meeting of `body` on a day whatever became of it. Raises ProcedureError."""
    on = day(given, name)
    held = select(Meeting).join(Meeting.body).where(Body.key == given["body"])
    rows = [row for row in session.scalars(held) if day_of(row.starts_at) == on]
    if not rows:
        raise ProcedureError(f"{given['body']} has no meeting on {on}.")
    return min(rows, key=lambda row: row.status is MeetingStatus.CANCELLED).id


def body_of(session: Session, key: str) -> Body:
    """Raises ProcedureError for a body the directory does not define."""
    body = session.scalar(select(Body).where(Body.key == key))
    if body is None:
        raise ProcedureError(f'there is no body "{key}".')
    return body


def person_of(session: Session, email: Any) -> UUID:
    """Raises ProcedureError for anything but one address that the directory holds."""
    if not isinstance(email, str):
        raise ProcedureError("one person is named here, by an address in quotes.")
    found = session.scalar(select(Person.id).where(Person.email == email.lower()))
    if found is None:
        raise ProcedureError(f'"{email}" is not in the demonstration directory.')
    return found


def somebody(session: Session, step: Step, by: Actor, name: str = "who") -> UUID:
    """The person `with` names, else whoever does the step. Raises ProcedureError where that is nobody."""
    if name in step.with_:
        return person_of(session, step.with_[name])
    if by.person_id is None:
        raise ProcedureError(f"`with.{name}` says whom it is about: the operator is no person of the directory.")
    return by.person_id
