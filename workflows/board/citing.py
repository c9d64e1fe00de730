"""What is done for a body by a role that was passed on cites the delegation (P103-d, A11), or the substitution."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session

from ombud.storage.cases import Task
from ombud.storage.directory import RoleHolding, RoleScope
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.days import day_of
from ombud.workflows.held import cited_by
from ombud.workflows.permissions import PRESIDERS


def presiding(
    session: Session, body_id: UUID, *, by: Actor, at: datetime, roles: tuple[str, ...] = PRESIDERS
) -> dict[str, str]:
    """What whoever presides over a body cites; nothing where they do so in their own right, or do not preside."""
    if by.person_id is None:
        return {}
    mine = select(RoleHolding).where(permissions.presides_by(by.person_id, body_id, on=day_of(at), roles=roles))
    return of(session, session.scalars(mine.order_by(RoleHolding.from_on, RoleHolding.id)), at=at)


def deciding(session: Session, case_id: UUID, *, by: Actor, at: datetime) -> dict[str, str]:
    """The same for whoever presides over a body that decides in a case."""
    if by.person_id is None:
        return {}
    asked = and_(Task.case_id == case_id, Task.scope == RoleScope.BODY, Task.impartial.is_(True))
    mine = exists().where(asked, permissions.presides_by(by.person_id, Task.scope_id, on=day_of(at)))
    return of(session, session.scalars(select(RoleHolding).where(mine).order_by(RoleHolding.from_on)), at=at)


def of(session: Session, holdings: Iterable[RoleHolding], *, at: datetime) -> dict[str, str]:
    """What is cited for an act to which each of these holdings entitles: nothing where one is held in one's own right."""
    known = list(holdings)
    if not known or any(holding.on_behalf_of is None for holding in known):
        return {}
    return cited_by(session.connection(), known[0].id, on=day_of(at))
