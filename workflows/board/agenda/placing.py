"""Items that find their meeting by themselves: a case's task by its deadline rule, minutes by the calendar."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

import orjson
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ombud.storage.board import Body
from ombud.storage.cases import OPEN_TASK, Case, CaseStatus, Task
from ombud.storage.directory import RoleScope
from ombud.storage.ledger import Deadline
from ombud.storage.meetings import AgendaItem, Meeting, MeetingStatus, Minutes, MinutesStatus
from ombud.workflows.actors import WORKER, Actor
from ombud.workflows.board.agenda import slots
from ombud.workflows.board.agenda.reading import is_open
from ombud.workflows.deadlines.anchors import CaseFacts, meeting_for
from ombud.workflows.jobs.faults import Fault
from ombud.workflows.office import Office
from ombud.workflows.procedures.model import DeadlineRule


class NoBody(Fault):
    """The task has neither a meeting among its dates nor a body among its roles: nobody can take it up."""


@dataclass(frozen=True, slots=True)
class _Move:
    """Where an item is to stand. `left` is the meeting that took it up no more."""

    item: AgendaItem
    meeting_id: UUID | None
    left: Meeting | None = None


def place_task(session: Session, office: Office, case: Case, element: str, *, at: datetime) -> None:
    """Puts the open tasks of an element on the agendas their deadlines point to. The case is locked by the caller.

    Raises NoBody for a task that no body could take up.
    """
    moves = []
    for task in _open_tasks(session, case, element):
        item = session.scalar(select(AgendaItem).where(AgendaItem.task_id == task.id))
        if item is None:
            item = _new_item(session, office, case, task, at=at)
        moves.append(_settled(session, office, case, task, item, at=at))
    _carry_out(session, moves, at=at)


def replace_items_of(session: Session, office: Office, case_id: UUID, *, at: datetime) -> None:
    """Puts a case's open items where its dates point now, after the calendar changed. What somebody put off stays put
    off. The case is locked by the caller."""
    mine = select(AgendaItem, Task).join(Task, Task.id == AgendaItem.task_id)
    mine = mine.where(AgendaItem.case_id == case_id, AgendaItem.removed_at.is_(None), Task.status.in_(OPEN_TASK))
    rows = session.execute(mine.order_by(Task.opened_at, Task.id)).all()
    case = session.get(Case, case_id) if rows else None
    if case is None or case.status is CaseStatus.CLOSED:
        return
    _carry_out(session, [_settled(session, office, case, task, item, at=at) for item, task in rows], at=at)


def stand_again(session: Session, case_id: UUID) -> None:
    """What was taken off as decided, once a decision of its case is taken back: it may wait again."""
    taken_off = (AgendaItem.case_id == case_id, AgendaItem.removed_at.is_not(None))
    session.execute(update(AgendaItem).where(*taken_off).values(removed_at=None))


def carry_on(session: Session, office: Office, item_id: UUID, *, at: datetime) -> None:
    """What a meeting has left undone goes on to the next one. The item's case, if it has one, is locked by the
    caller."""
    item = session.get(AgendaItem, item_id, populate_existing=True)
    if item is None or item.removed_at is not None:
        return
    if item.task is not None and item.case is not None and item.task.status in OPEN_TASK:
        _carry_out(session, [_settled(session, office, item.case, item.task, item, at=at)], at=at)
    elif item.minutes_of_id is not None and not _approved(session, item.minutes_of_id):
        _carry_out(session, [_settled_minutes(session, item, at=at)], at=at)


def lock_for_minutes(session: Session, meeting_id: UUID, *, at: datetime) -> Meeting:
    """The meeting, and with it those between which `add_minutes` moves an item: all at once, in the one order in which
    everybody locks them. Raises NotFound."""
    body_id = session.scalar(select(Meeting.body_id).where(Meeting.id == meeting_id))
    stands_on = session.scalar(select(AgendaItem.meeting_id).where(AgendaItem.id == _minutes_item(meeting_id)))
    later = slots.next_meeting(session, slots.host_of(session, body_id), after=at) if body_id is not None else None
    return slots.lock_meetings(session, meeting_id, stands_on, later)[meeting_id]


def add_minutes(session: Session, meeting: Meeting, *, by: Actor, at: datetime) -> None:
    """Puts the approval of a meeting's minutes first on the agenda of the next regular one; once."""
    item_id = _minutes_item(meeting.id)
    item = session.get(AgendaItem, item_id, populate_existing=True)
    if item is None:
        item = _item(item_id, meeting.body_id, minutes_of_id=meeting.id, added_by=by.person_id, at=at)
        session.add(item)
        session.flush()
    if item.removed_at is None:
        _carry_out(session, [_settled_minutes(session, item, at=at)], at=at)


