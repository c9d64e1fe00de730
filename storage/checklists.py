"""Checklists: the versions of Exhibits A and B that this office uses. A version is published whole and never edited."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ombud.storage.base import Base, Json, new_id


class ChecklistVersion(Base):
    """Version n of a checklist. Version 0 is the stand-in of `bpmn/checklists/` and has no row."""

    __tablename__ = "checklist_versions"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str]
    version: Mapped[int]
    official: Mapped[bool]  # False: still a stand-in, and shown as one
    origin: Mapped[str]  # which document the items were taken from
    items: Mapped[Any] = mapped_column(Json)  # [{"id", "text", …}]; approved: {"resolution", "items"}
    published_at: Mapped[datetime]
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    reason: Mapped[str]
    __table_args__ = (UniqueConstraint("key", "version"),)
