"""Why a letter was not delivered, as its delivery keeps it: one of a few sentences, kept in English and shown in the
language of whoever reads it. What somebody wrote who posted it or handed it over is shown as it is."""

from __future__ import annotations

import re
from typing import Final

from ombud.workflows.mail.smtp import MailRefused
from ombud.workflows.text import in_language, lazy, translate

NOBODY: Final = lazy("Nobody is known to whom this letter is addressed.")
NOT_VALID: Final = lazy("The mail was refused: the address or a header is not valid.")
GIVEN_UP: Final = lazy("The mail server could not be reached for too long.")
REFUSED: Final = lazy("The mail was refused with reply %(code)s.")

_REPLY: Final = re.compile(r"The mail was refused with reply (\d+)\.")


def kept(note: object) -> str:
    """One of the sentences above as it is written down."""
    with in_language("en"):
        return str(note)


def of_refusal(error: MailRefused) -> str:
    """What is written down of a mail that no server will take."""
    return kept(REFUSED) % {"code": error.code} if error.code else kept(NOT_VALID)


def shown(note: str) -> str:
    """A note in the reader's language."""
    reply = _REPLY.fullmatch(note)
    return str(REFUSED) % {"code": reply[1]} if reply else translate(note)
