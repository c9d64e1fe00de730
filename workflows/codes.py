"""Codes that people type and tokens that links and cookies carry: what they look like, and what is stored of them.

Each is random and long enough that nobody finds one by trying, even with its plain hash.
"""

from __future__ import annotations

import base64
import hashlib

GROUP = 4


def typed(random: bytes) -> str:
    """A code in groups that can be read aloud: capital letters and the digits 2 to 7."""
    text = base64.b32encode(random).decode().rstrip("=")
    return "-".join(text[start : start + GROUP] for start in range(0, len(text), GROUP))


def hash_of_code(code: str) -> bytes:
    """What is stored of a code: blanks, hyphens and case do not matter when it is typed in."""
    return hashlib.sha256("".join(c for c in code.upper() if c.isalnum()).encode()).digest()


def hash_of_token(token: str) -> bytes:
    """What is stored of a token; any text that a browser sends has a hash."""
    return hashlib.sha256(token.encode(errors="replace")).digest()
