"""Deployed procedure versions: what a case runs on, kept as it was even when the folder has moved on."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ombud.storage.base import Base, Json, new_id


class ProcedureVersion(Base):
    """One version of one procedure: every file that runs, by name, and the routing schema of its forms."""

    __tablename__ = "procedure_versions"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str]
    version: Mapped[int]
    digest: Mapped[str]  # sha256 hex of what runs
    files: Mapped[Any] = mapped_column(Json)  # {relative name: text}: BPMN (with drawing), DMN, procedure.toml
    letters: Mapped[Any] = mapped_column(Json)  # {name: template text}
    routing_schema: Mapped[Any] = mapped_column(Json)
    deployed_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("key", "version"), UniqueConstraint("key", "digest"))


class Setting(Base):
    """A dated value of a declared setting: the newest row at or before an instant is in force."""

    __tablename__ = "settings"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]  # "procedure.setting"
    value: Mapped[Any] = mapped_column(Json, nullable=True)  # None: switched off / not configured
    from_at: Mapped[datetime]
    set_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    reason: Mapped[str]
    __table_args__ = (Index("ix_settings_name", "name", "from_at"),)
