"""An agenda as one reader sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ombud.storage.ballots import Ballot, BallotStatus
from ombud.storage.board import Body
from ombud.storage.cases import OPEN_TASK, Task, TaskStatus
from ombud.storage.meetings import AgendaItem, Meeting, Minutes, MinutesStatus
from ombud.workflows.actors import WORKER, Actor
from ombud.workflows.board.agenda import sight
from ombud.workflows.board.presiding import must_preside, presides
from ombud.workflows.casefile.words import element_name
from ombud.workflows.days import day_of
from ombud.workflows.office import Office
from ombud.workflows.text import translate as _


class ItemKind(StrEnum):
    CASE = "case"
    FREE = "free"
    MINUTES = "minutes"  # the minutes of an earlier meeting are to be approved


class ItemState(StrEnum):
    OPEN = "open"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class Unshown(StrEnum):
    """Why an item is not shown to a reader: nothing else of it is told them."""

    ASIDE = "aside"  # they stepped aside
    CONFLICT = "conflict"
    ELSEWHERE = "elsewhere"  # it is before a body they have no part in


@dataclass(frozen=True, slots=True)
class Item:
    """`number` is the item's for everybody, from 1, and stays while the meeting is in session. `title` is the
    procedure's for a case, `asked` what is to be done in it."""

    id: UUID
    number: int
    kind: ItemKind
    title: str
    asked: str
    body_id: UUID
    body: str
    state: ItemState
    settled_before: bool  # decided, and not at this meeting
    case_id: UUID | None
    case_number: str
    task_id: UUID | None
    minutes_of_id: UUID | None
    deferred_from: datetime | None  # the meeting it was put off from
    input_wanted: bool
    input_received_at: datetime | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Where an item stands that the reader is not shown."""

    number: int
    why: Unshown


@dataclass(frozen=True, slots=True)
class Agenda:
    """`version` is what whoever changes it has to have seen."""

    meeting: Meeting
    version: int
    items: tuple[Item, ...]
    gaps: tuple[Gap, ...]
    may_order: bool


@dataclass(frozen=True, slots=True)
class _Place:
    row: AgendaItem
    number: int
    unshown: Unshown | None


def agenda_of(session: Session, office: Office, meeting_id: UUID, actor: Actor, *, at: datetime) -> Agenda:
    """The agenda; of what the reader is barred from it tells no more than where it stands. Raises NotFound where it is
    not theirs to read."""
    meeting = sight.meeting_for_reader(session, meeting_id, actor, at=at)
    places = _places(session, meeting_id, actor, at=at)
    may_order = meeting.adjourned_at is None and presides(session, meeting.body_id, actor, at=at)
    gaps = tuple(Gap(place.number, place.unshown) for place in places if place.unshown)
    return Agenda(meeting, meeting.agenda_version, _items(session, office, places), gaps, may_order)


def unscheduled(session: Session, office: Office, body_id: UUID, actor: Actor, *, at: datetime) -> tuple[Item, ...]:
    """What waits for a meeting because none is scheduled, for whoever presides. Raises Forbidden."""
    must_preside(session, body_id, by=actor, at=at)
    waiting = select(AgendaItem).where(AgendaItem.body_id == body_id, AgendaItem.meeting_id.is_(None))
    waiting = waiting.where(AgendaItem.removed_at.is_(None), sight.visible(actor, on=day_of(at)))
    rows = session.scalars(waiting.options(*_LOADED).order_by(AgendaItem.added_at, AgendaItem.id))
    taken_up = [row for row in rows if not _gone(row, None)]
    return tuple(item for item in items_of(session, office, taken_up) if item.state is not ItemState.DECIDED)


_LOADED = (joinedload(AgendaItem.task), joinedload(AgendaItem.case), joinedload(AgendaItem.meeting))


def rows_of(session: Session, meeting_id: UUID, actor: Actor, *, at: datetime) -> list[AgendaItem]:
    """The items of a meeting that a reader sees, in order; those withdrawn before it began are off."""
    return [place.row for place in _places(session, meeting_id, actor, at=at) if not place.unshown]


def numbered(session: Session, office: Office, meeting_id: UUID, *, at: datetime) -> list[tuple[AgendaItem, Item]]:
    """Every item of a meeting, with the number it has on the agenda."""
    places = _places(session, meeting_id, WORKER, at=at)
    return list(zip((place.row for place in places), _items(session, office, places), strict=True))


def _places(session: Session, meeting_id: UUID, actor: Actor, *, at: datetime) -> list[_Place]:
    """What stands on an agenda, in order, and whether the reader is shown it: list and verdict are one statement."""
    on = day_of(at)
    statement = (
        select(AgendaItem, sight.visible(actor, on=on), sight.stepped_aside(actor), sight.barred(actor))
        .where(AgendaItem.meeting_id == meeting_id, AgendaItem.removed_at.is_(None))
        .options(*_LOADED)
        .order_by(AgendaItem.position, AgendaItem.added_at, AgendaItem.id)
        .execution_options(populate_existing=True)
    )
    opened_at = session.scalar(select(Meeting.opened_at).where(Meeting.id == meeting_id))
    found = [row for row in session.execute(statement) if not _gone(row[0], opened_at)]
    numbers = numbers_of([row[0].position for row in found], opened_at)
    return [
        _Place(item, number, None if visible else _why(aside, barred))
        for number, (item, visible, aside, barred) in zip(numbers, found, strict=True)
    ]


def numbers_of(positions: Sequence[int], opened_at: datetime | None) -> Sequence[int]:
    """From 1 without a gap, until the meeting is called to order; then as they were, whatever leaves the agenda.

    Of a meeting that was called to order before agendas were numbered then, they are counted still."""
    kept = opened_at is not None and all(position > 0 for position in positions)
    return positions if kept else range(1, len(positions) + 1)


def _why(aside: bool, barred: bool) -> Unshown:
    if aside:
        return Unshown.ASIDE
    return Unshown.CONFLICT if barred else Unshown.ELSEWHERE


def _gone(row: AgendaItem, opened_at: datetime | None) -> bool:
    task = row.task
    if task is None or task.status is not TaskStatus.CANCELLED:
        return False
    return opened_at is None or task.ended_at is None or task.ended_at < opened_at


def items_of(session: Session, office: Office, rows: Sequence[AgendaItem]) -> tuple[Item, ...]:
    """The rows as people read them, numbered from 1."""
    return _items(session, office, [_Place(row, number, None) for number, row in enumerate(rows, start=1)])


def _items(session: Session, office: Office, places: Sequence[_Place]) -> tuple[Item, ...]:
    shown = [place for place in places if not place.unshown]
    rows = [place.row for place in shown]
    bodies = _named(session, rows)
    earlier = _meetings(session, rows)
    approved, voted = _approved(session, rows), _voted(session, rows)
    return tuple(
        Item(
            id=place.row.id,
            number=place.number,
            kind=kind_of(place.row),
            title=_title(session, office, place.row, earlier),
            asked=_asked(session, office, place.row),
            body_id=place.row.body_id,
            body=bodies.get(place.row.body_id, ""),
            state=_state(place.row, approved=approved, voted=voted),
            settled_before=settled_before(place.row),
            case_id=place.row.case_id,
            case_number=place.row.case.number if place.row.case else "",
            task_id=place.row.task_id,
            minutes_of_id=place.row.minutes_of_id,
            deferred_from=_starts_at(earlier, place.row.deferred_from_id),
            input_wanted=place.row.input_wanted,
            input_received_at=place.row.input_received_at,
        )
        for place in shown
    )


def settled_before(row: AgendaItem) -> bool:
    """Whether a case's item was decided before the meeting it stands on was called to order: minutes say nothing of
    it."""
    task = row.task
    if task is None or task.status is not TaskStatus.COMPLETED:
        return False
    opened_at = row.meeting.opened_at if row.meeting else None
    return opened_at is None or (task.ended_at is not None and task.ended_at < opened_at)


def is_open(session: Session, row: AgendaItem) -> bool:
    """Whether it still waits to be taken up, by what is committed now: neither decided nor withdrawn."""
    if row.task_id is not None:
        return session.scalar(select(Task.status).where(Task.id == row.task_id)) in OPEN_TASK
    return _state(row, approved=_approved(session, [row]), voted=_voted(session, [row])) is ItemState.OPEN


def kind_of(row: AgendaItem) -> ItemKind:
    if row.case_id is not None:
        return ItemKind.CASE
    return ItemKind.MINUTES if row.minutes_of_id is not None else ItemKind.FREE


def _title(session: Session, office: Office, row: AgendaItem, earlier: dict[UUID, Meeting]) -> str:
    if row.case is not None:
        return _(office.procedures.get(session, row.case.version_id).toml.title)
    if row.minutes_of_id is not None:
        day = day_of(earlier[row.minutes_of_id].starts_at).isoformat()
        return _("Minutes of the meeting of %(day)s", day=day)
    return row.title


def _asked(session: Session, office: Office, row: AgendaItem) -> str:
    if row.case is None or row.task is None:
        return ""
    return element_name(office.procedures.get(session, row.case.version_id), row.task.element)


def _state(row: AgendaItem, *, approved: set[UUID], voted: set[UUID]) -> ItemState:
    if row.task is not None:
        states = {TaskStatus.COMPLETED: ItemState.DECIDED, TaskStatus.CANCELLED: ItemState.WITHDRAWN}
        return states.get(row.task.status, ItemState.OPEN)
    settled = row.minutes_of_id in approved if row.minutes_of_id is not None else row.id in voted
    return ItemState.DECIDED if settled else ItemState.OPEN


def _named(session: Session, rows: Sequence[AgendaItem]) -> dict[UUID, str]:
    wanted = {row.body_id for row in rows}
    return dict(session.execute(select(Body.id, Body.name).where(Body.id.in_(wanted))).all()) if wanted else {}


def _meetings(session: Session, rows: Sequence[AgendaItem]) -> dict[UUID, Meeting]:
    wanted = {key for row in rows for key in (row.minutes_of_id, row.deferred_from_id) if key is not None}
    found = session.scalars(select(Meeting).where(Meeting.id.in_(wanted))) if wanted else ()
    return {meeting.id: meeting for meeting in found}


def _starts_at(earlier: dict[UUID, Meeting], meeting_id: UUID | None) -> datetime | None:
    return earlier[meeting_id].starts_at if meeting_id is not None else None


def _approved(session: Session, rows: Sequence[AgendaItem]) -> set[UUID]:
    wanted = {row.minutes_of_id for row in rows if row.minutes_of_id is not None}
    if not wanted:
        return set()
    approved = (Minutes.meeting_id.in_(wanted), Minutes.status == MinutesStatus.APPROVED)
    return set(session.scalars(select(Minutes.meeting_id).where(*approved)))


def _voted(session: Session, rows: Sequence[AgendaItem]) -> set[UUID]:
    """Items without a task on which a ballot was closed."""
    wanted = {row.id for row in rows if row.task_id is None and row.minutes_of_id is None}
    if not wanted:
        return set()
    closed = (Ballot.item_id.in_(wanted), Ballot.status == BallotStatus.CLOSED)
    return {key for key in session.scalars(select(Ballot.item_id).where(*closed)) if key is not None}
