"""One line a task: what, whose case, by when, and why you."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, null, select, true
from sqlalchemy.orm import Session, aliased, joinedload

from ombud.storage.board import Body
from ombud.storage.cases import Case, Party, Task
from ombud.storage.directory import Organisation, RoleScope
from ombud.storage.drafts import Draft
from ombud.storage.inbox import FollowUp
from ombud.storage.sealing import CaseKey, SealBroken
from ombud.workflows import drafts, permissions
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.people import parties_of, whose
from ombud.workflows.casefile.words import RoleWords, element_name, role_name
from ombud.workflows.days import day_of
from ombud.workflows.drafts import Kept
from ombud.workflows.identity.sight import seen_in
from ombud.workflows.inbox.boxes import Box, When, when_of
from ombud.workflows.office import Office
from ombud.workflows.people.standing_in import in_whose_place
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.text import translate as _

_WITHIN = aliased(Organisation)
"""Made once: an alias takes a millisecond."""


@dataclass(frozen=True, slots=True)
class Line:
    """`opens`: the case has a page for this reader; of one that has none they are told no more than what they did."""

    task_id: UUID
    number: str
    procedure: str
    what: str
    whose: str
    why: str
    due_at: datetime | None
    opened_at: datetime
    ended_at: datetime | None
    again_on: date | None  # the reader looks at it again then, whatever is due when
    when: When
    opens: bool
    draft: Kept | None  # what the reader has typed on it and not sent


def rows_of(box: Box, actor: Actor, versions: Sequence[Deployed], *, at: datetime) -> Select[Any]:
    """Tasks with all that `Lines` asks of them; `versions` are those whose cases may come up."""
    on = day_of(at)
    columns: dict[str, ColumnElement[Any]] = {
        "falls": when_of(actor, at=at),
        "again_on": _again_on(actor),
        "away": in_whose_place(actor, on=on) if box in (Box.MINE, Box.GROUPS) else null(),
        "within": func.coalesce(Body.name, _WITHIN.name),
        "known": seen_in(versions, actor, on=on),
        # of what they have done the reader may see less by now; the other boxes hold only what they may read
        "reads": permissions.may_read_case(actor, on=on) if box is Box.DONE else true(),
        "opens": permissions.may_open_case(actor, on=on) if box is Box.DONE else true(),
    }
    rows: Select[Any] = select(Task, Draft, *(column.label(name) for name, column in columns.items()))
    rows = rows.join(Case, Case.id == Task.case_id).outerjoin(Draft, drafts.own_draft(actor))
    rows = rows.outerjoin(Body, Body.id == Task.scope_id).outerjoin(_WITHIN, _WITHIN.id == Task.scope_id)
    return rows.options(joinedload(Task.case).joinedload(Case.organisation), joinedload(Task.assignee))


def lines_of(session: Session, office: Office, box: Box, rows: Sequence[Row[Any]]) -> list[Line]:
    """What `rows_of` found, in words. Reads who is party to their cases, in one statement."""
    words = RoleWords(session)
    for row in rows:
        words.learn(row.Task.scope_id, row.within)
    parties = parties_of(session, {row.Task.case_id for row in rows})
    shown = _Words(session, office, box, words)
    return [shown.line(row, parties.get(row.Task.case_id, [])) for row in rows]


@dataclass(frozen=True, slots=True)
class _Words:
    session: Session
    office: Office
    box: Box
    roles: RoleWords

    def line(self, row: Row[Any], parties: list[Party]) -> Line:
        task: Task = row.Task
        deployed = self.office.procedures.get(self.session, task.case.version_id)
        key = self._key(task.case) if row.reads else None
        return Line(
            task_id=task.id,
            number=task.case.number,
            procedure=_(deployed.toml.title),
            what=element_name(deployed, task.element),
            whose=self._whose(row, parties, key),
            why=self._why(task, self._role(row)),
            due_at=task.due_at,
            opened_at=task.opened_at,
            ended_at=task.ended_at,
            again_on=row.again_on,
            when=When(row.falls),
            opens=bool(row.reads or row.opens),
            draft=drafts.opened(row.Draft, key) if row.Draft and key else None,
        )

    def _role(self, row: Row[Any]) -> str:
        """The task's role in words; for a substitute also whose place it is."""
        role = self.roles.of(row.Task.role, row.Task.scope, row.Task.scope_id)
        return _("%(role)s, as the substitute of %(name)s", role=role, name=row.away) if row.away else role

    def _whose(self, row: Row[Any], parties: list[Party], key: CaseKey | None) -> str:
        case: Case = row.Task.case
        if not (row.reads or row.opens):
            return ", ".join(dict.fromkeys(role_name(party.role) for party in parties))
        return whose(case, parties, key, sealed=not row.known)

    def _key(self, case: Case) -> CaseKey | None:
        try:
            return self.office.vault.unwrap(case.data_key)
        except SealBroken:
            return None

    def _why(self, task: Task, role: str) -> str:
        match self.box:
            case Box.MINE if task.scope is RoleScope.CASE:
                return _("It is your matter")
            case Box.MINE:
                return _("You took it: %(role)s", role=role)
            case Box.GROUPS | Box.DONE:
                return role
            case Box.WAITING if task.assignee is not None:
                return task.assignee.name
            case Box.WAITING:
                return role


def _again_on(actor: Actor) -> ColumnElement[date]:
    theirs = select(FollowUp.again_on).where(FollowUp.task_id == Task.id, FollowUp.person_id == actor.person_id)
    return theirs.correlate(Task).scalar_subquery()
