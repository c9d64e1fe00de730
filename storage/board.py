"""Bodies, their seats and who sits in them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ombud.storage.base import Base, new_id
from ombud.storage.directory import Organisation, Person, RoleScope


class BodyKind(StrEnum):
    STANDING = "standing"
    AD_HOC = "ad_hoc"  # convened with a charge, and ends
    SELECTION = "selection"  # evaluates candidates and recommends (P102-w)


class Body(Base):
    __tablename__ = "bodies"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("bodies.id"))
    calendar_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("bodies.id"))  # meets when that body meets (A37)
    kind: Mapped[BodyKind] = mapped_column(server_default=text("'standing'"), default=BodyKind.STANDING)
    charge: Mapped[str] = mapped_column(server_default=text("''"), default="")  # what it was convened for
    begins_on: Mapped[date | None]
    ends_on: Mapped[date | None]  # last day included; None: stands until dissolved
    recurrence: Mapped[str] = mapped_column(
        server_default=text("''"), default=""
    )  # RFC 5545 RRULE of its regular meetings
    meets_at: Mapped[str] = mapped_column(server_default=text("''"), default="")  # local time, "10:00"
    place: Mapped[str] = mapped_column(server_default=text("''"), default="")  # room or link of its regular meetings
    aliases: Mapped[list[BodyAlias]] = relationship()


class BodyAlias(Base):
    """Another name a body is known by in the manual (A01, A02, A33); every alias routes to the body."""

    __tablename__ = "body_aliases"
    name: Mapped[str] = mapped_column(primary_key=True)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"), index=True)
    from_on: Mapped[date | None]  # None: always
    to_on: Mapped[date | None]  # the last day the name was in use; None: still


class Seat(Base):
    """A place in a body. Its group (a key of `bpmn/board.toml`) says who appoints to it and under which rules."""

    __tablename__ = "seats"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"), index=True)
    group: Mapped[str]
    label: Mapped[str]  # "CAN backbone agency, first seat"
    voting: Mapped[bool]
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]  # last day included
    body: Mapped[Body] = relationship()
    terms: Mapped[list[SeatTerm]] = relationship(back_populates="seat", order_by="SeatTerm.from_on")
    __table_args__ = (CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name="days"),)


class TermKind(StrEnum):
    HOLDER = "holder"
    ALTERNATE = "alternate"


class SeatTerm(Base):
    """Who sits in a seat, or stands in for its holder, from a day on and perhaps until one.

    It is mirrored by a role holding (`member` or `alternate` within the body), which tasks and permissions go by.
    Lived experience is recorded nowhere: nobody is asked for it (P102-m).
    """

    __tablename__ = "seat_terms"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    seat_id: Mapped[UUID] = mapped_column(ForeignKey("seats.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))  # represented, where it counts
    kind: Mapped[TermKind] = mapped_column(default=TermKind.HOLDER)
    from_on: Mapped[date]
    to_on: Mapped[date | None]  # last day included
    appointed_by: Mapped[str] = mapped_column(default="")  # the appointing entity, as recorded
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"))  # the appointment it came from
    holding_id: Mapped[UUID | None] = mapped_column(ForeignKey("role_holdings.id"))
    seat: Mapped[Seat] = relationship(back_populates="terms")
    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    __table_args__ = (CheckConstraint("to_on IS NULL OR to_on >= from_on", name="days"),)


class ConflictKind(StrEnum):
    RECUSED = "recused"  # by themselves
    DECLARED = "declared"  # by a chair or an operator
    SUBJECT = "subject"  # the matter is about them


class Conflict(Base):
    """Somebody is barred from a case beyond what follows from its records: they recused themselves, or a chair or an
    operator found a conflict. Parties, their organisation and those who decided before are barred without a row."""

    __tablename__ = "conflicts"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    kind: Mapped[ConflictKind]
    declared_at: Mapped[datetime]
    declared_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    reason_sealed: Mapped[bytes]  # under the case's key
    lifted_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    __table_args__ = (Index("ix_conflicts_case", "case_id", "person_id"),)


class Delegation(Base):
    """Authority passed on (P103-d, A11): a role within a scope, for a time, until it is revoked.

    It is mirrored by a role holding; what is done by that holding cites the delegation.
    """

    __tablename__ = "delegations"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    role: Mapped[str]
    scope: Mapped[RoleScope]
    scope_id: Mapped[UUID]
    from_person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    to_person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    terms: Mapped[str]  # what exactly is delegated, in words
    source: Mapped[str]  # register row
    from_on: Mapped[date]
    to_on: Mapped[date | None]  # last day included
    revoked_at: Mapped[datetime | None]
    #: None once revoked on or before its first day: it never was in force on any day that has ended
    holding_id: Mapped[UUID | None] = mapped_column(ForeignKey("role_holdings.id"), index=True)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    from_person: Mapped[Person] = relationship(foreign_keys=[from_person_id])
    to_person: Mapped[Person] = relationship(foreign_keys=[to_person_id])


class DutyRecord(Base):
    """A standing duty was done: its key in `bpmn/duties.toml`, the day, and what shows it."""

    __tablename__ = "duty_records"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    duty: Mapped[str] = mapped_column(index=True)
    done_on: Mapped[date]
    evidence: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))


class PolicyVersion(Base):
    """A dated version of a policy that came out of an amendment; those before are in `bpmn/policies.toml`."""

    __tablename__ = "policy_versions"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(index=True)
    number: Mapped[str]  # a label of its time: retired numbers can be used again (A03)
    title: Mapped[str]
    from_on: Mapped[date]
    retired_on: Mapped[date | None]  # first day it no longer holds
    change: Mapped[str]  # the change-log entry
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"))  # the amendment
    __table_args__ = (UniqueConstraint("slug", "from_on"),)
