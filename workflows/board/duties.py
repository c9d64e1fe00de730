"""Standing duties: when each was last done and is due again, and the record that shows it.

A duty with an interval is watched by jobs: `watch` writes those of the date it is due next, keyed by it, so that
writing them again changes nothing. A record moves the date and watches it; the worker watches all when it starts.
"""

from __future__ import annotations

import calendar
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import Body, DutyRecord
from ombud.storage.chain import append_system_event
from ombud.storage.directory import Person, RoleHolding, RoleScope
from ombud.storage.jobs import JobKind
from ombud.workflows import permissions, requests
from ombud.workflows.actors import Actor, ActorKind
from ombud.workflows.board import citing
from ombud.workflows.days import day_of, days_in, end_of, start_of
from ombud.workflows.jobs.queue import job_row, put
from ombud.workflows.office import Office
from ombud.workflows.procedures.duties import DutiesToml, Duty
from ombud.workflows.refusals import Forbidden, InvalidCommand, NotFound
from ombud.workflows.text import translate as _

UNRECORDED = "unrecorded"
"""Stands in a job where a due date would, for a duty with an interval that nobody has recorded yet."""


class State(StrEnum):
    """In the order in which pages list them."""

    OVERDUE = "overdue"
    UNRECORDED = "unrecorded"  # it comes round, and nobody has recorded when it was last done
    COMING = "coming"
    CONTINUOUS = "continuous"


@dataclass(frozen=True, slots=True)
class Done:
    on: date
    evidence: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Status:
    duty: Duty
    state: State
    due_on: date | None
    done: tuple[Done, ...]  # newest first

    @property
    def last(self) -> Done | None:
        return self.done[0] if self.done else None

    @property
    def due_at(self) -> datetime | None:
        """The last instant of the day."""
        return end_of(self.due_on) if self.due_on else None


def status(session: Session, duties: Sequence[Duty], *, at: datetime) -> list[Status]:
    """Each duty with when it was last done and is due next: overdue ones first, then by date."""
    rows = session.execute(
        select(DutyRecord, Person.name)
        .outerjoin(Person, Person.id == DutyRecord.recorded_by)
        .where(DutyRecord.duty.in_([duty.key for duty in duties]))
        .order_by(DutyRecord.done_on.desc(), DutyRecord.recorded_at.desc())
    ).all()
    done: dict[str, list[Done]] = {}
    for row, name in rows:
        done.setdefault(row.duty, []).append(Done(row.done_on, row.evidence, name or "", row.recorded_at))
    found = [_status(duty, tuple(done.get(duty.key, ())), day_of(at)) for duty in duties]
    order = list(State)
    return sorted(found, key=lambda one: (order.index(one.state), one.due_on or date.max))


def visible(session: Session, office: Office, actor: Actor, *, at: datetime) -> list[Duty]:
    """All of them for those who preside or oversee; for others those they may record."""
    everything = (*permissions.PRESIDERS, *permissions.OVERSEERS)
    if permissions.has_role(session, actor, everything, at=at):
        return list(office.duties.duties)
    return recordable(session, office, actor, at=at)


def recordable(session: Session, office: Office, actor: Actor, *, at: datetime) -> list[Duty]:
    """The duties the actor may record as done: of a role of theirs, of a body they preside over; all for an operator
    and for a role's duty whoever presides anywhere."""
    if actor.kind is ActorKind.OPERATOR:
        return list(office.duties.duties)
    if actor.person_id is None:
        return []
    held = permissions.roles_of(session, actor.person_id, at=at)
    bodies = {row.key: row for row in session.scalars(select(Body))}
    also = _by_default(session, office.duties, actor.person_id, at=at)
    return [
        duty
        for duty in office.duties.duties
        if duty.who in also or any(_answers(duty, holding, bodies) for holding in held)
    ]


