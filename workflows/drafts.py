"""What somebody has typed on a form and has not sent: kept sealed, for them alone. A task's under the key of its case; that
of a form which opens a case under a key of its own.

Keeping it is no command: no step, no event, no verdict on what it says. Whoever may see the task may keep what they wrote
on it as long as it is open, also where somebody else has claimed it meanwhile; whoever may start the procedure, what they
began. How it ends is in `storage.drafts`; what opened no case is deleted after the days that a setting names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

import orjson
from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.orm import Session

from ombud.storage.cases import OPEN_TASK, Task
from ombud.storage.drafts import Draft
from ombud.storage.inserting import insert_into
from ombud.storage.jobs import JobKind
from ombud.storage.sealing import CaseKey, SealBroken
from ombud.workflows import permissions, requests, settings
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.finding import FoundTask, task_by_id
from ombud.workflows.days import TICK, day_of, end_of
from ombud.workflows.jobs import queue
from ombud.workflows.office import Office
from ombud.workflows.refusals import AlreadySent, NotFound, NotYours, NotYourTask, TaskGone

_COLUMN: Final = {"table": "drafts", "column": "answers_sealed"}
_PROCEDURES: Final = UUID("0b9f4f0e-6d0a-4a53-9a5c-3f0f6c1f8e21")
"""The space of the ids of drafts that open a case."""

DAYS: Final = "draft_days"
"""The setting in bpmn/accounts.toml: how long what opened no case is kept after its last change."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a draft holds. `values` are texts as the browser sent them, by the name of their field; `words` how questions
    and answers that were chosen read then, by "name" and "name:value"; `seen` and `done` the steps of a long form that were
    saved, and gone through, of `parts`, which are those that apply as it was answered then."""

    values: Mapping[str, Sequence[str]]
    words: Mapping[str, str]
    seen: Sequence[str] = ()
    done: Sequence[str] = ()
    parts: Sequence[str] = ()

    @property
    def parts_done(self) -> int:
        return len(set(self.done) & set(self.parts))


@dataclass(frozen=True, slots=True)
class Kept:
    written: Written
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class OfTask:
    task_id: UUID


@dataclass(frozen=True, slots=True)
class OfProcedure:
    """Of the form that opens a case of it. `request_key`: what its page opens the case with, once it is sent."""

    procedure: str
    request_key: str | None = None


Subject = OfTask | OfProcedure


def kept(session: Session, it: FoundTask, actor: Actor) -> Kept | None:
    """The actor's own draft of a task; None where there is none, or where it cannot be opened."""
    if it.found.key is None or not it.role_held:
        return None
    row = session.get(Draft, _id(OfTask(it.task.id), actor))
    return opened(row, it.found.key) if row else None


def begun(session: Session, office: Office, procedure: str, actor: Actor) -> Kept | None:
    """What the actor began in order to open a case; None where there is nothing, or where it cannot be opened."""
    row = session.get(Draft, _id(OfProcedure(procedure), actor)) if actor.person_id else None
    if row is None:
        return None
    try:
        return opened(row, office.vault.unwrap(row.data_key))
    except SealBroken:
        return None


def opened(row: Draft, key: CaseKey) -> Kept | None:
    """None where it cannot be."""
    try:
        written = key.open(row.answers_sealed, row_id=row.id, **_COLUMN)
    except SealBroken:
        return None
    return Kept(Written(**orjson.loads(written)), row.saved_at)


def own_draft(actor: Actor) -> ColumnElement[bool]:
    """On Draft and Task: it is what this person has written on it."""
    return and_(Draft.task_id == Task.id, Draft.person_id == actor.person_id)


def begun_by(session: Session, actor: Actor) -> dict[str, datetime]:
    """Of which procedures somebody began to open a case, and when they saved it last."""
    rows = select(Draft.procedure, Draft.saved_at).where(
        Draft.person_id == actor.person_id, Draft.procedure.is_not(None)
    )
    return {row.procedure: row.saved_at for row in session.execute(rows) if row.procedure}


