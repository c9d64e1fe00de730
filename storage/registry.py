"""The document registry: which of the documents the manual speaks of this office has (A79). Rows are only added."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ombud.storage.base import Base, new_id


class Possession(StrEnum):
    HAVE = "have"
    STAND_IN = "stand_in"  # something is used in its place, which is not the official form
    MISSING = "missing"


class DocumentRecord(Base):
    """What was recorded of a document of `bpmn/documents.toml`; the newest row counts."""

    __tablename__ = "document_records"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str]
    possession: Mapped[Possession]
    owner: Mapped[str]  # the office that keeps it, no person's name
    link: Mapped[str]  # https, or where it lies
    note: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    __table_args__ = (Index("ix_document_records_key", "key", "recorded_at"),)
