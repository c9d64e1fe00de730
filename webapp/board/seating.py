"""Who sits where in a body today, by the groups that appoint, and who chairs it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ombud.storage.board import Body
from ombud.storage.directory import RoleHolding, RoleScope
from ombud.workflows import permissions
from ombud.workflows.board import seat_table, seats
from ombud.workflows.board.seating import has_ground
from ombud.workflows.board.seats import SeatOn
from ombud.workflows.casefile.words import humanised, role_name
from ombud.workflows.days import day_of
from ombud.workflows.procedures.board import BoardToml
from ombud.workflows.text import translate as _


@dataclass(frozen=True, slots=True)
class GroupLines:
    title: str
    cap: int | None
    appointed_by: str
    source: str
    seats: tuple[SeatOn, ...]


@dataclass(frozen=True, slots=True)
class Chair:
    role: str
    name: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Seating:
    groups: tuple[GroupLines, ...]
    chairs: tuple[Chair, ...]
    voting: int
    vacant: int  # of the voting seats


def seating_of(session: Session, board: BoardToml, body: Body, *, at: datetime) -> Seating:
    on = day_of(at)
    roster = seats.roster(session, body.id, on=on)
    voting = [seat for seat in roster if seat.voting]
    return Seating(
        groups=tuple(_grouped(session, board, body.key, roster, at)),
        chairs=tuple(_chairs(session, board, body.id, on)),
        voting=len(voting),
        vacant=sum(seat.holder is None for seat in voting),
    )


def _grouped(session: Session, board: BoardToml, key: str, roster: list[SeatOn], at: datetime) -> Iterator[GroupLines]:
    """In the order of the manual; a group that should have seats is shown without any, so that nobody forgets it."""
    by_group: dict[str, list[SeatOn]] = defaultdict(list)
    for seat in roster:
        by_group[seat.group].append(seat)
    table = seat_table.in_force(session, board, at=at)
    for group in board.groups_of(key):
        mine = tuple(by_group.pop(group.key, ()))
        if mine or has_ground(session, group):
            yield GroupLines(
                _(group.title), table.get(seat_table.of_group(group)), _(group.appointed_by), group.source, mine
            )
    for name, rest in by_group.items():
        yield GroupLines(_(humanised(name)), None, "", "", tuple(rest))


def _chairs(session: Session, board: BoardToml, body_id: UUID, on: date) -> Iterator[Chair]:
    held = select(RoleHolding).where(
        RoleHolding.role.in_(board.chairs.roles),
        RoleHolding.scope == RoleScope.BODY,
        RoleHolding.scope_id == body_id,
        permissions.holds(RoleHolding.person_id, on=on),
    )
    held = held.options(joinedload(RoleHolding.person)).order_by(RoleHolding.from_on, RoleHolding.id)
    for holding in session.scalars(held):
        yield Chair(role_name(holding.role), holding.person.name, holding.from_on, holding.to_on)