def keep(session: Session, office: Office, subject: Subject, written: Written, *, by: Actor, at: datetime) -> None:
    """Keeps what was written in the place of what was kept before.

    Raises of a task NotFound, NotYourTask, TaskGone; of a procedure NotFound, NotYours, AlreadySent.
    """
    match subject:
        case OfTask(task_id):
            key, place = _in_case(session, office, task_id, by=by, at=at)
        case OfProcedure():
            key, place = _before_case(session, office, subject, by=by, at=at)
    row_id = _id(subject, by)
    sealed = key.seal(orjson.dumps(asdict(written)), row_id=row_id, **_COLUMN)
    fresh = {"answers_sealed": sealed, "saved_at": at, "data_key": place["data_key"]}
    row = insert_into(Draft, session).values(id=row_id, **place, person_id=by.person_id, party_id=by.party_id)
    row = row.values(answers_sealed=sealed, saved_at=at)
    session.execute(row.on_conflict_do_update(index_elements=["id"], set_=fresh))
    if isinstance(subject, OfProcedure):
        _end_later(session, row_id, _last_day(session, office, at, at=at))


def discard(session: Session, task_id: UUID, *, but: UUID) -> None:
    """Of a task that was handed to somebody: what others had begun on it."""
    session.execute(delete(Draft).where(Draft.task_id == task_id, Draft.person_id.is_distinct_from(but)))


def give_up(session: Session, procedure: str, *, by: Actor) -> None:
    """Deletes what somebody began in order to open a case, and does not want."""
    session.execute(delete(Draft).where(Draft.id == _id(OfProcedure(procedure), by)))


def end(session: Session, office: Office, draft_id: UUID, *, at: datetime) -> None:
    """Deletes what was begun, if nobody has gone on with it for as long as it is kept; else it is looked at again then."""
    row = session.scalar(select(Draft).where(Draft.id == draft_id).with_for_update())
    if row is None:
        return
    last = _last_day(session, office, row.saved_at, at=at)
    if end_of(last) < at:
        session.delete(row)
    else:
        _end_later(session, draft_id, last)


def _in_case(
    session: Session, office: Office, task_id: UUID, *, by: Actor, at: datetime
) -> tuple[CaseKey, dict[str, Any]]:
    """The task is locked against a command that ends it meanwhile: a draft would outlive it."""
    it = task_by_id(session, office, by, task_id, at=at)
    if not it.role_held:
        raise NotYourTask()
    if it.found.key is None:
        raise NotFound()
    still = select(Task.id).where(Task.id == task_id, Task.status.in_(OPEN_TASK))
    if session.scalar(still.with_for_update(read=True)) is None:
        raise TaskGone()
    return it.found.key, {"case_id": it.found.case.id, "task_id": task_id, "procedure": None, "data_key": None}


def _before_case(
    session: Session, office: Office, subject: OfProcedure, *, by: Actor, at: datetime
) -> tuple[CaseKey, dict[str, Any]]:
    """A page that was sent keeps nothing any more: it may save itself while it is on its way."""
    start = office.procedures.latest(session, subject.procedure).toml.start
    permissions.may_start(session, start, by=by, at=at)
    if by.person_id is None or not start.form:
        raise NotYours()
    if requests.is_done(session, subject.request_key):
        raise AlreadySent()
    key, wrapped = office.vault.new_case_key()
    return key, {"case_id": None, "task_id": None, "procedure": subject.procedure, "data_key": wrapped}


def _last_day(session: Session, office: Office, saved_at: datetime, *, at: datetime) -> date:
    days = settings.of_accounts(session, office, at=at)[DAYS]
    return day_of(saved_at) + timedelta(days=days)


def _end_later(session: Session, draft_id: UUID, last: date) -> None:
    """However often it is saved on one day, that is one job."""
    run_at = end_of(last) + TICK
    queue.put(
        session, [queue.job_row(JobKind.DRAFT, f"draft:{draft_id}:{last}", None, {"draft": str(draft_id)}, run_at)]
    )


def _id(subject: Subject, writer: Actor) -> UUID:
    who = writer.person_id or writer.party_id
    match subject:
        case OfTask(task_id):
            return uuid5(task_id, f"draft {who}")
        case OfProcedure(procedure):
            return uuid5(_PROCEDURES, f"{procedure} {who}")
