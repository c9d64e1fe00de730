"""Accounts of a demonstration, and of tests: complete at once, and the digits of their authenticators can be shown."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pyotp
from sqlalchemy.orm import Session

from ombud.storage.accounts import Account
from ombud.workflows.office import Office
from ombud.workflows.people import authenticators


def account_of(office: Office, person_id: UUID, password_hash: str, *, at: datetime) -> Account:
    """An account that is complete at once, with an authenticator nobody holds."""
    secret = pyotp.random_base32()
    return Account(
        person_id=person_id,
        password_hash=password_hash,
        password_at=at,
        totp_sealed=authenticators.seal(office, person_id, secret),
        totp_hash=office.vault.code_for(f"totp {secret}"),
        totp_at=at,
        created_at=at,
    )


def next_digits(
    session: Session, office: Office, person_id: UUID, *, at: datetime, late: int = authenticators.LATE
) -> str:
    """What the authenticator would show, of the digits that are good now or soon and not used up: the first of them, so
    that somebody may sign in several times at one instant; with `late=0` those that are good for half a minute yet.
    Empty without an authenticator."""
    account = session.get(Account, person_id)
    secret = authenticators.secret_of(office, account) if account else None
    if account is None or secret is None:
        return ""
    return authenticators.digits(
        secret, max(account.totp_step + 1, int(at.timestamp()) // authenticators.STEP_SECONDS - late)
    )
