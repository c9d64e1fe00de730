"""The second factor: an authenticator app's six digits, each good once, and the recovery codes that stand in for it.

The secret is sealed for the row of its account. Digits change every `pyotp.TOTP.interval` seconds: a step.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime
from typing import Final, cast
from uuid import UUID

import pyotp
from sqlalchemy import CursorResult, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ombud.storage.accounts import Account, RecoveryCode
from ombud.storage.base import new_id
from ombud.storage.directory import Person
from ombud.storage.sealing import SealBroken
from ombud.workflows.actors import Actor
from ombud.workflows.codes import hash_of_code, typed
from ombud.workflows.happening import happened
from ombud.workflows.office import Office
from ombud.workflows.people import ending, mails
from ombud.workflows.refusals import AuthenticatorTaken, NotFound

ISSUER: Final = "Ombud"
STEP_SECONDS: Final = 30
DIGITS: Final = 6
EARLY, LATE = 1, 1
"""How many steps a clock may be ahead or behind (RFC 6238 suggests one for the way of the message)."""

RECOVERY_CODES: Final = 10
RECOVERY_BYTES: Final = 15  # 120 bits: nobody finds one by trying, even with its plain hash
_SEALED: Final = {"table": "accounts", "column": "totp_sealed"}
_OFFERED: Final = {"table": "accounts", "column": "totp_offered"}


def offer(office: Office, person_id: UUID) -> tuple[str, str]:
    """A new secret for a set-up page, and the same sealed for this person: the page brings it back with its proof."""
    secret = pyotp.random_base32()
    sealed = office.vault.system_key.seal(secret.encode(), **_OFFERED, row_id=person_id)
    return secret, base64.urlsafe_b64encode(sealed).decode()


def offered(office: Office, person_id: UUID, sealed: str) -> str | None:
    """The secret of an offer; None unless exactly this was offered to this person."""
    try:
        raw = base64.urlsafe_b64decode(sealed.encode())
        return office.vault.system_key.open(raw, **_OFFERED, row_id=person_id).decode()
    except (SealBroken, ValueError):
        return None


def address_of(secret: str, email: str) -> str:
    """What the QR code of a secret holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def digits(secret: str, step: int) -> str:
    return pyotp.TOTP(secret).generate_otp(step)


def step_of(secret: str, code: str, *, at: datetime, after: int = 0) -> int | None:
    """The step whose digits these are, of those that are neither stale nor used up."""
    typed = "".join(code.split())
    if len(typed) != DIGITS or not (typed.isascii() and typed.isdigit()):
        return None
    now = int(at.timestamp()) // STEP_SECONDS
    steps = range(max(now - LATE, after + 1), now + EARLY + 1)
    return next((step for step in steps if hmac.compare_digest(digits(secret, step), typed)), None)


def set_up(
    session: Session, office: Office, person_id: UUID, secret: str, *, step: int, keep: UUID, by: Actor, at: datetime
) -> list[str]:
    """From now on this authenticator is the person's; gives its recovery codes, which are shown once.

    `step` is the one its proof used up. Every sign-in but `keep` ends, and whoever had another one is told by mail.
    Raises NotFound without an account, AuthenticatorTaken when somebody else has
    the very same one (P202-g).
    """
    account = session.get(Account, person_id, with_for_update=True)
    if account is None:
        raise NotFound()
    had_another = account.totp_at is not None
    account.totp_sealed = seal(office, person_id, secret)
    account.totp_hash = office.vault.code_for(f"totp {secret}")
    account.totp_at, account.totp_step = at, step
    try:
        with session.begin_nested():
            session.flush()
    except IntegrityError:
        raise AuthenticatorTaken() from None
    ending.end_everywhere(session, person_id, keep=keep, at=at)
    if had_another:
        person = session.get_one(Person, person_id)
        mails.tell(session, office, person, "account.authenticator", mails.authenticator_changed, at=at)
    happened(session, "account.authenticator", {}, by=by, at=at)
    return renew_recovery_codes(session, person_id, by=by, at=at)


def seal(office: Office, person_id: UUID, secret: str) -> bytes:
    return office.vault.system_key.seal(secret.encode(), **_SEALED, row_id=person_id)


def secret_of(office: Office, account: Account) -> str | None:
    """The secret of an account's authenticator, None without one."""
    if account.totp_sealed is None or account.totp_at is None:
        return None
    return office.vault.system_key.open(account.totp_sealed, **_SEALED, row_id=account.person_id).decode()


def accept(session: Session, office: Office, person_id: UUID, code: str, *, at: datetime) -> bool:
    """Uses up a code of the authenticator, or a recovery code. Of two tries with the same one, one wins (S5)."""
    account = session.get(Account, person_id)
    secret = secret_of(office, account) if account else None
    if account is None or secret is None:
        return False
    step = step_of(secret, code, at=at, after=account.totp_step)
    if step is None:
        return _accept_recovery(session, person_id, code, at=at)
    newest = (Account.person_id == person_id, Account.totp_step < step, Account.totp_sealed == account.totp_sealed)
    used = session.execute(update(Account).where(*newest).values(totp_step=step), execution_options=_UNSYNCHRONISED)
    return cast("CursorResult[tuple[()]]", used).rowcount == 1


def renew_recovery_codes(session: Session, person_id: UUID, *, by: Actor, at: datetime) -> list[str]:
    """A new set; the old one ends."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = [typed(secrets.token_bytes(RECOVERY_BYTES)) for _number in range(RECOVERY_CODES)]
    rows = [{"id": new_id(), "person_id": person_id, "code_hash": hash_of_code(code), "made_at": at} for code in codes]
    session.execute(insert(RecoveryCode), rows)
    happened(session, "account.recovery_codes", {}, by=by, at=at)
    return codes


def recovery_codes_left(session: Session, person_id: UUID) -> int:
    unused = (RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    return session.scalar(select(func.count()).select_from(RecoveryCode).where(*unused)) or 0


def _accept_recovery(session: Session, person_id: UUID, code: str, *, at: datetime) -> bool:
    unused = (
        RecoveryCode.person_id == person_id, RecoveryCode.code_hash == hash_of_code(code), RecoveryCode.used_at.is_(None)
    )  # fmt: skip
    used = session.execute(update(RecoveryCode).where(*unused).values(used_at=at), execution_options=_UNSYNCHRONISED)
    return cast("CursorResult[tuple[()]]", used).rowcount == 1


_UNSYNCHRONISED: Final = {"synchronize_session": False}
