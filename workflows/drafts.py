"""What somebody has typed on a task's form and has not sent: kept sealed under the case's key, for them alone.

Keeping it is no command: no step, no event, no verdict on what it says. Whoever may see the task may keep what they wrote
on it as long as it is open, also where somebody else has claimed it meanwhile. How it ends is in `storage.drafts`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

import orjson
from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.orm import Session

from ombud.storage.cases import OPEN_TASK, Task
from ombud.storage.drafts import Draft
from ombud.storage.inserting import insert_into
from ombud.storage.sealing import CaseKey, SealBroken
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.finding import FoundTask, task_by_id
from ombud.workflows.office import Office
from ombud.workflows.refusals import NotFound, NotYourTask, TaskGone

_COLUMN: Final = {"table": "drafts", "column": "answers_sealed"}


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


def kept(session: Session, it: FoundTask, actor: Actor) -> Kept | None:
    """The actor's own draft of a task; None where there is none, or where it cannot be opened."""
    if it.found.key is None or not it.role_held:
        return None
    row = session.get(Draft, _id(it.task.id, actor))
    return opened(row, it.found.key) if row else None


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


def keep(session: Session, office: Office, task_id: UUID, written: Written, *, by: Actor, at: datetime) -> None:
    """Keeps what was written in the place of what was kept before.

    The task is locked against a command that ends it meanwhile: a draft would outlive it. Raises NotFound, NotYourTask,
    TaskGone.
    """
    it = task_by_id(session, office, by, task_id, at=at)
    if not it.role_held:
        raise NotYourTask()
    if it.found.key is None:
        raise NotFound()
    still = select(Task.id).where(Task.id == task_id, Task.status.in_(OPEN_TASK))
    if session.scalar(still.with_for_update(read=True)) is None:
        raise TaskGone()
    row_id = _id(task_id, by)
    sealed = it.found.key.seal(orjson.dumps(asdict(written)), row_id=row_id, **_COLUMN)
    fresh = {"answers_sealed": sealed, "saved_at": at}
    writer = {"person_id": by.person_id, "party_id": by.party_id}
    row = insert_into(Draft, session).values(id=row_id, case_id=it.found.case.id, task_id=task_id, **writer, **fresh)
    session.execute(row.on_conflict_do_update(index_elements=["id"], set_=fresh))


def discard(session: Session, task_id: UUID, *, but: UUID) -> None:
    """Of a task that was handed to somebody: what others had begun on it."""
    session.execute(delete(Draft).where(Draft.task_id == task_id, Draft.person_id.is_distinct_from(but)))


def _id(task_id: UUID, writer: Actor) -> UUID:
    return uuid5(task_id, f"draft {writer.person_id or writer.party_id}")
