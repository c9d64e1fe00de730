"""Passwords are kept as argon2id hashes. Checking one takes the same time whether or not the account exists."""

from __future__ import annotations

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    return _hasher.hash(normalised(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Without a hash a decoy is checked, so that a stranger learns nothing from the time it took."""
    try:
        found = _hasher.verify(password_hash or _decoy(), normalised(password))
    except (VerificationError, InvalidHashError):
        return False
    return found and password_hash is not None


def normalised(password: str) -> str:
    """One keyboard sends an accented letter as one character, another as two: they are the same password."""
    return unicodedata.normalize("NFKC", password)


@cache
def _decoy() -> str:
    return _hasher.hash("nobody has this password")
