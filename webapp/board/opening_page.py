"""What the page on which a ballot is opened asks: on a task that a body decides, or on a question of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import Body
from ombud.storage.meetings import AgendaItem, Meeting, MeetingStatus
from ombud.webapp.board.body_page import missing_of
from ombud.webapp.board.sight import body_by_key
from ombud.webapp.words import day_words
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.board import agenda, rules
from ombud.workflows.board.presiding import must_preside, presides
from ombud.workflows.casefile.finding import FoundTask, task_by_id
from ombud.workflows.casefile.words import element_name
from ombud.workflows.days import day_of
from ombud.workflows.office import Office
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.procedures.model import BallotRule
from ombud.workflows.refusals import InvalidCommand, NotFound, TaskGone
from ombud.workflows.text import translate as _

MEETINGS = 6
"""Meetings to choose from: today's, and those that were not adjourned."""


@dataclass(frozen=True, slots=True)
class Opening:
    """`options` are empty where whoever opens the ballot writes them."""

    body: Body
    motion: str
    options: tuple[str, ...]
    number: str  # of the case
    task_id: UUID | None
    item_id: UUID | None
    item: str
    meetings: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    correspondence: bool
    secret: bool
    may_set_rules: bool
    due_on: date | None  # the task's last day


def for_task(session: Session, office: Office, actor: Actor, task_id: UUID, *, at: datetime) -> Opening:
    """Raises NotFound, Forbidden for who does not preside over the body, TaskGone, InvalidCommand where the procedure
    has no ballot for it."""
    found = presided_task(session, office, actor, task_id, at=at)
    rule = ballot_rule(found.found.deployed, found.task.element)
    if rule is None:
        raise InvalidCommand(_("This task is not decided by ballot."))
    if not found.open:
        raise TaskGone()
    body = body_by_key(session, rule.body)
    item = session.scalar(select(AgendaItem).where(AgendaItem.task_id == task_id, AgendaItem.removed_at.is_(None)))
    spec = office.forms[found.task.form]
    labels = next((field.choices for field in spec.fields if field.name == rule.field), ())
    return _opening(
        session,
        office,
        actor,
        body,
        at=at,
        motion=_(rule.motion),
        options=tuple(str(label) for _value, label in labels),
        number=found.found.case.number,
        task_id=task_id,
        item_id=item.id if item else None,
        item=element_name(found.found.deployed, found.task.element),
        due_on=day_of(found.task.due_at) if found.task.due_at else None,
    )


def for_motion(
    session: Session,
    office: Office,
    actor: Actor,
    key: str,
    *,
    item_id: UUID | None,
    meeting_id: UUID | None,
    at: datetime,
) -> Opening:
    """Raises NotFound, Forbidden."""
    body = body_by_key(session, key)
    must_preside(session, body.id, by=actor, at=at)
    title = _title(session, office, actor, meeting_id, item_id, at=at) if item_id and meeting_id else ""
    return _opening(
        session,
        office,
        actor,
        body,
        at=at,
        motion="",
        options=(),
        number="",
        task_id=None,
        item_id=item_id,
        item=title,
        due_on=None,
    )


def presided_task(session: Session, office: Office, actor: Actor, task_id: UUID, *, at: datetime) -> FoundTask:
    """Raises NotFound where the case is not visible, Forbidden for who does not preside over its body."""
    found = task_by_id(session, office, actor, task_id, at=at)
    must_preside(session, found.task.scope_id, by=actor, at=at)
    return found


def ballot_rule(deployed: Deployed, element: str) -> BallotRule | None:
    """How the procedure decides a task by ballot; None where it does not."""
    return next((rule for rule in deployed.toml.ballots.values() if rule.task == element), None)


def _opening(session: Session, office: Office, actor: Actor, body: Body, *, at: datetime, **shown: Any) -> Opening:
    values = rules.values(session, office.board, body.key, at=at)
    return Opening(
        body=body,
        meetings=tuple(_meetings(session, body)),
        missing=missing_of(office.board, values),
        correspondence=bool(values.get("correspondence")),
        secret=bool(values.get("secret")),
        may_set_rules=presides(session, body.id, actor, at=at, roles=permissions.RULE_SETTERS),
        **shown,
    )


def _meetings(session: Session, body: Body) -> list[tuple[str, str]]:
    """Those that are in session, with their days."""
    sitting = select(Meeting).where(
        Meeting.body_id == (body.calendar_of_id or body.id),
        Meeting.status == MeetingStatus.SCHEDULED,
        Meeting.opened_at.is_not(None),
        Meeting.adjourned_at.is_(None),
    )
    rows = session.scalars(sitting.order_by(Meeting.starts_at.desc()).limit(MEETINGS))
    return [(str(one.id), _("At the meeting of %(day)s", day=day_words(day_of(one.starts_at)))) for one in rows]


def _title(session: Session, office: Office, actor: Actor, meeting_id: UUID, item_id: UUID, *, at: datetime) -> str:
    """Raises NotFound for an item that is not on that agenda, or not the actor's to see."""
    shown = agenda.agenda_of(session, office, meeting_id, actor, at=at)
    for item in shown.items:
        if item.id == item_id:
            return item.title
    raise NotFound()
