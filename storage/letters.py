"""Letters, their deliveries, and the outbox of mail."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ombud.storage.base import Base, new_id


class LetterStatus(StrEnum):
    FROZEN = "frozen"  # template and context fixed in the commit; the worker renders it
    RENDERED = "rendered"


class Letter(Base):
    __tablename__ = "letters"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    element: Mapped[str]  # str(ElementKey) of the service task that issued it
    name: Mapped[str]  # in procedure.toml
    template_digest: Mapped[str]
    context_sealed: Mapped[bytes]  # orjson; holds the template text too, so a letter renders as it was
    pdf_sealed: Mapped[bytes | None]
    pdf_sha256: Mapped[bytes | None]
    status: Mapped[LetterStatus] = mapped_column(default=LetterStatus.FROZEN)
    issued_at: Mapped[datetime]
    rendered_at: Mapped[datetime | None]
    deliveries: Mapped[list[Delivery]] = relationship(back_populates="letter")


class Channel(StrEnum):
    MAIL = "mail"
    POST = "post"
    HAND = "hand"


class DeliveryStatus(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class Delivery(Base):
    """One letter to one recipient. Delivered: the mail server accepted it, or delivery by post or hand was recorded."""

    __tablename__ = "deliveries"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letters.id"), index=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    party_id: Mapped[UUID | None] = mapped_column(ForeignKey("parties.id"))
    channel: Mapped[Channel]
    required: Mapped[bool] = mapped_column(default=True)
    status: Mapped[DeliveryStatus] = mapped_column(default=DeliveryStatus.WAITING)
    delivered_at: Mapped[datetime | None]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    note: Mapped[str] = mapped_column(default="")  # why it failed, or how it was delivered; nothing personal
    letter: Mapped[Letter] = relationship(back_populates="deliveries")


class OutboxStatus(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class OutboxMail(Base):
    """A mail that says something waits. The Message-ID is fixed here, so a repeat carries the same one."""

    __tablename__ = "outbox"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"), index=True)
    message_id: Mapped[str] = mapped_column(unique=True)
    notice: Mapped[str]  # which notice: name in procedure.toml, "task", "letter", "reminder", "overdue"
    recipient_sealed: Mapped[bytes]  # address and name; sealed under the case's key, or the system's
    subject: Mapped[str]  # fixed wording and case number only
    text: Mapped[str]  # empty where it holds a link that opens something by itself: then it is sealed
    text_sealed: Mapped[bytes | None]
    delivery_id: Mapped[UUID | None] = mapped_column(ForeignKey("deliveries.id"))
    status: Mapped[OutboxStatus] = mapped_column(default=OutboxStatus.WAITING)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_outbox_status", "status", "created_at"),)


class LetterText(Base):
    """The words of a letter as an office wrote them, from an instant on; the newest counts. Rows are only added.

    `text` is None where the office went back to the words that came with the procedure.
    """

    __tablename__ = "letter_texts"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    procedure: Mapped[str]  # its key
    letter: Mapped[str]  # in procedure.toml
    text: Mapped[str | None]
    from_at: Mapped[datetime]
    set_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    reason: Mapped[str]
    shipped_digest: Mapped[str]  # sha256 hex of the words that came with the procedure at that time
    __table_args__ = (Index("ix_letter_texts_letter", "procedure", "letter", "from_at"),)
