"""Whoever presides over a body: asked by itself, or in the statement that locks the body."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from ombud.storage.board import Body
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.days import day_of
from ombud.workflows.permissions import PRESIDERS
from ombud.workflows.refusals import Forbidden, NotFound
from ombud.workflows.text import translate as _


def presides(
    session: Session, body_id: UUID, actor: Actor, *, at: datetime, roles: tuple[str, ...] = PRESIDERS
) -> bool:
    """Whether somebody presides over a body, by one of some `roles` where not every one will do."""
    return bool(session.scalar(select(permissions.presides(actor, body_id, on=day_of(at), roles=roles))))


def must_preside(session: Session, body_id: UUID, *, by: Actor, at: datetime) -> None:
    """Raises Forbidden."""
    if not presides(session, body_id, by, at=at):
        raise not_presiding()


def locked_body(
    session: Session,
    which: ColumnElement[bool],
    *,
    by: Actor,
    at: datetime,
    roles: tuple[str, ...] = PRESIDERS,
) -> Body:
    """A body under its lock, as it stands now, for whoever presides over it: changes of its seats, rules and calendar
    wait for each other. What only refers to it does not wait.

    Raises NotFound, Forbidden.
    """
    may = permissions.presides(by, Body.id, on=day_of(at), roles=roles).label("may")
    locked = select(Body, may).where(which).with_for_update(of=Body, key_share=True)
    found = session.execute(locked, execution_options={"populate_existing": True}).first()
    if found is None:
        raise NotFound(_("There is no such body."))
    if not found.may:
        raise not_presiding()
    body: Body = found.Body
    return body


def not_presiding() -> Forbidden:
    return Forbidden(_("This is for those who preside: the chairs, the board's staff and the operators."))
