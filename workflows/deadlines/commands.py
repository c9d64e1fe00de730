"""Commands that change a date of the ledger: extended, paused, resumed by a person; re-timed when its anchor moves."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.orm import Session

from ombud.storage.base import new_id
from ombud.storage.cases import CaseStatus, Task
from ombud.storage.ledger import ChangeKind, Deadline, DeadlineChange, DeadlineStatus
from ombud.workflows import operating, record
from ombud.workflows.actors import WORKER, Actor
from ombud.workflows.days import day_of, end_of
from ombud.workflows.deadlines.anchors import compute
from ombud.workflows.deadlines.compute import Computed, extension_of, kept, pause_of
from ombud.workflows.deadlines.ledger import follow
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
    """Gives a deadline a later day. Raises Forbidden, NotFound, InvalidCommand for an ended one, an earlier day, or one
    beyond the latest that its rule leaves."""
    held, row = _held(session, office, deadline_id, reason, by=by, at=at, request_key=request_key)
    was = row["due_at"]
    if was is not None and end_of(until) <= was:
        raise InvalidCommand(
            _("It is due on %(day)s already: an extension goes to a later day.", day=day_of(was).isoformat())
        )
    if (latest := _latest(held, row["name"])) is not None and end_of(until) > latest:
        raise InvalidCommand(_("It can be extended to %(day)s at most.", day=day_of(latest).isoformat()))
    computed = Computed(end_of(until), row["anchored_at"], facts=_and(row["computed"], extension_of(until)))
    _enter(held, row, ChangeKind.EXTEND, computed, paused_at=row["paused_at"], reason=reason)
    write(held)


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
    computed = Computed(row["due_at"], row["anchored_at"], row["alarm"], row["computed"])
    _enter(held, row, ChangeKind.PAUSE, computed, paused_at=at, reason=reason)
    write(held)


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
    """Starts the clock again. The date is computed anew, for what it counts from may have moved meanwhile, and the days
    it stood still are added."""
    held, row = _held(session, office, deadline_id, reason, by=by, at=at, request_key=request_key)
    if row["status"] != DeadlineStatus.PAUSED:
        raise InvalidCommand(_("It is not paused."))
    pause = pause_of(day_of(row["paused_at"]), day_of(at))
    computed = _computed(held, row, _and(row["computed"], pause))
    _enter(held, row, ChangeKind.RESUME, computed, paused_at=None, reason=reason)
    write(held)


def retime(session: Session, office: Office, case_id: UUID, *, at: datetime) -> list[UUID]:
    """Computes the case's waiting dates anew, after a calendar or a delivery changed; returns the deadlines that moved.

    Pauses and extensions given by a person stand. A paused date is computed anew when it is resumed.
    """
    held = lock_case(session, office, case_id, by=WORKER, at=at)
    if held.case["status"] == CaseStatus.CLOSED:
        return []
    moved = retime_waiting(held)
    if moved:
        write(held)
    return moved


def retime_waiting(held: HeldCase) -> list[UUID]:
    """As `retime`, of a case that is held already and that the caller writes back."""
    waiting = select(DEADLINES).where(DEADLINES.c.case_id == held.id, DEADLINES.c.status == DeadlineStatus.WAITING)
    return [row["id"] for row in held.connection.execute(waiting).mappings().all() if _retime_one(held, row)]


def _retime_one(held: HeldCase, row: RowMapping) -> bool:
    computed = _computed(held, row, row["computed"])
    if computed.due_at == row["due_at"] and computed.alarm == row["alarm"]:
        return False
    _enter(held, row, ChangeKind.RETIME, computed, paused_at=None, reason="")
    return True


def _computed(held: HeldCase, row: RowMapping, before: dict[str, Any]) -> Computed:
    """The date as it follows now from its rule, with the changes of `before`, its facts until now."""
    rule, facts = held.deployed.toml.deadlines[row["name"]], held.facts(record.variables_of(held))
    return kept(compute(held.connection, row["name"], rule, facts, armed_at=row["armed_at"]), before)


def _latest(held: HeldCase, name: str) -> datetime | None:
    """The end of the range that the rule of a deadline leaves; None where it names none, or its day is not known."""
    last = select(DEADLINES.c.due_at).where(
        DEADLINES.c.case_id == held.id, DEADLINES.c.name == held.deployed.toml.deadlines[name].latest
    )
    return held.connection.scalar(last.order_by(DEADLINES.c.armed_at.desc()).limit(1))


def _and(facts: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    return facts | {"changes": [*facts.get("changes", ()), change]}


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


def _enter(
    held: HeldCase, row: RowMapping, kind: ChangeKind, computed: Computed, *, paused_at: datetime | None, reason: str
) -> None:
    """Enters a change into the ledger: the row, its history and the event, the task's copy of the date, and the jobs
    that watch it from now on; a paused date (`paused_at`) is not watched."""
    change_id, key = new_id(), ElementKey(row["element"], row["occurrence"], row["item"])
    sealed = held.key.seal(reason.strip().encode(), table="deadline_changes", column="reason_sealed", row_id=change_id)
    change = {"id": change_id, "deadline_id": row["id"], "kind": kind, "was_due_at": row["due_at"]}
    change |= {"due_at": computed.due_at, "reason_sealed": sealed, "by": held.by.person_id, "at": held.at}
    now = {
        "due_at": computed.due_at,
        "anchored_at": computed.anchored_at,
        "alarm": computed.alarm,
        "computed": computed.facts,
        "status": DeadlineStatus.PAUSED if paused_at else DeadlineStatus.WAITING,
        "paused_at": paused_at,
    }
    held.connection.execute(update(Deadline).where(Deadline.id == row["id"]).values(now))
    held.connection.execute(insert(DeadlineChange), change)
    if not row["timer"]:
        same = (Task.case_id == held.id, Task.element == key.element, Task.occurrence == key.occurrence)
        held.connection.execute(update(Task).where(*same, Task.item == key.item).values(due_at=computed.due_at))
    if not paused_at:
        held.jobs += follow(held, {**row, **now})
    about = f"deadline.{kind}"
    commitment = say(held, {"reason": reason.strip()}, element=row["element"], about=about) if reason else None
    body = {"deadline": row["name"], "was": _iso(row["due_at"]), "due": _iso(computed.due_at)}
    held.event(about, body, element=key, commitment=commitment)


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
