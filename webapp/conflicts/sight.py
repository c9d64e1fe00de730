"""For whom there is a page of the conflicts in a case, asked by it and by whatever leads to it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.board.barred import CaseConflicts


def lists(session: Session, known: CaseConflicts, actor: Actor, *, at: datetime) -> bool:
    """Whether they are shown who is barred: those who find conflicts, and who watches over the place."""
    return known.may_find or permissions.has_role(session, actor, permissions.OVERSEERS, at=at)


def has_page(session: Session, known: CaseConflicts, actor: Actor, *, at: datetime) -> bool:
    """Whoever could decide has one too, to step aside on."""
    return known.may_recuse or lists(session, known, actor, at=at)
