"""What a meeting did, put together from what was recorded: who came, what was taken up and how it went. It names no
party of a case: number and procedure are what minutes say of one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ombud.storage.ballots import Ballot
from ombud.storage.cases import Task, TaskStatus
from ombud.storage.events import Event
from ombud.storage.meetings import AgendaItem, Attendance, Meeting, Minutes
from ombud.workflows.board.agenda.reading import Item, ItemKind, ItemState, items_of, numbered
from ombud.workflows.board.papers.tallies import Tallied, ended_on, tallied
from ombud.workflows.days import day_of
from ombud.workflows.engine.values import ElementKey
from ombud.workflows.office import Office
from ombud.workflows.text import translate as _


@dataclass(frozen=True, slots=True)
class Stay:
    name: str
    arrived_at: datetime
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class About:
    """The case something is about, and the task in it: who is barred from that is told nothing of it."""

    case_id: UUID
    element: str  # empty: no task of it


@dataclass(frozen=True, slots=True)
class Taken:
    """An item as the meeting left it. `by_hand`: its decision was recorded without a ballot."""

    item: Item
    about: About | None  # None: it is about no case
    outcome: str
    by_hand: bool
    ballots: tuple[Tallied, ...]


@dataclass(frozen=True, slots=True)
class Loose:
    """A ballot on nothing that stands on the agenda."""

    ballot: Tallied
    about: About | None


@dataclass(frozen=True, slots=True)
class Proceedings:
    attendance: tuple[Stay, ...]
    items: tuple[Taken, ...]
    ballots: tuple[Loose, ...]


def proceedings_of(session: Session, office: Office, meeting: Meeting, *, at: datetime) -> Proceedings:
    """The whole of it, for the minutes; what their readers are barred from is left out of the copies they get."""
    here = numbered(session, office, meeting.id, at=at)
    last = max((item.number for _row, item in here), default=0)
    listed = [*here, *_put_off(session, office, meeting.id, after=last)]
    ballots = ended_on(session, meeting.id, [row for row, _item in listed])
    told = {told.id: told for told in tallied(session, ballots)}
    taken = [_taken(session, office, meeting, row, item, ballots, told) for row, item in listed]
    placed = {one.id for each in taken for one in each.ballots}
    loose = tuple(_loose(session, ballot, told[ballot.id]) for ballot in ballots if ballot.id not in placed)
    return Proceedings(_attendance(session, meeting.id), tuple(taken), loose)


def _attendance(session: Session, meeting_id: UUID) -> tuple[Stay, ...]:
    stays = select(Attendance).where(Attendance.meeting_id == meeting_id).options(joinedload(Attendance.person))
    rows = sorted(session.scalars(stays), key=lambda row: (row.person.name, row.arrived_at))
    return tuple(Stay(row.person.name, row.arrived_at, row.left_at) for row in rows)


def _put_off(session: Session, office: Office, meeting_id: UUID, *, after: int) -> list[tuple[AgendaItem, Item]]:
    """What left this meeting for another one, numbered after the rest."""
    left = (AgendaItem.deferred_from_id == meeting_id, AgendaItem.removed_at.is_(None))
    rows = select(AgendaItem).where(*left, AgendaItem.meeting_id.is_distinct_from(meeting_id))
    loaded = rows.options(joinedload(AgendaItem.task), joinedload(AgendaItem.case), joinedload(AgendaItem.meeting))
    found = session.scalars(loaded.order_by(AgendaItem.added_at, AgendaItem.id)).all()
    items = [replace(item, number=after + item.number) for item in items_of(session, office, found)]
    return list(zip(found, items, strict=True))


def _taken(
    session: Session,
    office: Office,
    meeting: Meeting,
    row: AgendaItem,
    item: Item,
    ballots: list[Ballot],
    told: dict[UUID, Tallied],
) -> Taken:
    mine = [ballot for ballot in ballots if _is_on(ballot, row)]
    lines = tuple(told[ballot.id] for ballot in mine)
    about = _about(row.case_id, row.task)
    if row.meeting_id != meeting.id and not _decided_here(meeting, row, lines):
        return Taken(item, about, _moved_on(row), False, lines)
    decided = next((line.outcome for line in reversed(lines) if line.decided), "")
    by_hand = item.state is ItemState.DECIDED and item.kind is ItemKind.CASE and not decided
    outcome = _by_hand(session, office, row.task) if by_hand and row.task else decided or _plainly(session, item)
    return Taken(item, about, outcome, by_hand, lines)


def _loose(session: Session, ballot: Ballot, told: Tallied) -> Loose:
    task = session.get(Task, ballot.task_id) if ballot.task_id else None
    return Loose(told, _about(ballot.case_id, task))


def _about(case_id: UUID | None, task: Task | None) -> About | None:
    return About(case_id, task.element if task else "") if case_id is not None else None


def _decided_here(meeting: Meeting, row: AgendaItem, lines: tuple[Tallied, ...]) -> bool:
    """Whether what stands on another agenda now was decided before this meeting ended: then that is what minutes say."""
    if any(line.decided for line in lines):
        return True
    task, until = row.task, meeting.adjourned_at
    if task is None or task.status is not TaskStatus.COMPLETED or task.ended_at is None or until is None:
        return False
    return task.ended_at <= until


def _is_on(ballot: Ballot, row: AgendaItem) -> bool:
    return ballot.item_id == row.id or (row.task_id is not None and ballot.task_id == row.task_id)


def _moved_on(row: AgendaItem) -> str:
    if row.meeting is None:
        return _("Put off until a meeting is scheduled")
    return _("Put off to the meeting of %(day)s", day=day_of(row.meeting.starts_at).isoformat())


def _plainly(session: Session, item: Item) -> str:
    match item.state, item.kind:
        case ItemState.WITHDRAWN, _kind:
            return _("Withdrawn")
        case ItemState.DECIDED, ItemKind.MINUTES:
            approved = select(Meeting.starts_at).join(Minutes, Minutes.approved_in_id == Meeting.id)
            at = session.scalar(approved.where(Minutes.meeting_id == item.minutes_of_id))
            return _("Approved at the meeting of %(day)s", day=day_of(at).isoformat()) if at else _("Approved")
        case _state, ItemKind.FREE:
            return _("Taken up")
        case _other:
            return _("Not decided")


def _by_hand(session: Session, office: Office, task: Task) -> str:
    """The option that was recorded, as the form words it: only answers that route are in the history, and none of them
    is personal."""
    if task.status is not TaskStatus.COMPLETED:
        return _("Decided")
    key = str(ElementKey(task.element, task.occurrence, task.item))
    done = select(Event.input).where(Event.chain == task.case_id, Event.element == key, Event.input.is_not(None))
    given = (session.scalar(done.order_by(Event.seq.desc()).limit(1)) or {}).get("values", {})
    form = office.forms.get(task.form)
    deployed = office.procedures.get(session, task.case.version_id)
    asked = {rule.field for rule in deployed.toml.ballots.values() if rule.task == task.element}
    fields = [field for field in (form.fields if form else ()) if field.routes and field.choices]
    chosen = [
        _(dict(field.choices).get(str(given[field.name]), ""))
        for field in fields
        if given.get(field.name) and (not asked or field.name in asked)
    ]
    return "; ".join(label for label in chosen if label) or _("Decided")
