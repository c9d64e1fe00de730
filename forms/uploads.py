"""Files people send with a form: what may be sent, and whether a file is what its name says.

Only the kinds of the list below, so that nobody in an office is handed a program. They are kept sealed and given out as
downloads only; nothing of ours ever opens one.
"""

from __future__ import annotations

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

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OPEN_TEXT: Final = "application/vnd.oasis.opendocument.text"

ACCEPTED: Final = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".heic": "image/heif",
    ".txt": "text/plain",
    ".docx": WORD,
    ".odt": OPEN_TEXT,
}
"""Ending of the file's name -> what its content must be."""


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
    if not _is(expected, content, name):
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


def _text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return all(c.isprintable() or c in "\r\n\t\f" for c in text)


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
    "text/plain": _text,
    WORD: _holds("[Content_Types].xml", "word/document.xml"),
    OPEN_TEXT: _holds("mimetype", "content.xml"),
}
