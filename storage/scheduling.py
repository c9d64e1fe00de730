"""Cases that a schedule calls for: one row each, written when its round is called, before the case is opened."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ombud.storage.base import Base, new_id
from ombud.storage.cases import Case


class ScheduledCase(Base):
    """The one case of a procedure, a period and an organisation. Rows of a round are all who took part on its day."""

    __tablename__ = "scheduled_cases"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    procedure: Mapped[str]
    period: Mapped[str]  # "2027", "2027-Q1", "2027-03"
    scope_id: Mapped[UUID]  # the organisation, or UUID(int=0) where the round is one case
    opens_on: Mapped[date]  # by the rule, as it stood when the round was called
    called_at: Mapped[datetime]
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"), unique=True)  # None: about to be opened
    case: Mapped[Case | None] = relationship()
    __table_args__ = (UniqueConstraint("procedure", "period", "scope_id"),)