def clear(session: Session, gone: Collection[Meeting], *, at: datetime) -> dict[UUID, dict[str, str | None]]:
    """Items without a case leave cancelled meetings of one body for the next regular one; those of cases are placed
    anew one by one as their dates are counted again. The meetings are locked by `lock_to_clear`.

    Gives by meeting what `come_back` has to know: each item that is not placed by its dates, and where it had been put
    off from.
    """
    left: dict[UUID, dict[str, str | None]] = {meeting.id: {} for meeting in gone}
    moves = []
    for meeting in gone:
        here = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id, AgendaItem.removed_at.is_(None))
        for item in session.scalars(here.order_by(AgendaItem.position)).all():
            if item.task_id is not None and item.deferred_from_id is None:
                continue
            left[meeting.id][str(item.id)] = str(item.deferred_from_id) if item.deferred_from_id else None
            if item.task_id is None:
                moves.append(_Move(item, _after(session, meeting, but=left, at=at), meeting))
    _carry_out(session, moves, at=at)
    return left


def lock_to_clear(session: Session, gone: Collection[Meeting], *, at: datetime) -> None:
    """Those meetings and the ones their items go on to. The calendar they stand in is locked by the caller."""
    ids = [meeting.id for meeting in gone]
    slots.lock_meetings(session, *ids, *[_after(session, meeting, but=ids, at=at) for meeting in gone])


def come_back(session: Session, meeting: Meeting, left: Mapping[str, str | None], *, by: Actor, at: datetime) -> None:
    """What left with a cancelled meeting stands on it again, unless it was settled, taken off or put off since."""
    ids = [UUID(item_id) for item_id in left]
    standing = select(AgendaItem).where(AgendaItem.id.in_(ids), AgendaItem.removed_at.is_(None))
    rows = session.scalars(standing.execution_options(populate_existing=True)).all()
    unmoved = [
        row for row in rows if left[str(row.id)] == (str(row.deferred_from_id) if row.deferred_from_id else None)
    ]
    back = [row for row in unmoved if row.meeting_id != meeting.id and is_open(session, row)]
    back.sort(key=lambda row: ids.index(row.id))
    slots.lock_meetings(session, meeting.id, *[row.meeting_id for row in back])
    for row in back:
        was = row.meeting_id
        slots.move_item(session, row, meeting.id, first=row.minutes_of_id is not None)
        slots.note(session, "placed", item=row, by=by, at=at, was=was, meeting=meeting.id)


def following(session: Session, office: Office, item: AgendaItem, *, after: Meeting, at: datetime) -> UUID | None:
    """The meeting an item is put off to when nobody names one: the next of its kind."""
    if item.case is not None and item.task is not None:
        return _by_rule(session, office, item.case, item.task, after=after.starts_at, at=at)
    return slots.next_meeting(session, after.body_id, after=max(at, after.starts_at))


def _settled(session: Session, office: Office, case: Case, task: Task, item: AgendaItem, *, at: datetime) -> _Move:
    """Where an item of a case belongs. A meeting that is over leaves it to the next; one that is coming keeps what was
    put off to it."""
    current = session.get(Meeting, item.meeting_id) if item.meeting_id is not None else None
    coming = current is not None and slots.is_coming(current, at=at)
    if coming and item.deferred_from_id is not None:
        return _Move(item, item.meeting_id)
    left = _left_behind(session, item, current, coming=coming)
    target = _by_rule(session, office, case, task, after=left.starts_at if left else None, at=at)
    if target is None and coming:
        return _Move(item, item.meeting_id)
    return _Move(item, target, left)


def _left_behind(session: Session, item: AgendaItem, current: Meeting | None, *, coming: bool) -> Meeting | None:
    """The last meeting that has put the item off, by a decision or by being over."""
    before = session.get(Meeting, item.deferred_from_id) if item.deferred_from_id is not None else None
    if current is None or coming:
        return before
    put_off = before is not None or current.status is MeetingStatus.SCHEDULED
    return current if put_off else None


def _by_rule(
    session: Session, office: Office, case: Case, task: Task, *, after: datetime | None, at: datetime
) -> UUID | None:
    """The meeting the task's deadline rule points to; when that one is over, or the item was put off there, the next of
    its kind `after` it, whose agenda has not closed to what was on one already."""
    rule = rule_of(session, office, case, task)
    if rule is None:
        return None
    facts = CaseFacts(case.id, case.opened_at, orjson.loads(case.variables), case.settings)
    found = meeting_for(session.connection(), rule, facts, armed_at=_armed_at(session, task, rule))
    meeting = session.get_one(Meeting, found) if found is not None else None
    if meeting is None and after is None:
        return None
    if meeting is not None and slots.is_coming(meeting, at=at) and (after is None or meeting.starts_at > after):
        return meeting.id
    over = max(one for one in (after, meeting.starts_at if meeting else None, at) if one is not None)
    host_id = slots.host_of(session, _body_of(session, office, case, task))
    return slots.next_meeting(session, host_id, after=over, like=rule.then or rule.anchor.rpartition("/")[2])


