"""Messages between a case's party and those who work on it, and notes that stay among the latter.

Each is a submission like any other: sealed, committed to by its event, proven and exported with the case. None enters
the engine or its log.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from ombud.storage.cases import LAPSED, OPEN_TASK, Case, CaseStatus, Party, Task
from ombud.storage.directory import RoleScope
from ombud.storage.jobs import JobKind
from ombud.workflows import permissions, requests
from ombud.workflows.actors import Actor, ActorKind
from ombud.workflows.choices import choices_for
from ombud.workflows.days import day_of
from ombud.workflows.held import HeldCase, lock_case
from ombud.workflows.jobs.queue import job_row
from ombud.workflows.office import Office
from ombud.workflows.refusals import CaseClosed, Forbidden, InvalidCommand
from ombud.workflows.submissions import submit
from ombud.workflows.text import translate as _
from ombud.workflows.writing import write

MESSAGE, NOTE = "message.message", "message.note"
WRITTEN: Final = (MESSAGE, NOTE)
"""The forms, which also tell the two apart among the submissions of a case."""

SENT, NOTED = "message.sent", "note.added"
"""The events; the first is also the job that tells the other side."""


class Side(StrEnum):
    PARTY = "party"
    OFFICE = "office"  # those who work on the case


def send(
    session: Session,
    office: Office,
    case_id: UUID,
    answers: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    to: UUID | None = None,
    request_key: str | None = None,
) -> None:
    """A message to the other side, which is told that one waits. The same request again does nothing.

    `to` is the party that those who work on the case write to, where it has several: no other one reads it. Raises
    NotFound, Forbidden for whoever is neither the party nor works on the case, CaseClosed, InvalidAnswers, InvalidCommand
    where it is not clear to whom.
    """
    held = lock_case(session, office, case_id, by=by, at=at, request_key=request_key)
    if requests.is_repeat(session, case_id, request_key):
        return
    side = side_of(session, case_id, by, at=at)
    if side is None:
        raise Forbidden()
    party_id = _party_of(session, case_id, by) if side is Side.PARTY else _addressed(session, case_id, to)
    submission = _write(session, held, MESSAGE, answers, kind=SENT, side=side, party_id=party_id)
    other = Side.OFFICE if side is Side.PARTY else Side.PARTY
    payload = {"notice": SENT, "submission": str(submission), "to": str(other)}
    held.jobs.append(job_row(JobKind.NOTIFY, f"{SENT}:{submission}", case_id, payload, at))
    write(held)


def add_note(
    session: Session,
    office: Office,
    case_id: UUID,
    answers: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """A note that no party ever reads. Raises as `send`, and Forbidden for a party that does not work on the case."""
    held = lock_case(session, office, case_id, by=by, at=at, request_key=request_key)
    if requests.is_repeat(session, case_id, request_key):
        return
    if not may_note(session, case_id, by, at=at):
        raise Forbidden()
    _write(session, held, NOTE, answers, kind=NOTED, side=Side.OFFICE, party_id=None)
    write(held)


def side_of(session: Session, case_id: UUID, by: Actor, *, at: datetime) -> Side | None:
    """On which side somebody writes; None for whoever does not. A party that also works on its case writes as one."""
    if by.kind is ActorKind.PARTY:
        return Side.PARTY if by.case_id == case_id else None
    if by.person_id is None:
        return None
    if _party_of(session, case_id, by) is not None:
        return Side.PARTY
    return Side.OFFICE if _works(session, case_id, by, at=at) else None


def may_note(session: Session, case_id: UUID, by: Actor, *, at: datetime) -> bool:
    """Notes are for those who work on the case by a role, in person."""
    return by.person_id is not None and _works(session, case_id, by, at=at)


def _works(session: Session, case_id: UUID, by: Actor, *, at: datetime) -> bool:
    works = permissions.works_on_case(by, on=day_of(at))
    return session.scalar(select(Case.id).where(Case.id == case_id, works)) is not None


def _write(
    session: Session,
    held: HeldCase,
    form_key: str,
    answers: Mapping[str, Any],
    *,
    kind: str,
    side: Side,
    party_id: UUID | None,
) -> UUID:
    """The submission and its event, which says by which role it was written; gives the submission's id."""
    if held.case["status"] == CaseStatus.CLOSED:
        raise CaseClosed(_("Its messages can be read; no more are sent."))
    form = held.office.forms[form_key]
    checked = form.validate(answers, choices_for(session, form, at=held.at), on=day_of(held.at))
    element = form_key.partition(".")[2]
    commitment = submit(held, form, checked, element=element, party_id=party_id)
    submission: UUID = held.submissions[-1]["id"]
    held.event(kind, {"submission": str(submission), "side": side} | _role(session, held, side), commitment=commitment)
    return submission


def _role(session: Session, held: HeldCase, side: Side) -> dict[str, str]:
    """The role somebody writes by: that of an open task of theirs, else of the last one."""
    if side is Side.PARTY:
        return {}
    theirs: ColumnElement[bool] = permissions.holds_task_role(held.by, on=day_of(held.at))
    held_by = select(Task.role, Task.scope, Task.scope_id).where(Task.case_id == held.id, theirs)
    newest = held_by.order_by(Task.status.in_(OPEN_TASK).desc(), Task.opened_at.desc(), Task.id)
    row = session.execute(newest.where(Task.scope != RoleScope.CASE).limit(1)).one()
    return {"role": row.role, "scope": str(row.scope), "scope_id": str(row.scope_id)}


def _party_of(session: Session, case_id: UUID, by: Actor) -> UUID | None:
    if by.kind is ActorKind.PARTY:
        return by.party_id
    mine = select(Party.id).where(Party.case_id == case_id, Party.person_id == by.person_id)
    return session.scalar(mine.order_by(Party.id).limit(1))


def _addressed(session: Session, case_id: UUID, to: UUID | None) -> UUID:
    """Whom those who work on the case write to. Raises InvalidCommand where it is not clear who that is."""
    parties = session.scalars(select(Party.id).where(Party.case_id == case_id, Party.role != LAPSED)).all()
    if to is None and len(parties) == 1:
        return parties[0]
    if not parties:
        raise InvalidCommand(_("This case has no party, so a message would have no reader."))
    if to is None or to not in parties:
        raise InvalidCommand(_("This case has several parties: choose to whom you write."))
    return to
