"""What those who preside do with an agenda. Each change names the version it was made on: two at once, and the later
one is shown what the earlier did."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot, BallotStatus
from ombud.storage.base import new_id
from ombud.storage.cases import Case
from ombud.storage.meetings import AgendaItem, Meeting, MeetingStatus
from ombud.workflows.actors import WORKER, Actor
from ombud.workflows.board.agenda import placing, sight, slots
from ombud.workflows.board.agenda.reading import is_open, numbers_of, rows_of, settled_before
from ombud.workflows.board.presiding import must_preside
from ombud.workflows.days import day_of
from ombud.workflows.office import Office
from ombud.workflows.refusals import AgendaChanged, InvalidCommand, NotFound
from ombud.workflows.text import translate as _

NOWHERE: Final = UUID(int=0)


def add_item(
    session: Session,
    _office: Office,
    meeting_id: UUID,
    *,
    title: str,
    input_wanted: bool = False,
    seen: int,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> UUID:
    """Adds an item of the body's own, last. Raises Forbidden, NotFound, AgendaChanged, InvalidCommand."""
    meeting = _held(session, meeting_id, seen=seen, by=by, at=at)
    if not title.strip():
        raise InvalidCommand(_("Say in a few words what the item is about. Do not name a client."))
    item = AgendaItem(
        id=new_id(), body_id=meeting.body_id, position=0, title=title.strip(), input_wanted=input_wanted,
        added_at=at, added_by=by.person_id,
    )  # fmt: skip
    session.add(item)
    session.flush()
    slots.move_item(session, item, meeting_id)
    slots.note(
        session,
        "added",
        item=item,
        by=by,
        at=at,
        request_key=request_key,
        meeting=meeting_id,
        input_wanted=input_wanted,
    )
    return item.id


