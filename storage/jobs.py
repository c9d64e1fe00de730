"""Work to be done after the commit, as rows of that commit: ticks, reminders, letters, mail."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ombud.storage.base import Base, Json, new_id


class JobStatus(StrEnum):
    READY = "ready"
    DONE = "done"
    DEAD = "dead"  # a dead letter: failed too often, waits for an operator


class JobKind(StrEnum):
    TICK = "tick"  # a case's next due instant
    REMIND = "remind"
    OVERDUE = "overdue"
    TASK = "task"  # whoever can do an open task is told that it waits for them
    NOTIFY = "notify"  # resolve the recipients of a notice, write their mails to the outbox
    LETTER = "letter"  # render it, write its deliveries
    MAIL = "mail"  # send an outbox row
    DIGEST = "digest"  # what could wait, in one mail to one person
    RETIME = "retime"  # recompute a case's deadlines after a calendar change
    AGENDA = "agenda"  # put a case's task on the agenda of the right meeting
    BALLOT = "ballot"  # a ballot by correspondence reaches its end; those who have not voted are reminded before
    CALENDAR = "calendar"  # a body's recurrence rule is carried on
    DUTY = "duty"  # a standing duty is due again
    OPEN = "open"  # a case of another procedure is opened from a step of this one
    DRAFT = "draft"  # what was begun long ago, and opened no case, is deleted
    SCHEDULE = "schedule"  # a procedure opens by itself: look whether it is time, or open one case


class Job(Base):
    """`key` makes a job unique: the same due tick written twice is one job."""

    __tablename__ = "jobs"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[JobKind]
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"), index=True)
    payload: Mapped[Any] = mapped_column(Json)  # ids only
    status: Mapped[JobStatus] = mapped_column(default=JobStatus.READY)
    run_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    leased_by: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    last_error: Mapped[str | None]  # exception class and element, never data
    __table_args__ = (Index("ix_jobs_claim", "status", "run_at"),)


class Heartbeat(Base):
    """When a worker last looked for jobs; pages show it."""

    __tablename__ = "heartbeats"
    worker: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]