def record_done(
    session: Session,
    office: Office,
    key: str,
    *,
    done_on: date,
    evidence: str,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Records that a duty was done on a day and what shows it; watches the date it is due next.

    The same request twice is one record. Raises NotFound, Forbidden, InvalidCommand for a day ahead or no evidence.
    """
    duty = office.duties.find(key)
    if duty is None:
        raise NotFound()
    _must_answer_for(session, office, duty, by=by, at=at)
    _must_be_done(done_on, evidence, at=at)
    record = DutyRecord(
        id=requests.id_of(request_key),
        duty=key,
        done_on=done_on,
        evidence=evidence.strip(),
        recorded_at=at,
        recorded_by=by.person_id,
    )
    if request_key and _is_recorded(session, record.id, request_key):
        return
    _enter_in_log(session, duty, record, by=by)
    session.add(record)
    session.flush()
    watch(session, office.duties, [duty], at=at)


def committed(record_id: UUID, evidence: str) -> bytes:
    """What the event of a record holds of its evidence: SHA-256 over the record's id and the words. Nobody guesses the
    words from it who does not read them in the table anyway."""
    return hashlib.sha256(record_id.bytes + evidence.encode()).digest()


def watch(session: Session, toml: DutiesToml, duties: Sequence[Duty], *, at: datetime) -> None:
    """Writes the jobs that remind of each duty's next date; those that are known already stay as they are."""
    put(session, [job for one in status(session, duties, at=at) if one.duty.every for job in _jobs(toml, one, at)])


def chase(session: Session, toml: DutiesToml, duty: Duty, due: str, *, at: datetime) -> None:
    """Writes the job that tells of a late or unrecorded duty once more, an interval from now."""
    put(session, [_job(duty, due, after(day_of(at), toml.chase.every), "again")])


def after(day: date, every: str) -> date:
    """`every` (P3M, P1Y) after a day; the last of a shorter month where that has no such day."""
    months = int(every[1:-1]) * (12 if every.endswith("Y") else 1)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def due_text(one: Status) -> str:
    """How a job names the date it is about."""
    return one.due_on.isoformat() if one.due_on else UNRECORDED


def _status(duty: Duty, done: tuple[Done, ...], today: date) -> Status:
    if not duty.every:
        return Status(duty, State.CONTINUOUS, None, done)
    if not done:
        return Status(duty, State.UNRECORDED, None, done)
    due_on = after(done[0].on, duty.every)
    return Status(duty, State.OVERDUE if due_on < today else State.COMING, due_on, done)


def _must_answer_for(session: Session, office: Office, duty: Duty, *, by: Actor, at: datetime) -> None:
    if duty not in recordable(session, office, by, at=at):
        raise Forbidden(_("Whoever owes a duty records it, or whoever presides."))


def _must_be_done(done_on: date, evidence: str, *, at: datetime) -> None:
    if done_on > day_of(at):
        raise InvalidCommand(_("This day has not come yet: record what was done."))
    if not evidence.strip():
        raise InvalidCommand(_("Say what shows that it was done."))


def _is_recorded(session: Session, record_id: UUID, request_key: str) -> bool:
    """Whether this very request has written its record already. Sent twice at once, the second waits for the first."""
    requests.hold(session, request_key)
    return session.get(DutyRecord, record_id) is not None


def _enter_in_log(session: Session, duty: Duty, record: DutyRecord, *, by: Actor) -> None:
    """The event holds a commitment to the evidence, never its words."""
    at = record.recorded_at
    facts = {"duty": duty.key, "done_on": record.done_on.isoformat(), "record": str(record.id)}
    append_system_event(
        session,
        kind="duty.done",
        body=facts | _cited(session, duty, by, at=at),
        actor=str(by),
        actor_id=by.person_id,
        at=at,
        commitment=committed(record.id, record.evidence),
    )


def _by_default(session: Session, toml: DutiesToml, person_id: UUID, *, at: datetime) -> set[str]:
    """Whose duties are theirs too, because nobody was given that role; asks only where there are such duties."""
    if not {f"role:{role}" for role in permissions.BY_DEFAULT} & {duty.who for duty in toml.duties}:
        return set()
    held = permissions.held_by_default(session, [person_id], on=day_of(at))
    return {f"role:{role}" for role in held.get(person_id, ())}


def _cited(session: Session, duty: Duty, by: Actor, *, at: datetime) -> dict[str, str]:
    """The delegation by which somebody answers for a duty; nothing where they do in their own right."""
    if by.person_id is None:
        return {}
    bodies = {row.key: row for row in session.scalars(select(Body))}
    held = permissions.roles_of(session, by.person_id, at=at)
    return citing.of(session, [holding for holding in held if _answers(duty, holding, bodies)], at=at)


def _answers(duty: Duty, holding: RoleHolding, bodies: dict[str, Body]) -> bool:
    """Whether somebody with that role may record the duty."""
    kind, _colon, reference = duty.who.partition(":")
    presides = holding.role in permissions.PRESIDERS
    if holding.scope == RoleScope.SYSTEM and presides:
        return True
    if kind == "role":
        return presides or holding.role == reference
    key, _slash, role = reference.partition("/")
    body = bodies.get(key)
    if body is None or holding.scope != RoleScope.BODY:
        return False
    if presides:
        return holding.scope_id in (body.id, body.parent_id)
    return holding.role == role and holding.scope_id == body.id


def _jobs(toml: DutiesToml, one: Status, at: datetime) -> list[dict[str, Any]]:
    due = due_text(one)
    if one.due_on is None:
        return [_job(one.duty, due, after(day_of(at), toml.chase.every))]
    before = [(one.due_on - timedelta(days=days_in(period)), period) for period in one.duty.remind]
    late = (one.due_on + timedelta(days=1), "late")
    return [_job(one.duty, due, day, what) for day, what in (*before, late)]


def _job(duty: Duty, due: str, day: date, what: str = "") -> dict[str, Any]:
    """A job of one date is one job; one that tells again is one for each day it does."""
    key = ":".join(("duty", duty.key, due, what, day.isoformat() if what == "again" else ""))
    payload = {"duty": duty.key, "due": due}
    return job_row(kind=JobKind.DUTY, key=key, case_id=None, payload=payload, run_at=start_of(day))
