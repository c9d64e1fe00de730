"""Who there is: organisations, persons, the roles they hold within a scope, and who stands in for whom."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ombud.storage.base import Base, new_id


class OrganisationKind(StrEnum):
    AGENCY = "agency"
    LEAD = "lead"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    COC = "coc"
    CAN = "can"
    OTHER = "other"


class Participation(StrEnum):
    LISTED = "listed"  # known by name only, for instance from an import
    PROSPECTIVE = "prospective"
    PARTICIPATING = "participating"
    ENDED = "ended"


class Organisation(Base):
    __tablename__ = "organisations"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(unique=True)
    sort_name: Mapped[str] = mapped_column(index=True)  # folded for search and duplicate detection
    kind: Mapped[OrganisationKind]
    participation: Mapped[Participation] = mapped_column(default=Participation.LISTED)
    victim_service_provider: Mapped[bool | None]  # None: for a person to decide
    coc_numbers: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


class Person(Base):
    __tablename__ = "persons"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(unique=True)  # lower case
    name: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    organisation: Mapped[Organisation | None] = relationship()


class RoleScope(StrEnum):
    SYSTEM = "system"
    ORGANISATION = "organisation"
    BODY = "body"
    CASE = "case"


class RoleHolding(Base):
    """A role held within a scope, from a day on and perhaps until one. `scope_id` is nil for the system scope."""

    __tablename__ = "role_holdings"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    role: Mapped[str]
    scope: Mapped[RoleScope]
    scope_id: Mapped[UUID]  # organisation, body or case; UUID(int=0) for the system
    from_on: Mapped[date]
    to_on: Mapped[date | None]  # last day included
    on_behalf_of: Mapped[UUID | None] = mapped_column(
        ForeignKey("persons.id")
    )  # whose role it is, by delegation or as their substitute
    __table_args__ = (
        UniqueConstraint("person_id", "role", "scope", "scope_id", "from_on"),
        Index("ix_role_holdings_role", "role", "scope", "scope_id"),
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="days"),
    )
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class Substitute(Base):
    """Somebody who acts in another's place while they are away. Nothing passes before the substitute has accepted."""

    __tablename__ = "substitutes"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)  # who is away
    substitute_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]  # last day included
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    accepted_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # before its last day, by either of them or an operator
    __table_args__ = (
        CheckConstraint("to_on >= from_on", name="days"),
        CheckConstraint("person_id <> substitute_id", name="two"),
    )
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    substitute: Mapped[Person] = relationship(foreign_keys=[substitute_id])
