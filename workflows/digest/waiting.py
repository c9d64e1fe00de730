"""Putting something aside for somebody's daily mail instead of mailing it now, and the job that sends what waits.

What waits for somebody and the job of a day are written under the lock of their account, and the job sends under the
same lock: nothing is put aside for a mail that has gone already.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ombud.storage.accounts import Account
from ombud.storage.base import new_id
from ombud.storage.cases import Case
from ombud.storage.jobs import Job, JobKind, JobStatus
from ombud.storage.notices import DigestItem
from ombud.workflows import settings
from ombud.workflows.days import ZONE, day_of
from ombud.workflows.jobs import queue
from ombud.workflows.mail.recipients import Recipient
from ombud.workflows.office import Office

AHEAD = 3
"""Days: today's mail may have gone, and tomorrow's too where the clock was set back since."""


@dataclass(frozen=True, slots=True)
class About:
    """What something is about, so that it can be looked up again when the daily mail is written: a task, the ballot on
    it or another one, a duty, or a case alone. `due_at` is when it is due, or ends, as far as is known."""

    task_id: UUID | None = None
    ballot_id: UUID | None = None
    duty: str | None = None
    due_at: datetime | None = None


def put_aside(
    session: Session,
    office: Office,
    case: Case | None,
    recipients: Sequence[Recipient],
    *,
    notice: str,
    about: About,
    at: datetime,
) -> list[Recipient]:
    """Keeps it for the daily mail of those of whom it can wait; gives the others, who are to be told at once: whoever has
    no account, is told as a party of the case, or wants everything at once."""
    procedure = office.procedures.get(session, case.version_id).toml.key if case else ""
    if not office.notices.waits(notice, due_at=about.due_at, procedure=procedure, on=day_of(at)):
        return list(recipients)
    theirs = {one.person_id for one in recipients if one.person_id is not None and one.party_id is None}
    patient = _patient(session, theirs)
    if patient:
        _keep(session, patient, case, notice, about, at)
        ask_for_mail(session, office, patient, at=at)
    return [one for one in recipients if one.party_id is not None or one.person_id not in patient]


def hold(session: Session, person_id: UUID) -> Account | None:
    """The account under its lock, None without one."""
    return session.get(Account, person_id, with_for_update=True, populate_existing=True)


def ask_for_mail(session: Session, office: Office, people: Collection[UUID], *, at: datetime, but: str = "") -> None:
    """The job of the next daily mail of each of them that has not gone yet; `but` is the key of one that is under way.
    Their accounts are locked."""
    hour = settings.of_accounts(session, office, at=at)["digest_hour"]
    days = [day_of(at) + timedelta(days=ahead) for ahead in range(AHEAD + 1)]
    coming = {day: run_at for day in days if (run_at := _at_hour(day, hour)) > at}
    keys = {key_of(person_id, day): (person_id, day) for person_id in people for day in coming}
    known = select(Job.key).where(Job.key.in_(keys), Job.status != JobStatus.READY)
    gone = {*session.scalars(known), but}
    first: dict[UUID, str] = {}
    for key, (person_id, _day) in keys.items():
        if key not in gone:
            first.setdefault(person_id, key)
    queue.put(session, [_job(key, *keys[key], coming) for key in first.values()])


def key_of(person_id: UUID, day: date) -> str:
    """One job for each person and day."""
    return f"digest:{person_id}:{day.isoformat()}"


def _patient(session: Session, people: Collection[UUID]) -> set[UUID]:
    """Those of them who have an account and want a daily mail; their accounts are locked, always in the same order."""
    if not people:
        return set()
    accounts = select(Account.person_id, Account.all_at_once).where(Account.person_id.in_(people))
    rows = session.execute(accounts.order_by(Account.person_id).with_for_update())
    return {row.person_id for row in rows if not row.all_at_once}


def _keep(
    session: Session, people: Collection[UUID], case: Case | None, notice: str, about: About, at: datetime
) -> None:
    rows = [
        {
            "id": new_id(),
            "person_id": person_id,
            "notice": notice,
            "case_id": case.id if case else None,
            "task_id": about.task_id,
            "ballot_id": about.ballot_id,
            "duty": about.duty,
            "due_at": about.due_at,
            "put_at": at,
        }
        for person_id in sorted(people)
    ]
    session.execute(insert(DigestItem), rows)


def _job(key: str, person_id: UUID, day: date, coming: dict[date, datetime]) -> dict[str, Any]:
    return queue.job_row(JobKind.DIGEST, key, None, {"person": str(person_id)}, coming[day])


def _at_hour(day: date, hour: int) -> datetime:
    """That hour on the clocks of the place."""
    return datetime.combine(day, time(hour), tzinfo=ZONE).astimezone(UTC)
