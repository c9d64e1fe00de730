"""Everything the task page shows, read in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from ombud.webapp.board.blocks import TaskBallot, ballot_on
from ombud.webapp.desk import Desk
from ombud.webapp.tasks.forms import ReassignForm
from ombud.workflows import drafts, tasks
from ombud.workflows.actors import Actor
from ombud.workflows.asking import Asking
from ombud.workflows.carrying import Carried, carried
from ombud.workflows.casefile.clauses import Clause
from ombud.workflows.casefile.dates import Dated, dates_of
from ombud.workflows.casefile.finding import FoundTask, task_by_id
from ombud.workflows.casefile.said import Said, said_in
from ombud.workflows.casefile.sheet import Head, head_of
from ombud.workflows.casefile.steps import clauses_of
from ombud.workflows.casefile.thread import amount_of
from ombud.workflows.casefile.words import RoleWords, element_name
from ombud.workflows.checklists import Item
from ombud.workflows.checklists.offered import items_of
from ombud.workflows.choices import choices_for
from ombud.workflows.drafts import Kept, OfTask
from ombud.workflows.formspec import Choices
from ombud.workflows.inbox.follow_ups import again_on
from ombud.workflows.refusals import NotYourTask
from ombud.workflows.text import translate as _


@dataclass(frozen=True, slots=True)
class TaskPage:
    id: UUID
    name: str
    head: Head
    form_key: str
    choices: Choices
    role: str
    role_key: str
    holder: str  # who has claimed it
    holder_gone: bool  # and by a role that is theirs no more: it is free again
    mine: bool
    open: bool
    may_act: bool
    impartial: bool  # it decides: whoever has a conflict steps aside
    due_at: datetime | None
    dates: tuple[Dated, ...]
    clauses: tuple[Clause, ...]
    said: tuple[Said, ...]
    messages: int  # and notes, that the reader may read
    last_message: datetime | None
    candidates: Sequence[tuple[UUID, str]]
    ballot: TaskBallot | None
    carried: Carried | None  # earlier answers that its form begins with
    draft: Kept | None  # what the reader has typed on it before
    items: Mapping[str, Mapping[str, Item]]  # of the lists that its form asks, by source and id
    again_on: date | None  # the reader looks at it again then

    @property
    def called(self) -> str:
        return f"{self.name}, {self.head.number}"

    @property
    def subject(self) -> OfTask:
        return OfTask(self.id)

    def reassign_form(self, data: Any = None) -> ReassignForm:
        return ReassignForm(data, self.candidates)


def page_of(session: Session, desk: Desk, actor: Actor, task_id: UUID, *, at: datetime) -> TaskPage:
    """Raises NotFound where the case is not visible, NotYourTask where it is and the task is another role's."""
    it = task_by_id(session, desk.office, actor, task_id, at=at)
    if not it.role_held:
        role = RoleWords(session).of(it.task.role, it.task.scope, it.task.scope_id)
        raise NotYourTask(_("In case %(number)s it is asked of: %(role)s.", number=it.found.case.number, role=role))
    return _read(session, desk, actor, it, at)


def _read(session: Session, desk: Desk, actor: Actor, it: FoundTask, at: datetime) -> TaskPage:
    task, found = it.task, it.found
    dates = dates_of(session, found, desk.manual.clauses, at=at)
    name = element_name(found.deployed, task.element)
    asking = Asking(found.case.id, found.deployed.toml.key, found.case.settings, found.case.organisation_id)
    choices = choices_for(session, desk.office.forms[task.form], at=at, asking=asking)
    messages, last_message = amount_of(session, found, actor, at=at)
    return TaskPage(
        id=task.id,
        name=name,
        head=head_of(session, found),
        form_key=task.form,
        choices=choices,
        role=RoleWords(session).of(task.role, task.scope, task.scope_id),
        role_key=task.role,
        holder=task.assignee.name if task.assignee else "",
        holder_gone=task.assignee_id is not None and it.open and not it.claim_stands,
        mine=task.assignee_id is not None and task.assignee_id == actor.person_id,
        open=it.open,
        may_act=it.may_act,
        impartial=task.impartial,
        due_at=task.due_at,
        dates=tuple(dated for dated in dates if dated.name == name),
        clauses=clauses_of(found, task.element, desk.manual.clauses),
        said=said_in(session, desk.office, found, actor, at=at),
        messages=messages,
        last_message=last_message,
        candidates=[
            one
            for one in tasks.candidates(session, task.id, at=at)
            if one[0] not in (task.assignee_id, actor.person_id)
        ],
        ballot=ballot_on(session, desk.office, it, actor, at=at),
        carried=carried(session, desk.office, it, actor, choices, at=at) if it.may_act else None,
        draft=drafts.kept(session, it, actor) if it.open else None,
        items=items_of(session, choices, at=at) if it.may_act else {},
        again_on=again_on(session, task.id, actor) if it.may_act else None,
    )
