"""Tries at an account that were refused, in the record: what kind they were, never whose or from where."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from ombud.storage.chain import append_system_event
from ombud.workflows.actors import STRANGER


class Try(StrEnum):
    PASSWORD = "password"  # noqa: S105  a kind of try
    SECOND_FACTOR = "second_factor"
    LINK = "link"


def refused(session: Session, kind: Try, *, at: datetime) -> None:
    append_system_event(session, "account.refused", {"try": str(kind)}, actor=str(STRANGER), at=at)
