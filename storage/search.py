"""The blind index: which words stand in names that are sealed, as digests that nobody makes without the master key.

It holds no name, and does not say which word a digest is of; a dump shows no more than that two rows share a word. The
rows of a case go with its key (`storage/triggers.py`).
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ombud.storage.base import Base

_NOTHING: Final = dict.fromkeys(map(ord, "'’‘`´"))
"""O'Brien and OBrien are one name."""
_UNSEEN: Final = frozenset(("Mn", "Cf"))
"""Accents, and marks that nobody types again such as a soft hyphen."""
_AROUND_AN_ADDRESS: Final = '<>()[]{},;:."“”'


class SearchKind(StrEnum):
    PARTY = "party"  # name and e-mail address of somebody without an account
    ATTACHMENT = "attachment"  # the name of a file that was sent


class SearchWord(Base):
    """One word of one sealed name."""

    __tablename__ = "search_words"
    row_id: Mapped[UUID] = mapped_column(primary_key=True)  # of the party or the attachment
    digest: Mapped[bytes] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[SearchKind]
    __table_args__ = (Index("ix_search_words_digest", "digest"),)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared: without case, accents and punctuation, each once; an e-mail address is one."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_NOTHING)
    plain = "".join(character for character in plain if unicodedata.category(character) not in _UNSEEN)
    return tuple(dict.fromkeys(word for piece in plain.split() for word in _parts(piece)))


def _parts(piece: str) -> list[str]:
    if "@" in piece:
        address = piece.strip(_AROUND_AN_ADDRESS)
        return [address] if any(map(str.isalnum, address)) else []
    return re.findall(r"[^\W_]+", piece)
