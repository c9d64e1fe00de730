"""Ballots: a motion, the roster frozen when it opened, one countable vote per seat, the tally when it closed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ombud.storage.base import Base, Json, new_id
from ombud.storage.board import Body
from ombud.storage.directory import Person


class BallotStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    VOID = "void"  # its meeting was cancelled, its case withdrawn, or what it had decided was taken back


class Ballot(Base):
    __tablename__ = "ballots"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"))
    meeting_id: Mapped[UUID | None] = mapped_column(ForeignKey("meetings.id"))  # None: by correspondence
    item_id: Mapped[UUID | None] = mapped_column(ForeignKey("agenda_items.id"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"), index=True)
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("tasks.id"), index=True)  # the one its tally completes
    motion: Mapped[str]  # names no client
    options: Mapped[Any] = mapped_column(Json)  # [[value, label], …]
    rules: Mapped[Any] = mapped_column(Json)  # the body's rules as they stood when it opened
    secret: Mapped[bool]
    status: Mapped[BallotStatus] = mapped_column(default=BallotStatus.OPEN)
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    closes_at: Mapped[datetime | None]  # by correspondence: from this instant on, no more votes
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    why_void: Mapped[str | None]
    result: Mapped[Any] = mapped_column(Json, nullable=True)  # the tally, once closed
    #: "DSB-2026-003", where it decided something; it keeps its number where that was taken back
    resolution: Mapped[str | None] = mapped_column(unique=True)
    data_key: Mapped[bytes]  # wrapped; seals choices and reasons
    body: Mapped[Body] = relationship()
    roster: Mapped[list[BallotSeat]] = relationship(back_populates="ballot", order_by="BallotSeat.label")
    __table_args__ = (
        Index("ix_ballots_meeting", "meeting_id"),
        Index("ix_ballots_status", "status", "closes_at"),
        CheckConstraint("(status = 'open') = (closed_at IS NULL)", name="closed"),
    )


class BallotSeat(Base):
    """A voting seat as it stood when the ballot opened."""

    __tablename__ = "ballot_seats"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    ballot_id: Mapped[UUID] = mapped_column(ForeignKey("ballots.id"))
    seat_id: Mapped[UUID] = mapped_column(ForeignKey("seats.id"))
    label: Mapped[str]
    holder_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    alternate_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    proxy_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))  # a member whom the holder asked to vote
    proxy_at: Mapped[datetime | None]
    recused_at: Mapped[datetime | None]  # the holder is barred: the alternate may act, where the rules allow
    recused_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    alternate_recused_at: Mapped[datetime | None]
    reason_sealed: Mapped[bytes | None]  # why the holder is barred, under the ballot's key
    ballot: Mapped[Ballot] = relationship(back_populates="roster")
    holder: Mapped[Person] = relationship(foreign_keys=[holder_id])
    alternate: Mapped[Person | None] = relationship(foreign_keys=[alternate_id])
    proxy: Mapped[Person | None] = relationship(foreign_keys=[proxy_id])
    __table_args__ = (UniqueConstraint("ballot_id", "seat_id"), Index("ix_ballot_seats_holder", "holder_id"))


class VotedAs(StrEnum):
    HOLDER = "holder"
    ALTERNATE = "alternate"
    PROXY = "proxy"


class Vote(Base):
    """A vote as it was cast, never edited: the newest one of a seat counts, unless whoever cast it was barred since."""

    __tablename__ = "votes"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    ballot_seat_id: Mapped[UUID] = mapped_column(ForeignKey("ballot_seats.id"))
    number: Mapped[int]  # from 1 within the seat: two at once are one
    choice_sealed: Mapped[bytes]  # an option's value, or "abstain", under the ballot's key
    voted_as: Mapped[VotedAs]
    cast_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    cast_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("ballot_seat_id", "number"),)
