"""What the demonstration's stories have none or only one of, for pages whose statements are counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from ombud.storage.base import new_id
from ombud.storage.board import Body, Delegation, DutyRecord
from ombud.storage.cases import OPEN_TASK, Attachment, Submission, Task
from ombud.storage.directory import Person, RoleScope, Substitute
from ombud.storage.events import SYSTEM_CHAIN, Event
from ombud.storage.inbox import FollowUp, InboxView
from ombud.storage.ledger import Deadline
from ombud.storage.letters import Delivery, Letter, LetterStatus, LetterText
from ombud.storage.meetings import Attendance, Closure, Meeting, MeetingKind
from ombud.storage.registry import DocumentRecord, Possession
from ombud.workflows.days import day_of
from ombud.workflows.permissions import SYSTEM_SCOPE
from ombud.workflows.procedures.documents import read_documents
from tests.web.house import House
from tests.web.piles import columns_of

FAR = 1000
"""Numbers from which on nothing is taken."""


def keep_plenty(session: Session, house: House, again: int) -> None:
    """Of everything that people keep, once more."""
    people = session.scalars(select(Person).order_by(Person.email).limit(40)).all()
    _meetings(session, house, again, people[:6])
    _inboxes(session, house, people)
    _away(session, house, again, people)
    _office(session, house, again, people[0])


def grow_cases(session: Session) -> None:
    """Everything that stands in a case, once more in the same case. What is sealed belongs to its own row and is lost in
    the copy, as where a key is destroyed."""
    tasks = _copied(session, Task, _later, where=Task.status.not_in(OPEN_TASK))
    _copied(session, Deadline, _later)
    sent = _copied(session, Submission, lambda row: {"task_id": tasks.get(row.task_id, row.task_id)})
    _copied(session, Attachment, lambda row: {"submission_id": sent[row.submission_id]})
    unset = {"pdf_sealed": None, "pdf_sha256": None, "rendered_at": None, "status": LetterStatus.FROZEN}
    letters = _copied(session, Letter, lambda _row: unset)
    _copied(session, Delivery, lambda row: {"letter_id": letters[row.letter_id]})
    told = select(Event).where(Event.chain != SYSTEM_CHAIN, Event.input.is_(None))
    for event in session.scalars(told).all():
        session.add(Event(**columns_of(event) | {"seq": event.seq + FAR, "request_key": None}))


def _later(row: Task | Deadline) -> dict[str, int]:
    return {"occurrence": row.occurrence + FAR}


def _copied(
    session: Session,
    table: type[Any],
    changed: Callable[[Any], dict[str, Any]],
    *,
    where: ColumnElement[bool] | None = None,
) -> dict[Any, Any]:
    """The new ids by the old ones."""
    ids = {}
    for row in session.scalars(select(table).where(true() if where is None else where)).all():
        ids[row.id] = new_id()
        session.add(table(**columns_of(row) | {"id": ids[row.id]} | changed(row)))
    session.flush()
    return ids


def _meetings(session: Session, house: House, again: int, people: Iterable[Person]) -> None:
    """Of each body one that was held, with who came, and one to come, after those that have an agenda."""
    for body in session.scalars(select(Body)).all():
        held_at, kind = house.at - timedelta(days=20 + again), MeetingKind.SPECIAL
        held = Meeting(id=new_id(), body_id=body.id, starts_at=held_at, kind=kind, opened_at=held_at)
        held.adjourned_at = held_at + timedelta(hours=2)
        session.add(held)
        session.add(Meeting(body_id=body.id, starts_at=house.at + timedelta(days=300 + again), kind=kind))
        session.flush()
        for one in people:
            session.add(Attendance(meeting_id=held.id, person_id=one.id, arrived_at=held_at, left_at=held.adjourned_at))


def _inboxes(session: Session, house: House, people: Iterable[Person]) -> None:
    """Everybody has named a view, and wants to come back to whatever is open."""
    open_tasks = session.scalars(select(Task.id).where(Task.status.in_(OPEN_TASK))).all()
    for one in people:
        key = new_id()
        name = house.office.vault.system_key.seal(b"Late", table="inbox_views", column="name_sealed", row_id=key)
        session.add(
            InboxView(id=key, person_id=one.id, name_sealed=name, query="box=groups&due=overdue", made_at=house.at)
        )
        for task_id in open_tasks:
            if session.get(FollowUp, (one.id, task_id)) is None:
                session.add(FollowUp(person_id=one.id, task_id=task_id, again_on=day_of(house.at), set_at=house.at))


def _away(session: Session, house: House, again: int, people: Sequence[Person]) -> None:
    """Everybody will be away, and has passed something on."""
    today = day_of(house.at)
    days = {"from_on": today + timedelta(days=30 + again), "to_on": today + timedelta(days=30 + again)}
    for one, other in pairwise(people):
        session.add(Substitute(person_id=one.id, substitute_id=other.id, proposed_at=house.at, **days))
        session.add(
            Delegation(
                role="director",
                scope=RoleScope.SYSTEM,
                scope_id=SYSTEM_SCOPE,
                from_person_id=one.id,
                to_person_id=other.id,
                terms="All of it.",
                source="P103-a",
                recorded_at=house.at,
                **days,
            )
        )


def _office(session: Session, house: House, again: int, by: Person) -> None:
    """Days on which it is closed, duties done, a document found, a letter in other words."""
    session.add(
        Closure(
            on=day_of(house.at) + timedelta(days=50 + again), name="Closed", recorded_at=house.at, recorded_by=by.id
        )
    )
    recorded = {"recorded_at": house.at + timedelta(seconds=again), "recorded_by": by.id}
    for duty in house.office.duties.duties:
        session.add(DutyRecord(duty=duty.key, done_on=day_of(house.at), evidence="In the folder.", **recorded))
    for key in read_documents().documents:
        facts = {"possession": Possession.HAVE, "owner": "The Lead", "link": "In the safe", "note": ""}
        session.add(DocumentRecord(key=key, **facts, **recorded))
    words = {"procedure": "agency_grievance", "letter": "acknowledgement", "text": "<p>We have it.</p>"}
    since = {"from_at": house.at + timedelta(seconds=again), "set_by": by.id}
    session.add(LetterText(**words, **since, reason="Shorter.", shipped_digest="0" * 64))
