"""RETIME: a case's dates are counted again after what they hang on has changed. After a change of the calendar its
items go to the meetings the dates point to; whoever has a task whose day has moved is told, and the case's parties."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import Case, Party
from ombud.storage.jobs import Job
from ombud.storage.ledger import Deadline
from ombud.workflows.board import agenda
from ombud.workflows.days import day_of
from ombud.workflows.deadlines.commands import retime
from ombud.workflows.engine import ElementKey
from ombud.workflows.mail import outbox, wording
from ombud.workflows.mail.recipients import resolve
from ombud.workflows.mail.wording import Wording
from ombud.workflows.office import Office
from ombud.workflows.worker import subject
from ombud.workflows.worker.telling import remind_of_task

SETTINGS = "settings"
"""The change is no meeting's: an operator put the case under other settings, and the dates have moved already."""

WORDS = (
    (wording.moved, wording.moved_for_party),
    (wording.under_other_settings, wording.under_other_settings_for_party),
)
"""To whoever has a task, and to the parties; the second pair after a change of settings."""


def apply(session: Session, office: Office, job: Job, _prepared: Any, at: datetime) -> None:
    case_id = subject.case_id_of(job)
    case = subject.lock(session, job)
    before = _days(session, case_id)
    moved = retime(session, office, case_id, at=at)
    if "change" not in job.payload:
        return
    agenda.replace_items_of(session, office, case_id, at=at)
    after = _days(session, case_id)
    words = WORDS[job.payload["change"] == SETTINGS]
    already = [UUID(key) for key in job.payload.get("moved", ())]  # by the command itself
    _tell(session, office, case, [*already, *(key for key in moved if after[key] != before[key])], words, at=at)


def _days(session: Session, case_id: UUID) -> dict[UUID, object]:
    """The day of each of the case's dates, None where it has none."""
    rows = session.execute(select(Deadline.id, Deadline.due_at).where(Deadline.case_id == case_id))
    return {row.id: row.due_at and day_of(row.due_at) for row in rows}


def _tell(
    session: Session, office: Office, case: Case, moved: Iterable[UUID], words: tuple[Wording, Wording], *, at: datetime
) -> None:
    """Each task once, however many of its dates have moved."""
    ids = list(moved)
    rows = session.execute(
        select(Deadline.element, Deadline.occurrence, Deadline.item)
        .where(Deadline.id.in_(ids), Deadline.timer.is_(False))
        .distinct()
        .order_by(Deadline.element, Deadline.occurrence, Deadline.item)
    )
    keys = [ElementKey(row.element, row.occurrence, row.item) for row in rows]
    tasks = [task for key in keys if (task := subject.open_task(session, case, key)) is not None]
    for task in tasks:
        remind_of_task(session, office, case, task, notice="moved", words=words[0], at=at)
    if tasks:
        _tell_parties(session, office, case, words[1], at=at)


def _tell_parties(session: Session, office: Office, case: Case, words: Wording, *, at: datetime) -> None:
    """Whose matter it is, where they left an address: their page shows the new date."""
    roles = session.scalars(select(Party.role).where(Party.case_id == case.id).distinct().order_by(Party.role))
    parties = resolve(session, office, [f"party:{role}" for role in roles], case, at=at)
    outbox.post(session, office, case, parties, notice="moved.party", words=words, at=at)
