"""Codes that people type and tokens that links and cookies carry: what they look like, and what is stored of them.

Each is random and long enough that nobody finds one by trying, even with its plain hash.
"""

from __future__ import annotations

import base64
import hashlib

GROUP = 4
MANY = 4
"""As many digits 1 are read as letters; a code with more of them is no slip of the hand."""


def typed(random: bytes) -> str:
    """A code in groups that can be read aloud: capital letters and the digits 2 to 7."""
    text = base64.b32encode(random).decode().rstrip("=")
    return "-".join(text[start : start + GROUP] for start in range(0, len(text), GROUP))


def length(size: int) -> int:
    """How many letters and digits a code of so many random bytes has."""
    return len(typed(bytes(size)).replace("-", ""))


def plain(code: str) -> str:
    """A code without what does not matter when it is typed in."""
    return "".join(c for c in code.upper() if c.isalnum())


def readings(code: str) -> list[str]:
    """What may be meant by a code copied by hand: no code has a 0 or a 1, so they are the letter O, and I or L."""
    found, digits = [plain(code).replace("0", "O")], plain(code).count("1")
    if digits > MANY:
        return found
    for _digit in range(digits):
        found = [one.replace("1", letter, 1) for one in found for letter in "IL"]
    return found


def hash_of_code(code: str) -> bytes:
    """What is stored of a code: blanks, hyphens and case do not matter when it is typed in."""
    return hashlib.sha256(plain(code).encode()).digest()


def hash_of_token(token: str) -> bytes:
    """What is stored of a token; any text that a browser sends has a hash."""
    return hashlib.sha256(token.encode(errors="replace")).digest()
