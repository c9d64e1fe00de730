"""What somebody keeps about their own inbox: views of it that they named, and tasks they look at again on a day.

Both are theirs alone: nobody else is shown them, and they change nothing of a case.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ombud.storage.base import Base, new_id


class InboxView(Base):
    """A box with its filter and order, under the name somebody gave it."""

    __tablename__ = "inbox_views"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    name_sealed: Mapped[bytes]  # their own words, under the system's key
    query: Mapped[str]  # of the inbox's address: "box=groups&due=overdue"
    made_at: Mapped[datetime]


class FollowUp(Base):
    """A task that somebody looks at again on a day. Its deadline stays what it is."""

    __tablename__ = "follow_ups"
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("tasks.id"), primary_key=True)
    again_on: Mapped[date]
    set_at: Mapped[datetime]
