"""What happens outside of any case, written into the system's chain of events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from ombud.storage.chain import append_system_event
from ombud.workflows.actors import Actor


def happened(
    session: Session, kind: str, facts: Mapping[str, Any], *, by: Actor, at: datetime, request_key: str | None = None
) -> None:
    """One event, by whom it was. `facts` name keys, days and kinds, never what people wrote. Holds the chain's lock until
    the unit of work ends: rows are locked before."""
    append_system_event(
        session, kind, dict(facts), actor=str(by), actor_id=by.person_id, at=at, request_key=request_key
    )


def happened_to(
    session: Session,
    person_id: UUID,
    kind: str,
    facts: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """The same, with the person it is about."""
    happened(session, kind, {"person": str(person_id), **facts}, by=by, at=at, request_key=request_key)
