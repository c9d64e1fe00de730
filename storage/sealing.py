"""Sealing: personal text under a key per case, each key wrapped by the master key (AES-256-GCM).

What is sealed is bound to its table, column and row, so a ciphertext moved elsewhere does not open. To destroy a
case's wrapped key is to destroy what was sealed under it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import zlib
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_SALT_BYTES: Final = 16
_KEY_ID_BYTES: Final = 4
_FORMAT: Final = b"\x01"
_PACKED: Final = b"\x02"
_PACKING: Final = 3  # zlib's level: most of the gain for little time

HOW_TO_MAKE_A_KEY: Final = (
    "Make one with `ombud key new`, give it as OMBUD_KEY, and keep a copy apart from the database and its backups: "
    "without it nobody can read what people wrote."
)


class BadKey(ValueError):
    """The master key is missing or is not one."""


class SealBroken(Exception):
    """A sealed value does not open: it was changed, moved to another place, or sealed under another key."""


class KeyDestroyed(SealBroken):
    """The key of this case was destroyed at the end of its retention; what people wrote in it is gone for good."""


class CaseKey:
    """Seals and opens the personal text of one case (or of the system)."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, *, table: str, column: str, row_id: UUID) -> bytes:
        """Sealed for exactly this place; packed first where that makes it shorter, as it does for most text."""
        packed = zlib.compress(plain, _PACKING)
        form, body = (_PACKED, packed) if len(packed) < len(plain) else (_FORMAT, plain)
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return form + nonce + self._cipher.encrypt(nonce, body, form + _place(table, column, row_id))

    def open(self, sealed: bytes, *, table: str, column: str, row_id: UUID) -> bytes:
        """The plain bytes. Raises SealBroken unless exactly these were sealed for exactly this place."""
        form, nonce, body = sealed[:1], sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        if form not in (_FORMAT, _PACKED):
            raise SealBroken(f"{table}.{column} of {row_id} is not a sealed value.")
        try:
            opened = self._cipher.decrypt(nonce, body, form + _place(table, column, row_id))
            return zlib.decompress(opened) if form == _PACKED else opened
        except (InvalidTag, ValueError) as error:
            raise SealBroken(f"{table}.{column} of {row_id} does not open: {SealBroken.__doc__}") from error


class Vault:
    """Holds the master key; makes and unwraps the keys of cases.

    A wrapped key starts with the id of its master key, so that after a change of master key each row still says which
    one it needs.
    """

    def __init__(self, master_key: bytes) -> None:
        if len(master_key) != KEY_BYTES:
            raise BadKey(f"The master key has {len(master_key)} bytes instead of {KEY_BYTES}. {HOW_TO_MAKE_A_KEY}")
        self._wrapping = AESGCM(_derive(master_key, "wrap"))
        self.key_id = _derive(master_key, "id")[:_KEY_ID_BYTES]
        self.system_key = CaseKey(_derive(master_key, "system"))
        self._codes = _derive(master_key, "codes")
        self._words = _derive(master_key, "words")

    def new_case_key(self) -> tuple[CaseKey, bytes]:
        """A fresh key, and its wrapped form for `cases.data_key`."""
        key, nonce = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(_NONCE_BYTES)
        head = _FORMAT + self.key_id
        return CaseKey(key), head + nonce + self._wrapping.encrypt(nonce, key, head)

    def unwrap(self, wrapped: bytes | None) -> CaseKey:
        """The key in `cases.data_key`. Raises KeyDestroyed for None, SealBroken for what this vault did not wrap."""
        if wrapped is None:
            raise KeyDestroyed(KeyDestroyed.__doc__)
        head_size = len(_FORMAT) + _KEY_ID_BYTES
        head, nonce = wrapped[:head_size], wrapped[head_size : head_size + _NONCE_BYTES]
        if head != _FORMAT + self.key_id:
            raise SealBroken(
                f"The key of this case was wrapped by master key {head[1:].hex()}, not by {self.key_id.hex()}. "
                "Start with the OMBUD_KEY this database was used with."
            )
        try:
            return CaseKey(self._wrapping.decrypt(nonce, wrapped[head_size + _NONCE_BYTES :], head))
        except (InvalidTag, ValueError) as error:
            raise SealBroken("The wrapped key of this case was changed; nothing sealed under it opens.") from error

    def code_for(self, text: str) -> bytes:
        """32 bytes that only this vault can work out for `text`, the same each time: the secret in a tracking code."""
        return hmac.digest(self._codes, text.encode(), "sha256")

    def digest_of(self, word: str) -> bytes:
        """32 bytes by which a word of a sealed name is found: the same for the same word, and told to nobody by them."""
        return hmac.digest(self._words, word.encode(), "sha256")


def new_key() -> str:
    """A fresh master key, written as OMBUD_KEY expects it: 32 bytes in base64url."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def parse_key(text: str | None) -> bytes:
    """The master key in OMBUD_KEY. Raises BadKey, whose message never repeats what was given."""
    if not text or not text.strip():
        raise BadKey(f"OMBUD_KEY is not set. {HOW_TO_MAKE_A_KEY}")
    given = text.strip().rstrip("=")
    try:
        key = base64.b64decode(given + "=" * (-len(given) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise BadKey(f"OMBUD_KEY is not written in base64url (A-Z a-z 0-9 - _). {HOW_TO_MAKE_A_KEY}") from None
    if len(key) != KEY_BYTES:
        raise BadKey(f"OMBUD_KEY holds {len(key)} bytes instead of {KEY_BYTES}. {HOW_TO_MAKE_A_KEY}")
    return key


def commit_to(plain: bytes) -> tuple[bytes, bytes]:
    """(salt, commitment) for what an event may not hold itself. Seal the salt with the text: together they prove what
    was said, and once both are gone the commitment tells nobody anything, not even by guessing.
    """
    salt = secrets.token_bytes(_SALT_BYTES)
    return salt, _commitment(salt, plain)


def keeps_commitment(plain: bytes, *, salt: bytes, commitment: bytes) -> bool:
    """Whether this text is the one an event committed to."""
    return hmac.compare_digest(_commitment(salt, plain), commitment)


def _commitment(salt: bytes, plain: bytes) -> bytes:
    return hashlib.sha256(salt + plain).digest()


def _derive(master_key: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), length=KEY_BYTES, salt=None, info=f"ombud 1 {purpose}".encode()).derive(master_key)


def _place(table: str, column: str, row_id: UUID) -> bytes:
    return f"{table}\0{column}\0".encode() + row_id.bytes
