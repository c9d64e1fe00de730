"""What a browser sent where people write nothing, read with care: any program can send anything."""

from __future__ import annotations

from typing import Final

from flask import Flask, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

LONGEST: Final = 9
"""Digits. Nothing is counted that far, every database holds it, and Python reads no number of thousands of digits."""

NUL: Final = "\0"
UNKNOWN: Final = "\ufffd"
"""Unicode's character for what is none."""


def whole(text: str | None, default: int) -> int:
    """The number a page put in, or the default for what is none."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else default


def without_nul(pairs: MultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    """What was sent, without a character that is in no text, and that PostgreSQL does not take."""
    return ImmutableMultiDict(
        (name.replace(NUL, ""), value.replace(NUL, "")) for name, value in pairs.items(multi=True)
    )


def install(app: Flask) -> None:
    """No name of ours holds a NUL: an address with one finds nothing, in the words of whatever would have been found."""

    @app.before_request
    def nothing_with_nul() -> None:
        for name, value in (request.view_args or {}).items():
            if isinstance(value, str) and request.view_args:
                request.view_args[name] = value.replace(NUL, UNKNOWN)
        if any(NUL in value for pair in request.args.items(multi=True) for value in pair):
            request.args = without_nul(request.args)
