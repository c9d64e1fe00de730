"""What organisations have declared of themselves, such as being covered by HIPAA: the newest row of an attribute counts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ombud.storage.base import Base, new_id


class Declaration(Base):
    """One answer: yes, no, or None, which takes back what was declared before. Its attribute is one of a checklist."""

    __tablename__ = "declarations"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    attribute: Mapped[str]
    declared: Mapped[bool | None]
    at: Mapped[datetime]
    by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))  # None: an operator at the command line
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"))  # the case it was certified in
    __table_args__ = (Index("ix_declarations_newest", "organisation_id", "attribute", "at"),)
