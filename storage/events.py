"""Events: what happened, append-only, chained by hash per case and for the system.

An event never holds personal text: what was said is represented by a salted commitment. The input log of the
engine is part of it (`input`), so the chain covers it too.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ombud.storage.base import Base, Json


class Event(Base):
    __tablename__ = "events"
    chain: Mapped[UUID] = mapped_column(primary_key=True)  # the case's id; SYSTEM_CHAIN for the system's
    seq: Mapped[int] = mapped_column(primary_key=True)  # from 1, no gaps
    kind: Mapped[str]
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    actor: Mapped[str]  # "person", "party:complainant", "worker", "operator"
    element: Mapped[str | None]  # str(ElementKey) where it concerns one
    body: Mapped[Any] = mapped_column(Json)  # plain facts, nothing personal
    input: Mapped[Any] = mapped_column(Json, nullable=True)  # Input.to_json() where this event is an engine input
    commitment: Mapped[bytes | None]  # sha256(salt + submission); the salt is sealed with the submission
    request_key: Mapped[str | None] = mapped_column(unique=True)  # idempotency key of the request that caused it
    hash: Mapped[bytes]  # sha256 over the previous hash and every column above
    __table_args__ = (Index("ix_events_at", "at"), CheckConstraint("seq >= 1", name="seq"))


SYSTEM_CHAIN = UUID(int=0)


class ChainHead(Base):
    """The head of a chain that has no case row: the system's."""

    __tablename__ = "chain_heads"
    chain: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[bytes]
