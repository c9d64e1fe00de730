"""The inbox: what waits for me, for my groups, for others, and what I have done. One line a task."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, select
from sqlalchemy.orm import Session, joinedload

from ombud.storage.ballots import Ballot, BallotStatus
from ombud.storage.cases import OPEN_TASK, Case, Party, Task
from ombud.storage.directory import RoleScope
from ombud.storage.sealing import CaseKey, SealBroken
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.people import parties_of, whose
from ombud.workflows.casefile.words import RoleWords, element_name, role_name
from ombud.workflows.days import SATURDAY, day_of
from ombud.workflows.identity.sight import seen_by
from ombud.workflows.office import Office
from ombud.workflows.people.standing_in import Place, places_taken
from ombud.workflows.text import translate as _

PAGE_SIZE = 50
COUNTED_TO = 100
"""Counts stop here: nobody acts on the difference between 100 and 1,000 waiting tasks."""


class Box(StrEnum):
    MINE = "mine"
    GROUPS = "groups"
    WAITING = "waiting"
    DONE = "done"


class When(StrEnum):
    OVERDUE = "overdue"
    TODAY = "today"
    THIS_WEEK = "this_week"
    LATER = "later"
    UNDATED = "undated"
    ENDED = "ended"


class Sight(StrEnum):
    """What the reader of a line sees of its case."""

    READS = "reads"  # what people wrote in it
    OPENS = "opens"  # its page
    NOTHING = "nothing"


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
    claimable: bool
    when: When
    opens: bool


@dataclass(frozen=True, slots=True)
class Group:
    when: When
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Inbox:
    box: Box
    counts: dict[Box, int]  # never above COUNTED_TO
    groups: tuple[Group, ...]
    page: int
    has_more: bool


def read(session: Session, office: Office, actor: Actor, *, box: Box, at: datetime, page: int = 1) -> Inbox:
    """One page of one box. Raises NotFound for a procedure version that is gone, which is never deleted."""
    wanted = _wanted(actor, box, at)
    statement = select(Task).join(Case, Case.id == Task.case_id).where(wanted).order_by(*_order(box))
    statement = statement.options(joinedload(Task.case).joinedload(Case.organisation), joinedload(Task.assignee))
    tasks = list(session.scalars(statement.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE + 1)))
    lines = _Lines(session, office, actor, box, at).of(tasks[:PAGE_SIZE])
    return Inbox(box, counts(session, actor, at=at), _grouped(lines), page, len(tasks) > PAGE_SIZE)


def counts(session: Session, actor: Actor, *, at: datetime) -> dict[Box, int]:
    boxes = list(Box)
    row = session.execute(select(*(_counted(actor, box, at).scalar_subquery() for box in boxes))).one()
    return dict(zip(boxes, row, strict=True))


def next_task(session: Session, actor: Actor, *, at: datetime) -> UUID | None:
    """The task to go on with: the first of mine, else the first of my groups."""
    for box in (Box.MINE, Box.GROUPS):
        first = select(Task.id).where(_wanted(actor, box, at)).order_by(*_order(box)).limit(1)
        if (task_id := session.scalar(first)) is not None:
            return task_id
    return None


def _counted(actor: Actor, box: Box, at: datetime) -> Select[Any]:
    some = select(Task.id).join(Case, Case.id == Task.case_id).where(_wanted(actor, box, at)).limit(COUNTED_TO)
    return select(func.count()).select_from(some.subquery())


def _wanted(actor: Actor, box: Box, at: datetime) -> ColumnElement[bool]:
    on = day_of(at)
    acts = and_(permissions.may_act_on_task(actor, on=on), not_(_put_to_the_vote()))
    own = (Task.assignee_id == actor.person_id) | (Task.scope == RoleScope.CASE)
    match box:
        case Box.MINE:
            return and_(acts, own)
        case Box.GROUPS:
            return and_(acts, not_(func.coalesce(own, False)))
        case Box.WAITING:
            return and_(Task.status.in_(OPEN_TASK), permissions.may_read_case(actor, on=on), not_(acts))
        case Box.DONE:
            return Task.completed_by == actor.person_id


def _put_to_the_vote() -> ColumnElement[bool]:
    """On Task: a ballot on it is open. It waits for votes, which the inbox asks for apart, and for nobody to complete it."""
    return exists().where(Ballot.task_id == Task.id, Ballot.status == BallotStatus.OPEN)


def _order(box: Box) -> tuple[Any, ...]:
    if box is Box.DONE:
        return Task.ended_at.desc(), Task.id
    return Task.due_at.is_(None), Task.due_at, Task.opened_at, Task.id


def _grouped(lines: Sequence[Line]) -> tuple[Group, ...]:
    groups = [Group(when, tuple(line for line in lines if line.when is when)) for when in When]
    return tuple(group for group in groups if group.lines)


@dataclass(frozen=True, slots=True)
class _Lines:
    """Turns task rows into lines, reading what they share once."""

    session: Session
    office: Office
    actor: Actor
    box: Box
    at: datetime

    def of(self, tasks: Sequence[Task]) -> list[Line]:
        words = RoleWords(self.session)
        words.prepare(task.scope_id for task in tasks if task.scope is not RoleScope.CASE)
        places = places_taken(self.session, self.actor, on=day_of(self.at))
        parties, seen = parties_of(self.session, {task.case_id for task in tasks}), self._seen(tasks)
        sights = self._sights(tasks)
        return [
            self._line(
                task,
                self._role(task, words, places),
                parties.get(task.case_id, []),
                sights.get(task.case_id, Sight.READS),
                sealed=task.case_id not in seen,
            )
            for task in tasks
        ]

    def _sights(self, tasks: Sequence[Task]) -> dict[UUID, Sight]:
        """How far the reader sees into the case of what they have done; the other boxes hold only what they may read."""
        if self.box is not Box.DONE:
            return {}
        on = day_of(self.at)
        reads, opens = permissions.may_read_case(self.actor, on=on), permissions.may_open_case(self.actor, on=on)
        rows = select(Case.id, reads, opens).where(Case.id.in_({task.case_id for task in tasks}))
        found = self.session.execute(rows).all()
        return {key: Sight.READS if read else Sight.OPENS if open_ else Sight.NOTHING for key, read, open_ in found}

    def _seen(self, tasks: Sequence[Task]) -> set[UUID]:
        """The cases of which the reader may know who brought them."""
        versions: dict[UUID, set[UUID]] = {}
        for task in tasks:
            versions.setdefault(task.case.version_id, set()).add(task.case_id)
        seen: set[UUID] = set()
        for version_id, case_ids in versions.items():
            deployed = self.office.procedures.get(self.session, version_id)
            seen |= seen_by(self.session, deployed, case_ids, self.actor, at=self.at)
        return seen

    def _role(self, task: Task, words: RoleWords, places: dict[Place, str]) -> str:
        """The task's role in words; for a substitute also whose place it is."""
        role = words.of(task.role, task.scope, task.scope_id)
        away = places.get((task.role, task.scope, task.scope_id))
        if away is None or self.box in (Box.WAITING, Box.DONE):
            return role
        return _("%(role)s, as the substitute of %(name)s", role=role, name=away)

    def _line(self, task: Task, role: str, parties: list[Party], sight: Sight, *, sealed: bool) -> Line:
        deployed = self.office.procedures.get(self.session, task.case.version_id)
        return Line(
            task_id=task.id,
            number=task.case.number,
            procedure=_(deployed.toml.title),
            what=element_name(deployed, task.element),
            whose=self._whose(task.case, parties, sight, sealed=sealed),
            why=self._why(task, role),
            due_at=task.due_at,
            opened_at=task.opened_at,
            ended_at=task.ended_at,
            claimable=self.box is Box.GROUPS,
            when=_when(task, self.at),
            opens=sight is not Sight.NOTHING,
        )

    def _whose(self, case: Case, parties: list[Party], sight: Sight, *, sealed: bool) -> str:
        if sight is Sight.NOTHING:
            return ", ".join(dict.fromkeys(role_name(party.role) for party in parties))
        return whose(case, parties, self._key(case) if sight is Sight.READS else None, sealed=sealed)

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
                return _("With: %(name)s", name=task.assignee.name)
            case Box.WAITING:
                return _("With: %(role)s", role=role)


def _when(task: Task, at: datetime) -> When:
    if task.ended_at is not None:
        return When.ENDED
    if task.due_at is None:
        return When.UNDATED
    today, due = day_of(at), day_of(task.due_at)
    if task.due_at < at:
        return When.OVERDUE
    if due == today:
        return When.TODAY
    saturday = today + timedelta(days=(SATURDAY - today.weekday()) % 7)
    return When.THIS_WEEK if due <= saturday else When.LATER
