"""Commands that change a date of the ledger: extended, paused, resumed by a person; re-timed when its anchor moves."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.orm import Session

from ombud.storage.base import new_id
from ombud.storage.cases import CaseStatus, Task
from ombud.storage.ledger import Deadline, DeadlineChange, DeadlineStatus
from ombud.workflows import operating, record
from ombud.workflows.actors import WORKER, Actor
from ombud.workflows.days import day_of, end_of
from ombud.workflows.deadlines.anchors import compute
from ombud.workflows.deadlines.compute import Computed, kept
from ombud.workflows.deadlines.ledger import sound_alarm, watch
from ombud.workflows.engine.values import ElementKey
from ombud.workflows.held import HeldCase, lock_case, table_of
from ombud.workflows.office import Office
from ombud.workflows.refusals import InvalidCommand, NotFound
from ombud.workflows.submissions import say
from ombud.workflows.text import translate as _
from ombud.workflows.writing import write

DEADLINES = table_of(Deadline)


def extend(
    session: Session,
    office: Office,
    deadline_id: UUID,
    *,
    until: date,
    reason: str,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Gives a deadline a later day. Raises Forbidden, NotFound, InvalidCommand for an ended one or an earlier day."""
    held, row = _held(session, office, deadline_id, reason, by=by, at=at, request_key=request_key)
    was = row["due_at"]
    if was is not None and end_of(until) <= was:
        raise InvalidCommand(
            _("It is due on %(day)s already: an extension goes to a later day.", day=day_of(was).isoformat())
        )
    facts = dict(row["computed"]) | {"extended_to": until.isoformat()}
    _change(held, row, "extend", due_at=end_of(until), facts=facts, reason=reason)


def pause(
    session: Session,
    office: Office,
    deadline_id: UUID,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Stops the clock, for instance while an answer is awaited from outside. A paused timer does not fire."""
    held, row = _held(session, office, deadline_id, reason, by=by, at=at, request_key=request_key)
    if row["status"] == DeadlineStatus.PAUSED:
        raise InvalidCommand(_("It is paused already."))
    values = {"status": DeadlineStatus.PAUSED, "paused_at": at}
    _change(held, row, "pause", due_at=row["due_at"], facts=row["computed"], reason=reason, values=values)


def resume(
    session: Session,
    office: Office,
    deadline_id: UUID,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Starts the clock again; the days it stood still are added to the date."""
    held, row = _held(session, office, deadline_id, reason, by=by, at=at, request_key=request_key)
    if row["status"] != DeadlineStatus.PAUSED:
        raise InvalidCommand(_("It is not paused."))
    days = (day_of(at) - day_of(row["paused_at"])).days
    due_at = row["due_at"] and end_of(day_of(row["due_at"]) + timedelta(days=days))
    stop = {"start": day_of(row["paused_at"]).isoformat(), "end": day_of(at).isoformat(), "days": days}
    facts = row["computed"] | {"pauses": [*row["computed"].get("pauses", ()), stop]}
    values = {"status": DeadlineStatus.WAITING, "paused_at": None}
    _change(held, row, "resume", due_at=due_at, facts=facts, reason=reason, values=values)


def retime(session: Session, office: Office, case_id: UUID, *, at: datetime) -> list[UUID]:
    """Computes the case's waiting dates anew, after a calendar or a delivery changed; returns the deadlines that moved.

    A pause and an extension given by a person stand.
    """
    held = lock_case(session, office, case_id, by=WORKER, at=at)
    if held.case["status"] == CaseStatus.CLOSED:
        return []
    waiting = select(DEADLINES).where(DEADLINES.c.case_id == case_id, DEADLINES.c.status == DeadlineStatus.WAITING)
    moved = [row["id"] for row in held.connection.execute(waiting).mappings().all() if _retime_one(held, row)]
    if moved:
        write(held)
    return moved


def _retime_one(held: HeldCase, row: RowMapping) -> bool:
    rule = held.deployed.toml.deadlines[row["name"]]
    variables = record.variables_of(held)
    computed = compute(held.connection, row["name"], rule, held.facts(variables), armed_at=row["armed_at"])
    computed = kept(computed, row["computed"])
    if computed.due_at == row["due_at"] and computed.alarm == row["alarm"]:
        return False
    values = {"alarm": computed.alarm, "anchored_at": computed.anchored_at}
    _write_change(held, row, "retime", due_at=computed.due_at, facts=computed.facts, reason="", values=values)
    now = {**row, "due_at": computed.due_at, "alarm": computed.alarm}
    held.jobs += [*watch(now, rule, computed), *sound_alarm(held, now, rule)]
    return True


def _held(
    session: Session,
    office: Office,
    deadline_id: UUID,
    reason: str,
    *,
    by: Actor,
    at: datetime,
    request_key: str | None,
) -> tuple[HeldCase, RowMapping]:
    case_id = session.scalar(select(Deadline.case_id).where(Deadline.id == deadline_id))
    if case_id is None:
        raise NotFound()
    held = operating.hold(session, office, case_id, reason=reason, by=by, at=at, request_key=request_key)
    row = held.connection.execute(select(DEADLINES).where(DEADLINES.c.id == deadline_id)).mappings().one()
    if row["status"] not in (DeadlineStatus.WAITING, DeadlineStatus.PAUSED):
        raise InvalidCommand(_("This deadline has ended."))
    return held, row


def _change(
    held: HeldCase,
    row: RowMapping,
    kind: str,
    *,
    due_at: datetime | None,
    facts: dict[str, Any],
    reason: str,
    values: dict[str, Any] | None = None,
) -> None:
    _write_change(held, row, kind, due_at=due_at, facts=facts, reason=reason, values=values or {})
    rule = held.deployed.toml.deadlines[row["name"]]
    if (values or {}).get("status") is not DeadlineStatus.PAUSED:
        held.jobs += watch({**row, "due_at": due_at}, rule, Computed(due_at, row["anchored_at"]))
    write(held)


def _write_change(
    held: HeldCase,
    row: RowMapping,
    kind: str,
    *,
    due_at: datetime | None,
    facts: dict[str, Any],
    reason: str,
    values: dict[str, Any],
) -> None:
    """The ledger row, its history and the event of one change; the task's copy of the date follows."""
    change_id = new_id()
    sealed = held.key.seal(reason.strip().encode(), table="deadline_changes", column="reason_sealed", row_id=change_id)
    change = {"id": change_id, "deadline_id": row["id"], "kind": kind, "was_due_at": row["due_at"], "due_at": due_at}
    change |= {"reason_sealed": sealed, "by": held.by.person_id, "at": held.at}
    held.connection.execute(
        update(Deadline).where(Deadline.id == row["id"]).values(due_at=due_at, computed=facts, **values)
    )
    held.connection.execute(insert(DeadlineChange), change)
    key = ElementKey(row["element"], row["occurrence"], row["item"])
    if not row["timer"]:
        same = (Task.case_id == held.id, Task.element == key.element, Task.occurrence == key.occurrence)
        held.connection.execute(update(Task).where(*same, Task.item == key.item).values(due_at=due_at))
    commitment = (
        say(held, {"reason": reason.strip()}, element=row["element"], about=f"deadline.{kind}") if reason else None
    )
    body = {"deadline": row["name"], "was": _iso(row["due_at"]), "due": _iso(due_at)}
    held.event(f"deadline.{kind}", body, element=key, commitment=commitment)


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
