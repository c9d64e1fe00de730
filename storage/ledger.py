"""The deadline ledger: the only place that holds dates, each with how it was computed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ombud.storage.base import Base, Json, new_id
from ombud.storage.cases import Case


class DeadlineStatus(StrEnum):
    WAITING = "waiting"
    PAUSED = "paused"
    FIRED = "fired"  # the timer went off
    MET = "met"  # the task was completed first
    CANCELLED = "cancelled"  # its host ended otherwise


class Deadline(Base):
    """One waiting timer instance, or one task's due date.

    `due_at` is None while it cannot be known (no meeting scheduled: an alarm; a delivery that has not happened) or
    when the local target is off. `computed` says how: {"rule", "anchor", "anchored_on", "days", "steps": [words], …}.
    """

    __tablename__ = "deadlines"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    element: Mapped[str]  # the timer event, or the task whose due date it is
    occurrence: Mapped[int]
    item: Mapped[str] = mapped_column(default="")
    name: Mapped[str]  # in procedure.toml
    timer: Mapped[bool]  # True: an element of the diagram fires; False: a due date only
    status: Mapped[DeadlineStatus] = mapped_column(default=DeadlineStatus.WAITING)
    anchor: Mapped[str]
    anchored_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    computed: Mapped[Any] = mapped_column(Json)
    source: Mapped[str]  # register row, or "local"
    alarm: Mapped[str | None]  # why there is no date although there should be one
    armed_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    overdue_told_at: Mapped[datetime | None]
    case: Mapped[Case] = relationship()
    changes: Mapped[list[DeadlineChange]] = relationship(order_by="DeadlineChange.at")
    __table_args__ = (
        UniqueConstraint("case_id", "element", "occurrence", "item", "name"),
        Index("ix_deadlines_due", "status", "due_at"),
    )


class ChangeKind(StrEnum):
    EXTEND = "extend"
    PAUSE = "pause"
    RESUME = "resume"
    RETIME = "retime"  # computed anew, because what it counts from has moved


class DeadlineChange(Base):
    """An extension, pause, resumption or re-timing, with who and why. Never edited."""

    __tablename__ = "deadline_changes"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    deadline_id: Mapped[UUID] = mapped_column(ForeignKey("deadlines.id"), index=True)
    kind: Mapped[ChangeKind]
    was_due_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    reason_sealed: Mapped[bytes]
    by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    at: Mapped[datetime]
