"""Bodies and their meetings: the calendar that some deadlines are counted by."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ombud.storage.base import Base, new_id


class Body(Base):
    __tablename__ = "bodies"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("bodies.id"))
    calendar_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("bodies.id"))  # meets when that body meets (A37)
    aliases: Mapped[list[BodyAlias]] = relationship()


class BodyAlias(Base):
    """Another name a body is known by in the manual (A01, A02, A33); every alias routes to the body."""

    __tablename__ = "body_aliases"
    name: Mapped[str] = mapped_column(primary_key=True)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"), index=True)


class MeetingKind(StrEnum):
    REGULAR = "regular"
    SPECIAL = "special"


class MeetingStatus(StrEnum):
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"


class Meeting(Base):
    __tablename__ = "meetings"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"))
    starts_at: Mapped[datetime]
    kind: Mapped[MeetingKind]
    status: Mapped[MeetingStatus] = mapped_column(default=MeetingStatus.SCHEDULED)
    reason: Mapped[str] = mapped_column(default="")  # why it was cancelled or moved
    body: Mapped[Body] = relationship()
    __table_args__ = (Index("ix_meetings_body", "body_id", "starts_at"),)
