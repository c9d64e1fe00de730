"""Files people send with a form: what may be sent, and whether a file is what its name says.

Only the kinds of the list below, so that nobody in an office is handed a program. They are kept sealed and given out as
downloads only; nothing of ours ever opens one.
"""

from __future__ import annotations

import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePath
from typing import Final

import puremagic

from ombud.forms.text import lazy as _

MAX_FILE: Final = 5 * 1024 * 1024
"""Bytes of one file: a letter scanned in colour, or a telephone's photograph."""
MAX_FILES: Final = 4

LIMITS: Final = _(
    "Up to %(files)d files of %(size)d MB: PDF, pictures (JPEG, PNG, HEIC), text or Word.",
    files=MAX_FILES,
    size=MAX_FILE // (1024 * 1024),
)
"""What a question for files says about them."""

TEXT: Final = "text/plain"
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OPEN_TEXT: Final = "application/vnd.oasis.opendocument.text"

ACCEPTED: Final = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".heic": "image/heif",
    ".txt": TEXT,
    ".docx": WORD,
    ".odt": OPEN_TEXT,
}
"""Ending of the file's name -> what its content must be."""

UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
"""What a text in UTF-16 begins with, as some editors save it."""

ENDS: Final = "\r\n\t\f"
BLANK: Final = 0x20
WRITTEN: Final = ("Cf", "Zs", "Zl", "Zp")
"""Formats and blanks that are no printed character, and stand in many a text."""
TURNS: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Unicode's controls of the direction of reading."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One file as sent. `media_type` is what it was found to be, of the values of `ACCEPTED`."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


def accept(name: str, content: bytes) -> Upload:
    """Raises ValueError, in a sentence that names the file, for one that is empty, too large or of no accepted kind."""
    name = _plain(name)
    if not content:
        raise ValueError(_("“%(name)s” is empty. Choose the file again.", name=name))
    if len(content) > MAX_FILE:
        limit = MAX_FILE // (1024 * 1024)
        raise ValueError(_("“%(name)s” is larger than %(limit)d MB. Send a smaller copy.", name=name, limit=limit))
    expected = ACCEPTED.get(PurePath(name).suffix.lower())
    if expected is None:
        raise ValueError(
            _("“%(name)s” cannot be sent. Send a PDF, a picture (JPEG, PNG, HEIC), a text or a Word file.", name=name)
        )
    if expected == TEXT:
        _must_read(name, content)
    elif not _is(expected, content, name):
        raise ValueError(
            _("“%(name)s” is not the kind of file its name says. Save it again, as a PDF for example.", name=name)
        )
    return Upload(name, expected, content)


def _plain(name: str) -> str:
    """The last part of the name, on one line and of a printable length: browsers and programs send whole paths."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem, ending = PurePath(last).stem, PurePath(last).suffix
    return "".join(c for c in stem if c.isprintable())[:80].strip() + "".join(
        c for c in ending if c.isalnum() or c == "."
    )


def _is(media_type: str, content: bytes, name: str) -> bool:
    if special := _LOOKED_INTO.get(media_type):
        return special(content)
    try:
        return any(match.mime_type == media_type for match in puremagic.magic_string(content, name))
    except puremagic.PureError:
        return False


def _must_read(name: str, content: bytes) -> None:
    """Raises ValueError for what is no text, and, with the way out, for one in an alphabet that cannot be told."""
    if any(byte < BLANK and chr(byte) not in ENDS for byte in content) and not content.startswith(UTF_16):
        raise ValueError(_("“%(name)s” is not a text. Save it again, as a PDF for example.", name=name))
    try:
        text = content.decode("utf-16" if content.startswith(UTF_16) else "utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(
            _("“%(name)s” cannot be read: save it as UTF-8, or as a PDF, and send it again.", name=name)
        ) from None
    if not all(_is_seen(c) for c in text):
        raise ValueError(
            _("“%(name)s” holds hidden characters. Save it as UTF-8 without them, or as a PDF.", name=name)
        )


def _is_seen(c: str) -> bool:
    """Joiners and the like belong to how words are written; what turns the direction of reading can hide what they say."""
    return c.isprintable() or c in ENDS or (unicodedata.category(c) in WRITTEN and c not in TURNS)


def _holds(*members: str) -> Callable[[bytes], bool]:
    """An archive with these members, and without a program in it: a macro is one."""

    def check(content: bytes) -> bool:
        try:
            names = set(zipfile.ZipFile(BytesIO(content)).namelist())
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            return False
        return names.issuperset(members) and not any(name.endswith("vbaProject.bin") for name in names)

    return check


_LOOKED_INTO: Final = {
    WORD: _holds("[Content_Types].xml", "word/document.xml"),
    OPEN_TEXT: _holds("mimetype", "content.xml"),
}
