"""Signing in: accounts with their second factor, open sign-ins, remembered devices, one-time links, the throttle.

Secrets stand here as hashes; the one that must be known again, the authenticator's, is sealed under the system's key.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ombud.storage.base import Base, new_id
from ombud.storage.directory import Person


class Account(Base):
    """The sign-in of a person. Whoever was invited has none before they chose a password."""

    __tablename__ = "accounts"
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    password_hash: Mapped[str]  # argon2id
    password_at: Mapped[datetime | None]
    totp_sealed: Mapped[bytes | None]  # the authenticator's secret
    totp_hash: Mapped[bytes | None] = mapped_column(unique=True, index=True)  # keyed: nobody shares one (P202-g)
    totp_at: Mapped[datetime | None]  # since when it is set up
    totp_step: Mapped[int] = mapped_column(
        server_default=text("0"), default=0
    )  # the last 30-second step used: once only
    all_at_once: Mapped[bool] = mapped_column(
        server_default=false(), default=False
    )  # no daily mail: whatever could wait is mailed when it happens
    created_at: Mapped[datetime]
    person: Mapped[Person] = relationship()


class SignIn(Base):
    """A server-side session: the cookie holds a random token, this row its hash.

    `mfa_at` is when its person last gave a second factor on this device; without one the sign-in opens nothing yet.
    """

    __tablename__ = "sign_ins"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    mfa_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship()


class Device(Base):
    """A browser its owner chose to remember: until the second factor is due again, the password is enough there."""

    __tablename__ = "devices"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    mfa_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """Opens once in place of the authenticator."""

    __tablename__ = "recovery_codes"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    code_hash: Mapped[bytes] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class LinkKind(StrEnum):
    INVITATION = "invitation"
    RESET = "reset"  # of the password


class AccountLink(Base):
    """A link that was mailed, good once and for a while. A new one of its kind ends the ones before it."""

    __tablename__ = "account_links"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    kind: Mapped[LinkKind]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Throttle(Base):
    """Failed tries per key (sign-in address, tracking address) across processes: guessing is slowed, nobody locked out."""

    __tablename__ = "throttles"
    key_hash: Mapped[bytes] = mapped_column(primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_failure_at: Mapped[datetime]
    __table_args__ = (CheckConstraint("failures >= 0", name="failures"),)