def order(
    session: Session,
    _office: Office,
    meeting_id: UUID,
    item_ids: Sequence[UUID],
    *,
    seen: int,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Takes the items in this order; those the actor does not see keep their places among them.

    Raises Forbidden, NotFound, and AgendaChanged also when these are not the items the actor sees.
    """
    meeting = _held(session, meeting_id, seen=seen, by=by, at=at)
    mine = {row.id: row for row in rows_of(session, meeting_id, by, at=at)}
    if len(item_ids) != len(mine) or set(item_ids) != set(mine):
        raise AgendaChanged()
    every = rows_of(session, meeting_id, WORKER, at=at)
    ordered = iter([mine[item_id] for item_id in item_ids])
    numbers = numbers_of([row.position for row in every], meeting.opened_at)
    for number, row in zip(numbers, [next(ordered) if row.id in mine else row for row in every], strict=True):
        row.position = number
    meeting.agenda_version += 1
    slots.note(session, "ordered", by=by, at=at, request_key=request_key, meeting=meeting_id)


def number(session: Session, meeting: Meeting, *, at: datetime) -> None:
    """Writes down the numbers a meeting is called to order with: what leaves its agenda from then on leaves a gap. The
    meeting is locked by the caller, and not called to order yet."""
    standing = [row.id for row in rows_of(session, meeting.id, WORKER, at=at)]
    for row in session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)):
        row.position = standing.index(row.id) + 1 if row.id in standing else 0


def defer(
    session: Session,
    office: Office,
    item_id: UUID,
    *,
    to_meeting_id: UUID | None = None,
    seen: int,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> UUID | None:
    """Puts an item off to a meeting, or to the next one of its kind; returns that meeting, None while there is none.

    An item that waits for a meeting is given one so; `seen` is the version of the agenda it stood on, or of the one it
    goes to. Raises Forbidden, NotFound, AgendaChanged, InvalidCommand.
    """
    item = _item(session, item_id, by=by, at=at)
    was_id, target_id = item.meeting_id, to_meeting_id
    if target_id is None and item.meeting is not None:
        target_id = placing.following(session, office, item, after=item.meeting, at=at)
    held = slots.lock_meetings(session, was_id, target_id)
    _unmoved(session, item, was_id)
    stood_on = held.get(was_id or target_id or NOWHERE)
    if stood_on is not None and stood_on.agenda_version != seen:
        raise AgendaChanged()
    _no_open_ballot(session, item)
    if target_id is not None:
        _suits(session, item, held[target_id], at=at)
    slots.move_item(session, item, target_id, deferred_from_id=was_id or item.deferred_from_id)
    slots.note(session, "deferred", item=item, by=by, at=at, request_key=request_key, was=was_id, meeting=target_id)
    return target_id


def remove(
    session: Session,
    _office: Office,
    item_id: UUID,
    *,
    seen: int,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Takes an item of the body's own off, or a case's that was decided before the meeting; while a meeting is in
    session the others keep their numbers. Raises as `defer` does."""
    item = _changing(session, item_id, seen=seen, by=by, at=at, settled=True)
    if item.task_id is not None and not settled_before(item):
        raise InvalidCommand(_("A case stays on the agenda until it is decided or withdrawn. It can be put off."))
    _no_open_ballot(session, item)
    item.removed_at = at
    slots.note(session, "removed", item=item, by=by, at=at, request_key=request_key, meeting=item.meeting_id)


def ask_input(
    session: Session,
    _office: Office,
    item_id: UUID,
    *,
    wanted: bool = True,
    seen: int,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Asks for paid input from people with lived experience on an item, or no longer (P102-n). Raises as `defer`."""
    item = _changing(session, item_id, seen=seen, by=by, at=at)
    item.input_wanted = wanted
    slots.note(session, "input_wanted", item=item, by=by, at=at, request_key=request_key, wanted=wanted)


def input_received(
    session: Session,
    _office: Office,
    item_id: UUID,
    *,
    seen: int,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Records that the input asked for is there; whose it was is recorded nowhere (P102-m). Raises as `defer`."""
    item = _changing(session, item_id, seen=seen, by=by, at=at)
    if not item.input_wanted:
        raise InvalidCommand(_("No input was asked for on this item."))
    item.input_received_at = item.input_received_at or at
    slots.note(session, "input_received", item=item, by=by, at=at, request_key=request_key)


def _held(session: Session, meeting_id: UUID, *, seen: int, by: Actor, at: datetime) -> Meeting:
    """The meeting under its lock, as the actor saw it."""
    meeting = slots.lock_meetings(session, meeting_id)[meeting_id]
    must_preside(session, meeting.body_id, by=by, at=at)
    if meeting.agenda_version != seen:
        raise AgendaChanged()
    if meeting.status is not MeetingStatus.SCHEDULED or meeting.adjourned_at is not None:
        raise InvalidCommand(_("This meeting is over or cancelled."))
    return meeting


def _item(session: Session, item_id: UUID, *, by: Actor, at: datetime, settled: bool = False) -> AgendaItem:
    """An item the actor sees and presides over, and that waits to be taken up (`settled`: or was decided before); its
    case is locked, its meeting is to be locked next. Raises NotFound, Forbidden, and AgendaChanged for another one."""
    there = select(AgendaItem).where(AgendaItem.id == item_id, AgendaItem.removed_at.is_(None))
    item = session.scalar(there.where(sight.visible(by, on=day_of(at))).execution_options(populate_existing=True))
    if item is None:
        raise NotFound()
    must_preside(session, item.meeting.body_id if item.meeting else item.body_id, by=by, at=at)
    if item.case_id is not None:
        session.execute(select(Case.id).where(Case.id == item.case_id).with_for_update())
    if not is_open(session, item) and not (settled and settled_before(item)):
        raise AgendaChanged()
    return item


def _changing(
    session: Session, item_id: UUID, *, seen: int, by: Actor, at: datetime, settled: bool = False
) -> AgendaItem:
    """The item on its agenda, which is locked, as the actor saw it, and has changed from now on."""
    item = _item(session, item_id, by=by, at=at, settled=settled)
    if (meeting_id := item.meeting_id) is not None:
        _held(session, meeting_id, seen=seen, by=by, at=at).agenda_version += 1
        _unmoved(session, item, meeting_id)
    return item


def _unmoved(session: Session, item: AgendaItem, meeting_id: UUID | None) -> None:
    """Raises AgendaChanged when somebody was faster, before the lock was had."""
    session.refresh(item)
    if item.meeting_id != meeting_id or item.removed_at is not None:
        raise AgendaChanged()


def _suits(session: Session, item: AgendaItem, target: Meeting, *, at: datetime) -> None:
    if target.id == item.meeting_id or not slots.is_coming(target, at=at):
        raise InvalidCommand(_("Choose another meeting: one that is still to come."))
    if target.body_id not in (item.body_id, slots.host_of(session, item.body_id)):
        raise InvalidCommand(_("That is a meeting of another body."))


def _no_open_ballot(session: Session, item: AgendaItem) -> None:
    about = Ballot.item_id == item.id
    if item.task_id is not None:
        about = or_(about, Ballot.task_id == item.task_id)
    if session.scalar(select(Ballot.id).where(about, Ballot.status == BallotStatus.OPEN).limit(1)) is not None:
        raise InvalidCommand(_("A ballot on this item is open. Close it first, or declare it void."))
