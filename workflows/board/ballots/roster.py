"""The roster of a ballot: the seats that vote, frozen when it opens, and those of them who are barred."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot, BallotSeat, BallotStatus
from ombud.storage.base import new_id
from ombud.storage.board import Body
from ombud.storage.cases import Task
from ombud.storage.directory import Person
from ombud.storage.sealing import CaseKey
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.board import seats
from ombud.workflows.days import day_of
from ombud.workflows.engine.values import ElementKey
from ombud.workflows.held import HeldCase
from ombud.workflows.refusals import NotConfigured
from ombud.workflows.text import translate as _

RECUSED = "ballot.recused"


def freeze(
    session: Session, key: CaseKey, body: Body, case_id: UUID | None, task_id: UUID | None, *, by: Actor, at: datetime
) -> tuple[list[BallotSeat], int]:
    """A row for each voting seat that is filled today, barred ones marked; and how many voting seats there are.

    Raises NotConfigured where nobody sits in one.
    """
    voting = [seat for seat in seats.roster(session, body.id, on=day_of(at)) if seat.voting]
    rows = [
        BallotSeat(
            id=new_id(),
            seat_id=seat.seat_id,
            label=seat.label,
            holder_id=seat.holder.person_id,
            alternate_id=seat.alternate.person_id if seat.alternate else None,
        )
        for seat in voting
        if seat.holder is not None
    ]
    if not rows:
        raise NotConfigured(_("Nobody sits in a voting seat of %(body)s. Fill its seats first.", body=body.name))
    if case_id is not None and task_id is not None:
        for person_id, why in _barred(session, rows, case_id, task_id).items():
            mark(rows, person_id, key, why, by=by, at=at)
    return rows, len(voting)


def bar(held: HeldCase, person_ids: Iterable[UUID], reason: str) -> None:
    """Bars people on the roster of every open ballot of a locked case, with an event for each seat.

    Whoever changes a ballot of a case holds the case first, so nobody votes meanwhile.
    """
    if not held.deployed.toml.ballots:
        return
    people = list(person_ids)
    with Session(held.connection) as session:
        mine = select(Ballot).where(Ballot.case_id == held.id, Ballot.status == BallotStatus.OPEN)
        for ballot in session.scalars(mine.order_by(Ballot.id)).all():
            key, task = held.office.vault.unwrap(ballot.data_key), session.get_one(Task, ballot.task_id)
            element = ElementKey(task.element, task.occurrence, task.item)
            for person_id in people:
                for seat in mark(ballot.roster, person_id, key, reason, by=held.by, at=held.at):
                    held.event(RECUSED, {"ballot": str(ballot.id)} | stood(seat, person_id), element=element)
        session.flush()


def stood(seat: BallotSeat, person_id: UUID) -> dict[str, str]:
    """What the event of a recusal says."""
    stood_as = "holder" if seat.holder_id == person_id else "alternate"
    return {"seat": str(seat.id), "person": str(person_id), "as": stood_as}


def mark(
    rows: Iterable[BallotSeat], person_id: UUID, key: CaseKey, reason: str, *, by: Actor, at: datetime
) -> list[BallotSeat]:
    """Bars a person wherever they stand on the roster, with the reason sealed. Gives the rows that this has changed."""
    changed = []
    for row in rows:
        if row.holder_id == person_id and row.recused_at is None:
            row.recused_at, row.recused_by = at, by.person_id
            place: dict[str, Any] = {"table": "ballot_seats", "column": "reason_sealed", "row_id": row.id}
            row.reason_sealed = key.seal(reason.encode(), **place)
            changed.append(row)
        elif row.alternate_id == person_id and row.alternate_recused_at is None:
            row.alternate_recused_at = at
            changed.append(row)
    return changed


def _barred(session: Session, rows: list[BallotSeat], case_id: UUID, task_id: UUID) -> dict[UUID, str]:
    """Who of the roster may not decide in the case, and on which grounds."""
    people = {row.holder_id for row in rows} | {row.alternate_id for row in rows if row.alternate_id}
    element = literal(session.get_one(Task, task_id).element)
    grounds = permissions.grounds(Person.id, case_id, element=element)
    barred = permissions.barred_from(Person.id, case_id, element=element)
    found = select(Person.id, *(held.label(ground) for ground, held in grounds.items()))
    return {
        row.id: ", ".join(ground for ground in grounds if row._mapping[ground])
        for row in session.execute(found.where(Person.id.in_(people), barred).order_by(Person.id))
    }
