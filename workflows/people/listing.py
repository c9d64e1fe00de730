"""The list of the people: searched by name, address, organisation or role; a few statements, however many there are.

Names are compared here and not by the database: folding accents and case is the same on both databases then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, func, select
from sqlalchemy.orm import Session, aliased

from ombud.storage.accounts import Account, AccountLink, LinkKind
from ombud.storage.directory import Organisation, Person, RoleHolding
from ombud.storage.organisations import folded
from ombud.workflows import permissions
from ombud.workflows.casefile.words import RoleWords, role_name
from ombud.workflows.days import day_of
from ombud.workflows.text import translate as _

PER_PAGE = 50


class State(StrEnum):
    """How far somebody is with signing in."""

    ACTIVE = "active"
    NO_SECOND_FACTOR = "no_second_factor"
    INVITED = "invited"
    LAPSED = "lapsed"  # the invitation, unused
    NOT_INVITED = "not_invited"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is searched for; empty: everybody."""

    text: str = ""
    role: str = ""
    state: str = ""
    organisation_id: UUID | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    id: UUID
    name: str
    email: str
    organisation: str
    state: State
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    lines: list[Line] = field(default_factory=list)
    found: int = 0
    number: int = 1
    pages: int = 1


def people(session: Session, asked: Asked, *, at: datetime) -> Page:
    """One page of those who were asked for, by name."""
    rows = [row for row in _rows(session, asked, at) if _matches(row, asked, at)]
    pages = max(1, -(-len(rows) // PER_PAGE))
    number = min(max(asked.page, 1), pages)
    shown = rows[(number - 1) * PER_PAGE : number * PER_PAGE]
    roles = _roles(session, [row.id for row in shown], at)
    lines = [
        Line(row.id, row.name, row.email, row.organisation or "", state_of(row, at=at), tuple(roles[row.id]))
        for row in shown
    ]
    return Page(lines, len(rows), number, pages)


def state_of(row: Any, *, at: datetime) -> State:
    """`row` has `active`, `has_account`, `totp_at`, and `invited_until`: until when the last invitation is good."""
    if not row.active:
        return State.DISABLED
    if row.has_account:
        return State.ACTIVE if row.totp_at else State.NO_SECOND_FACTOR
    if row.invited_until is None:
        return State.NOT_INVITED
    return State.INVITED if row.invited_until > at else State.LAPSED


def signing_in() -> tuple[Any, ...]:
    """Columns beside Person that `state_of` asks for; Account is joined, if there is one."""
    unused = (AccountLink.kind == LinkKind.INVITATION, AccountLink.used_at.is_(None))
    until = select(func.max(AccountLink.expires_at)).where(AccountLink.person_id == Person.id, *unused)
    return (
        Account.person_id.is_not(None).label("has_account"),
        Account.totp_at,
        until.correlate(Person).scalar_subquery().label("invited_until"),
    )


def _rows(session: Session, asked: Asked, at: datetime) -> Sequence[Row[Any]]:
    statement = (
        select(Person.id, Person.name, Person.email, Person.active, *signing_in())
        .add_columns(Organisation.name.label("organisation"), Organisation.sort_name)
        .outerjoin(Account, Account.person_id == Person.id)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .order_by(Person.name, Person.email)
    )
    if asked.organisation_id is not None:
        statement = statement.where(Person.organisation_id == asked.organisation_id)
    if asked.role:
        holder = aliased(Person)
        held = permissions.holds(holder.id, on=day_of(at)), permissions.of_role(asked.role, on=day_of(at))
        holders = select(holder.id).where(exists().where(*held))
        statement = statement.where(Person.id.in_(holders))
    return session.execute(statement).all()


def _matches(row: Row[Any], asked: Asked, at: datetime) -> bool:
    if asked.state and state_of(row, at=at) != asked.state:
        return False
    where = f"{folded(row.name)} {folded(row.email)} {row.sort_name or ''}"
    return all(word in where for word in folded(asked.text).split())


def _roles(session: Session, person_ids: Sequence[UUID], at: datetime) -> dict[UUID, list[str]]:
    """What each of them holds today, in words; also of those who are disabled."""
    theirs = (RoleHolding.person_id.in_(person_ids), permissions.in_force(day_of(at)))
    held = session.scalars(select(RoleHolding).where(*theirs)).all()
    words = RoleWords(session)
    words.prepare({holding.scope_id for holding in held})
    found: dict[UUID, list[str]] = defaultdict(list)
    for holding in held:
        found[holding.person_id].append(words.held(holding))
    for key, roles in permissions.held_by_default(session, person_ids, on=day_of(at)).items():
        found[key] += [_("%(role)s (by default)", role=role_name(role)) for role in roles]
    return defaultdict(list, {key: sorted(set(roles)) for key, roles in found.items()})
