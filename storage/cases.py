"""Cases, their tasks, parties and what was sent in. Personal text stands only in `*_sealed` columns."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ombud.storage.base import Base, Json, new_id
from ombud.storage.directory import Organisation, Person, RoleScope
from ombud.storage.procedures import ProcedureVersion


class CaseStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    SUSPENDED = "suspended"


class Case(Base):
    __tablename__ = "cases"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(unique=True)  # GRV-2026-0001, the business key
    version_id: Mapped[UUID] = mapped_column(ForeignKey("procedure_versions.id"), index=True)
    status: Mapped[CaseStatus] = mapped_column(default=CaseStatus.OPEN)
    outcome: Mapped[str | None]  # id of the end event
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    opened_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))  # None: somebody without an account
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))  # the grieving agency
    tree: Mapped[bytes | None]  # engine state; None once closed: replay restores it
    variables: Mapped[bytes]  # routing values only
    settings: Mapped[Any] = mapped_column(Json)  # the snapshot this case runs under
    next_due_at: Mapped[datetime | None]  # minimum of the ledger's waiting timers
    data_key: Mapped[bytes | None]  # the case's key, wrapped by the master key; None once destroyed
    head_seq: Mapped[int] = mapped_column(default=0)  # of the event chain
    head_hash: Mapped[bytes] = mapped_column(default=b"")
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"), index=True)  # the case that opened it
    opened_from: Mapped[str | None]  # the pass of that case's step which did
    version: Mapped[ProcedureVersion] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    __table_args__ = (
        Index("ix_cases_next_due", "next_due_at"),
        Index("ix_cases_status", "status", "opened_at"),
        CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed"),
    )


class CaseNumber(Base):
    """The last number given per prefix and year."""

    __tablename__ = "case_numbers"
    prefix: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


LAPSED = ""
"""The role of a part in a case that nobody plays any more; what its player wrote still names it."""


class Party(Base):
    """Somebody a case is about or from: a person with an account, an organisation, or a stranger with a code."""

    __tablename__ = "parties"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    role: Mapped[str]  # "complainant"
    own_matter: Mapped[bool] = mapped_column(server_default=true(), default=True)  # bars them from deciding in the case
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    contact_sealed: Mapped[bytes | None]  # name, e-mail, language of somebody without an account
    tracking_hash: Mapped[bytes | None] = mapped_column(unique=True)  # sha256 of a code of >= 128 bits
    case: Mapped[Case] = relationship()
    person: Mapped[Person | None] = relationship()


class TaskStatus(StrEnum):
    READY = "ready"
    CLAIMED = "claimed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


OPEN_TASK = (TaskStatus.READY, TaskStatus.CLAIMED)


class Task(Base):
    """Something a person is asked to do. Its identity is case + element + occurrence + item."""

    __tablename__ = "tasks"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    element: Mapped[str]
    occurrence: Mapped[int]
    item: Mapped[str] = mapped_column(default="")
    form: Mapped[str]
    lane: Mapped[str]
    role: Mapped[str]
    scope: Mapped[RoleScope]
    scope_id: Mapped[UUID]
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    impartial: Mapped[bool] = mapped_column(server_default=false(), default=False)  # decides: conflicts bar from it
    excludes: Mapped[str] = mapped_column(
        server_default=text("''"), default=""
    )  # OrganisationKind barred from it, or ""
    judged_id: Mapped[UUID | None]  # an organisation whose people are barred from it too
    status: Mapped[TaskStatus] = mapped_column(default=TaskStatus.READY)
    due_at: Mapped[datetime | None]  # copied from its ledger row, for the inbox's order
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    completed_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    case: Mapped[Case] = relationship()
    assignee: Mapped[Person | None] = relationship(foreign_keys=[assignee_id])
    __table_args__ = (
        UniqueConstraint("case_id", "element", "occurrence", "item"),
        Index("ix_tasks_inbox", "role", "scope_id", "status", "due_at"),
        Index("ix_tasks_assignee", "assignee_id", "status"),
        CheckConstraint("(status IN ('completed', 'cancelled')) = (ended_at IS NOT NULL)", name="ended"),
        CheckConstraint("status <> 'claimed' OR assignee_id IS NOT NULL", name="claimed"),
    )


class Submission(Base):
    """What was sent in, as sent, with the form's labels at that time, sealed under the case's key."""

    __tablename__ = "submissions"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("tasks.id"))  # None: the opening or a withdrawal
    element: Mapped[str]  # the task's element, "start" or "withdrawal"
    form: Mapped[str]
    answers_sealed: Mapped[bytes]  # orjson {"values": …, "labels": …}
    sent_at: Mapped[datetime]
    sent_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    party_id: Mapped[UUID | None] = mapped_column(ForeignKey("parties.id"))
    sender: Mapped[Person | None] = relationship()


class Attachment(Base):
    __tablename__ = "attachments"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"))
    name_sealed: Mapped[bytes]  # the file name as sent
    content_sealed: Mapped[bytes]
    media_type: Mapped[str]  # sniffed, from the allow-list
    size: Mapped[int]  # bytes before sealing
    added_at: Mapped[datetime]


class TrackingLink(Base):
    """A link mailed to a party without an account: opens its case once, within some days."""

    __tablename__ = "tracking_links"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    party_id: Mapped[UUID] = mapped_column(ForeignKey("parties.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class IdentityOpening(Base):
    """Two persons of two roles agree to see who brought a case whose identity is sealed; their reasons are sealed too.

    Open to these two from `agreed_at` until `ended_at`.
    """

    __tablename__ = "identity_openings"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    asked_role: Mapped[str]
    asked_at: Mapped[datetime]
    agreed_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    agreed_role: Mapped[str | None]
    agreed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    __table_args__ = (
        CheckConstraint("agreed_by IS NULL OR agreed_by <> asked_by", name="two_persons"),
        CheckConstraint("agreed_role IS NULL OR agreed_role <> asked_role", name="two_roles"),
    )