def rule_of(session: Session, office: Office, case: Case, task: Task) -> DeadlineRule | None:
    """The deadline rule of a task if it is counted to a meeting."""
    deployed = office.procedures.get(session, case.version_id)
    element = deployed.definition.elements.get(task.element)
    rule = deployed.toml.deadlines.get(element.deadline or "") if element else None
    return rule if rule is not None and rule.anchor.startswith("meeting:") else None


def _armed_at(session: Session, task: Task, rule: DeadlineRule) -> datetime:
    same = (Deadline.case_id == task.case_id, Deadline.element == task.element, Deadline.occurrence == task.occurrence)
    armed = select(Deadline.armed_at).where(*same, Deadline.item == task.item, Deadline.anchor == rule.anchor)
    return session.scalar(armed.where(Deadline.timer.is_(False)).limit(1)) or task.opened_at


def _settled_minutes(session: Session, item: AgendaItem, *, at: datetime) -> _Move:
    current = session.get(Meeting, item.meeting_id) if item.meeting_id is not None else None
    if current is not None and slots.is_coming(current, at=at):
        return _Move(item, current.id)
    later = slots.next_meeting(session, slots.host_of(session, item.body_id), after=at)
    return _Move(item, later, current)


def _after(session: Session, meeting: Meeting, *, but: Collection[UUID], at: datetime) -> UUID | None:
    """The regular meeting to which the items of a cancelled one go on."""
    return slots.next_meeting(session, meeting.body_id, after=max(at, meeting.starts_at), but=but)


def _carry_out(session: Session, moves: Iterable[_Move], *, at: datetime) -> None:
    """Every meeting is locked before the first item moves: what moves them tells the system's chain, and whoever holds
    that waits for no meeting. An item stays where it is watched still: its meeting may have another day."""
    known = list(moves)
    slots.lock_meetings(session, *[one for move in known for one in (move.item.meeting_id, move.meeting_id)])
    for move in known:
        item, was, left = move.item, move.item.meeting_id, move.left
        put_off = left.id if left is not None and left.status is MeetingStatus.SCHEDULED else None
        first = item.minutes_of_id is not None
        if slots.move_item(session, item, move.meeting_id, first=first, deferred_from_id=put_off):
            slots.note(session, "placed", item=item, by=WORKER, at=at, was=was, meeting=move.meeting_id)


def _minutes_item(meeting_id: UUID) -> UUID:
    return uuid5(meeting_id, "minutes")


def _new_item(session: Session, office: Office, case: Case, task: Task, *, at: datetime) -> AgendaItem:
    item_id, body_id = uuid5(case.id, f"agenda {task.id}"), _body_of(session, office, case, task)
    item = _item(item_id, body_id, case_id=case.id, task_id=task.id, added_by=None, at=at)
    session.add(item)
    session.flush()
    return item


def _item(
    item_id: UUID,
    body_id: UUID,
    *,
    at: datetime,
    added_by: UUID | None,
    case_id: UUID | None = None,
    task_id: UUID | None = None,
    minutes_of_id: UUID | None = None,
) -> AgendaItem:
    return AgendaItem(
        id=item_id, body_id=body_id, position=0, title="", case_id=case_id, task_id=task_id,
        minutes_of_id=minutes_of_id, added_at=at, added_by=added_by,
    )  # fmt: skip


def _body_of(session: Session, office: Office, case: Case, task: Task) -> UUID:
    """The hearing body: the one the deadline names, else the one whose task it is."""
    rule = rule_of(session, office, case, task)
    if rule is not None:
        key = rule.anchor.removeprefix("meeting:").partition("/")[0]
        if (found := session.scalar(select(Body.id).where(Body.key == key))) is not None:
            return found
    if task.scope is RoleScope.BODY:
        return task.scope_id
    raise NoBody(f"{task.element} is no body's task and counts to no meeting")


def _open_tasks(session: Session, case: Case, element: str) -> list[Task]:
    if case.status is CaseStatus.CLOSED:
        return []
    waiting = select(Task).where(Task.case_id == case.id, Task.element == element, Task.status.in_(OPEN_TASK))
    return list(session.scalars(waiting.order_by(Task.occurrence, Task.item)))


def _approved(session: Session, meeting_id: UUID) -> bool:
    status = session.scalar(select(Minutes.status).where(Minutes.meeting_id == meeting_id))
    return status is MinutesStatus.APPROVED
