"""A page of a box, and the task to go on with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, literal, or_, select, true
from sqlalchemy.orm import Session

from ombud.storage.cases import Case, Task
from ombud.storage.procedures import ProcedureVersion
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.words import role_name
from ombud.workflows.inbox.boxes import Box, When, stands_in, when_of
from ombud.workflows.inbox.lines import Line, lines_of, rows_of
from ombud.workflows.inbox.look import Due, Look, Sort
from ombud.workflows.inbox.tally import Tally, tally_of
from ombud.workflows.office import Office
from ombud.workflows.text import translate as _

PAGE_SIZE = 50
ALL = Look()


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading: that of a date, or the `title` they have in common; without one, all there are."""

    when: When | None
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Inbox:
    box: Box
    look: Look
    counts: dict[Box, int]  # of what the filter lets through, never above TALLIED
    procedures: tuple[tuple[str, str], ...]  # to filter by: key and title
    roles: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    page: int
    has_more: bool


def read(
    session: Session,
    office: Office,
    actor: Actor,
    *,
    at: datetime,
    box: Box | None = None,
    look: Look = ALL,
    page: int = 1,
) -> Inbox:
    """One page of one box; without `box`, of the first that has something. Raises NotFound for a procedure version that
    is gone, which is never deleted."""
    tally = tally_of(session, office, actor, at=at)
    box = box or tally.first_with(look)
    ranks = _ranks(tally, box)
    versions = [office.procedures.get(session, version_id) for version_id in ranks]
    rows = rows_of(box, actor, versions, at=at).where(stands_in(box, actor, at=at), _passes(box, look, actor, at))
    rows = rows.order_by(*_order(box, look, ranks, when_of(actor, at=at)))
    found = session.execute(rows.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE + 1)).all()
    lines = lines_of(session, office, box, found[:PAGE_SIZE])
    return Inbox(
        box=box,
        look=look,
        counts=tally.counts(look),
        procedures=_named((heap.procedure, _(heap.title)) for heap in tally.of(box)),
        roles=_named((heap.role, role_name(heap.role)) for heap in tally.of(box)),
        groups=_grouped(lines, look.sort),
        page=page,
        has_more=len(found) > PAGE_SIZE,
    )


def most_urgent(session: Session, office: Office, actor: Actor, tally: Tally, *, at: datetime, most: int) -> list[Line]:
    """What the actor may do now, of their own and of their groups, as the inbox orders it. What they have put off is left
    out."""
    versions = {heap.version_id for box in (Box.MINE, Box.GROUPS) for heap in tally.of(box)}
    if not versions:
        return []
    deployed = [office.procedures.get(session, version_id) for version_id in versions]
    falls = when_of(actor, at=at)
    theirs = or_(stands_in(Box.MINE, actor, at=at), stands_in(Box.GROUPS, actor, at=at))
    rows = rows_of(Box.GROUPS, actor, deployed, at=at).where(theirs)
    rows = rows.where(falls != When.PUT_OFF.value).order_by(*_order(Box.GROUPS, ALL, (), falls)).limit(most)
    return lines_of(session, office, Box.GROUPS, session.execute(rows).all())


def next_task(session: Session, actor: Actor, *, at: datetime, look: Look = ALL) -> UUID | None:
    """The task to go on with: the most urgent of mine, else of my groups. What the filter hides is not offered, nor what
    the actor has put off."""
    for box in (Box.MINE, Box.GROUPS):
        falls = when_of(actor, at=at)
        first = select(Task.id).join(Case, Case.id == Task.case_id).where(stands_in(box, actor, at=at))
        first = first.where(_passes(box, look, actor, at), falls != When.PUT_OFF.value)
        if (task_id := session.scalar(first.order_by(*_order(box, ALL, (), falls)).limit(1))) is not None:
            return task_id
    return None


def _passes(box: Box, look: Look, actor: Actor, at: datetime) -> ColumnElement[bool]:
    """On Task and Case: what a filter lets through. What is done is of no date any more."""
    parts: list[ColumnElement[bool]] = [true()]
    if look.procedure:
        versions = select(ProcedureVersion.id).where(ProcedureVersion.key == look.procedure)
        parts.append(Case.version_id.in_(versions))
    if look.role:
        parts.append(Task.role == look.role)
    if look.due is not Due.ANY and box is not Box.DONE:
        parts.append(when_of(actor, at=at).in_([when.value for when in look.due.whens]))
    return and_(*parts)


def _order(box: Box, look: Look, ranks: Iterable[UUID], falls: ColumnElement[str]) -> list[Any]:
    """What the reader has put off stays last, however the rest is sorted; the newest of what is done comes first."""
    by: dict[Sort, list[Any]] = {
        Sort.DUE: [Task.due_at],
        Sort.OPENED: [Task.opened_at],
        Sort.ROLE: [Task.role, Task.scope_id, Task.assignee_id],
        Sort.PROCEDURE: [_rank(ranks)] if look.sort is Sort.PROCEDURE else [],
    }
    keys, backwards = by[look.sort], look.backwards
    if box is Box.DONE and look.sort is Sort.DUE:
        keys, backwards = [Task.ended_at], not look.backwards
    last = [falls == When.PUT_OFF.value, *([Task.due_at.is_(None)] if look.sort is Sort.DUE else [])]
    return [*last, *(key.desc() if backwards else key for key in keys), Task.due_at, Task.opened_at, Task.id]


def _ranks(tally: Tally, box: Box) -> list[UUID]:
    """The versions of procedures in a box, by title as the reader reads it."""
    titles = {heap.version_id: _(heap.title) for heap in tally.of(box)}
    return sorted(titles, key=lambda version_id: (titles[version_id], str(version_id)))


def _rank(version_ids: Iterable[UUID]) -> ColumnElement[int]:
    """On Case: the place of its version among these."""
    places = {version_id: place for place, version_id in enumerate(version_ids)}
    return case(places, value=Case.version_id, else_=len(places)) if places else literal(0)


def _named(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(set(pairs), key=lambda pair: (pair[1], pair[0])))


def _grouped(lines: Sequence[Line], sort: Sort) -> tuple[Group, ...]:
    """As they come: by date, by procedure or by whose they are; by when they were opened they are all one."""
    groups = []
    for (when, title), some in groupby(lines, lambda line: _heading(line, sort)):
        groups.append(Group(when, title, tuple(some)))
    return tuple(groups)


def _heading(line: Line, sort: Sort) -> tuple[When | None, str]:
    if sort is Sort.DUE or line.when is When.PUT_OFF:
        return line.when, ""
    return None, {Sort.PROCEDURE: line.procedure, Sort.ROLE: line.why, Sort.OPENED: ""}[sort]
