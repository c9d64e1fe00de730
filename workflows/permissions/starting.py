"""Who may start a procedure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from ombud.workflows.actors import Actor, ActorKind
from ombud.workflows.permissions.roles import counted_roles
from ombud.workflows.procedures.model import Start
from ombud.workflows.refusals import NotYours


def may_start(session: Session, start: Start, *, by: Actor, at: datetime) -> bool:
    """True: they open it as the party themselves; False: they record it for somebody else. Raises NotYours."""
    if by.kind is ActorKind.PARTY:
        if not start.public:
            raise NotYours()
        return True
    if by.kind is ActorKind.OPERATOR:
        return True
    as_party = starts_as(start, counted_roles(session, by, at=at))
    if as_party is None:
        raise NotYours()
    return as_party


def starts_as(start: Start, roles: Collection[str]) -> bool | None:
    """What `may_start` says to an account with these roles; None where it raises."""
    if not {*roles}.isdisjoint(start.roles):
        return True
    return None if {*roles}.isdisjoint(start.recorders) else False
