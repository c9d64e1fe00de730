"""Meetings of the bodies: the calendar with its changes, who came, what is on the agenda, the minutes."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ombud.storage.base import Base, Json, new_id
from ombud.storage.board import Body
from ombud.storage.cases import Case, Task
from ombud.storage.directory import Person


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
    quarterly: Mapped[bool] = mapped_column(
        server_default=false(), default=False
    )  # one of the four quarterly ones (A66)
    recurring: Mapped[bool] = mapped_column(server_default=false(), default=False)  # made by the body's recurrence rule
    place: Mapped[str] = mapped_column(server_default=text("''"), default="")
    opened_at: Mapped[datetime | None]  # called to order
    adjourned_at: Mapped[datetime | None]
    agenda_version: Mapped[int] = mapped_column(
        server_default=text("0"), default=0
    )  # whoever orders it names the one they saw
    body: Mapped[Body] = relationship()
    __table_args__ = (Index("ix_meetings_body", "body_id", "starts_at"),)


class CalendarChangeKind(StrEnum):
    SCHEDULED = "scheduled"
    MOVED = "moved"
    CANCELLED = "cancelled"
    QUARTERLY = "quarterly"  # became one of the four quarterly ones, or is one no more
    DROPPED = "dropped"  # a rule that was replaced had made it: another rule may make it again
    CLOCK = "clock"  # the same day at another time, by a new rule


class CalendarChange(Base):
    """A meeting was added, moved or cancelled. Its cases are re-timed by jobs afterwards; it can be undone."""

    __tablename__ = "calendar_changes"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meetings.id"), index=True)
    kind: Mapped[CalendarChangeKind]
    was: Mapped[Any] = mapped_column(Json)  # {"starts_at", "status"} before; None for a new meeting
    became: Mapped[Any] = mapped_column(Json)
    reason: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    undone_at: Mapped[datetime | None]
    meeting: Mapped[Meeting] = relationship()


class Attendance(Base):
    """A stay of somebody at a meeting; who leaves and comes back has two."""

    __tablename__ = "attendances"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meetings.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    arrived_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship()
    __table_args__ = (
        Index("ix_attendances_meeting", "meeting_id", "person_id"),
        CheckConstraint("left_at IS NULL OR left_at >= arrived_at", name="stay"),
    )


class AgendaItem(Base):
    """Something a body takes up. A case's item follows its task: it is open, done or withdrawn as that task is."""

    __tablename__ = "agenda_items"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"))
    meeting_id: Mapped[UUID | None] = mapped_column(ForeignKey("meetings.id"))  # None: no meeting is scheduled
    position: Mapped[int]
    title: Mapped[str]  # the chair's words; empty for a case, whose procedure has a title
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"))
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("tasks.id"))
    minutes_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("meetings.id"))  # approves that meeting's minutes
    deferred_from_id: Mapped[UUID | None] = mapped_column(ForeignKey("meetings.id"))
    input_wanted: Mapped[bool] = mapped_column(default=False)  # paid lived-experience input is asked for (P102-n)
    input_received_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    added_at: Mapped[datetime]
    added_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    case: Mapped[Case | None] = relationship()
    task: Mapped[Task | None] = relationship()
    meeting: Mapped[Meeting | None] = relationship(foreign_keys=[meeting_id])
    __table_args__ = (
        UniqueConstraint("task_id"),
        Index("ix_agenda_items_meeting", "meeting_id", "position"),
        Index("ix_agenda_items_case", "case_id"),
    )


class MinutesStatus(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"


class Minutes(Base):
    """What a meeting's attendance, ballots and decisions add up to, frozen as a PDF when it is drafted."""

    __tablename__ = "minutes"
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    status: Mapped[MinutesStatus] = mapped_column(default=MinutesStatus.DRAFT)
    remarks: Mapped[str]  # the minute-taker's words; names no client
    pdf_sealed: Mapped[bytes]  # under the system's key
    pdf_sha256: Mapped[bytes]
    #: what the PDF was set from, under the system's key: copies that leave something out are made of it
    manuscript_sealed: Mapped[bytes | None]
    drafted_at: Mapped[datetime]
    drafted_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    approved_at: Mapped[datetime | None]
    approved_in_id: Mapped[UUID | None] = mapped_column(ForeignKey("meetings.id"))


class Closure(Base):
    """A day on which the office is closed. Only deadlines counted in business days heed it (A77)."""

    __tablename__ = "closures"
    on: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
