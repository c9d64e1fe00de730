"""Taking several tasks at once. Each is a command of its own under its own verdict: some may be taken and others not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _
from flask_login import current_user

from ombud.webapp.desk import desk, now, perform, read
from ombud.webapp.errors import words_of
from ombud.webapp.idempotency import request_key
from ombud.workflows import tasks
from ombud.workflows.inbox import PAGE_SIZE
from ombud.workflows.inbox.naming import NamedTask, named
from ombud.workflows.refusals import Conflict, Refusal


@dataclass(frozen=True, slots=True)
class NotTaken:
    """`task` is None for one that is not visible to whoever wanted it, and is not named to them."""

    task: NamedTask | None
    why: str
    status: int


@dataclass(frozen=True, slots=True)
class Taken:
    number: int
    refused: tuple[NotTaken, ...]


def marked(values: Iterable[str]) -> list[UUID]:
    """The tasks a form names, each once, never more than a page shows; what is no id is none of them."""
    found: dict[UUID, None] = {}
    for value in values:
        try:
            found[UUID(value)] = None
        except ValueError:
            continue
    return list(found)[:PAGE_SIZE]


def take(ids: Sequence[UUID]) -> Taken:
    with read() as session:
        names = named(session, desk().office, current_user.actor, ids, at=now())
    refused = [one for task_id in ids if (one := _take(task_id, names.get(task_id))) is not None]
    return Taken(len(ids) - len(refused), tuple(refused))


def _take(task_id: UUID, task: NamedTask | None) -> NotTaken | None:
    """What a ballot is open on is left to the ballot."""
    if task is not None and task.voted_on:
        return NotTaken(task, _("Its body votes on it. Nobody takes it alone."), Conflict.status)
    office, by, at, key = desk().office, current_user.actor, now(), request_key(str(task_id))
    try:
        perform(lambda session: tasks.claim(session, office, task_id, by=by, at=at, request_key=key))
    except Refusal as refusal:
        return NotTaken(task, words_of(refusal), refusal.status)
    return None
