"""What waits for somebody's daily mail, and the secret addresses of calendar feeds."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ombud.storage.base import Base, new_id


class DigestItem(Base):
    """One thing to be said in somebody's next daily mail. It names what it is about; what is said of that is looked up
    when the mail is written, for it may have moved on.

    It ends in a mail, or without one: then there was nothing left to say of it.
    """

    __tablename__ = "digest_items"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    notice: Mapped[str]  # as outbox rows have it: "task", "reminder", "ballot.opened"
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"), index=True)
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("tasks.id"), index=True)
    ballot_id: Mapped[UUID | None] = mapped_column(ForeignKey("ballots.id"), index=True)
    duty: Mapped[str | None]  # its key in bpmn/duties.toml
    due_at: Mapped[datetime | None]  # what it was due at when it was put here
    put_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    mail_id: Mapped[UUID | None] = mapped_column(ForeignKey("outbox.id"))
    __table_args__ = (
        Index("ix_digest_items_waiting", "person_id", "ended_at"),
        CheckConstraint("mail_id IS NULL OR ended_at IS NOT NULL", name="ended"),
    )


class CalendarFeed(Base):
    """A secret address under which somebody's calendar program reads their dates; only its hash is kept."""

    __tablename__ = "calendar_feeds"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
