"""A choice in its envelope: sealed under the ballot's own key, bound to the vote's row, all of one length.

The event of a vote commits to the choice; its salt is sealed with it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from ombud.storage.ballots import Vote
from ombud.storage.sealing import CaseKey, commit_to, keeps_commitment
from ombud.workflows.board.ballots.tally import ABSTAIN

SALT: Final = 16
"""Bytes of the salt that `commit_to` gives."""

LENGTH: Final = 2
"""Bytes that say how long the choice is; what follows it is filled up by chance."""


def seal(key: CaseKey, vote_id: UUID, choice: str, options: Iterable[str]) -> tuple[bytes, bytes]:
    """The sealed choice and the commitment to it.

    What is sealed is as long for every choice and cannot be packed: each byte stands beside a random one it is mixed
    with, so that the length of a row tells nothing.
    """
    width = max(len(option.encode()) for option in (*options, ABSTAIN))
    salt, commitment = commit_to(choice.encode())
    said = choice.encode()
    plain = salt + len(said).to_bytes(LENGTH) + said + secrets.token_bytes(width - len(said))
    mask = secrets.token_bytes(len(plain))
    return key.seal(mask + _mixed(plain, mask), **_place(vote_id)), commitment


def choice_of(key: CaseKey, vote: Vote) -> str:
    """Raises SealBroken when the row is not what was sealed."""
    return _opened(key, vote)[1].decode()


def keeps(key: CaseKey, vote: Vote, commitment: bytes) -> bool:
    """Whether this is the vote an event committed to. Raises SealBroken."""
    salt, said = _opened(key, vote)
    return keeps_commitment(said, salt=salt, commitment=commitment)


def _opened(key: CaseKey, vote: Vote) -> tuple[bytes, bytes]:
    """Salt and choice."""
    sealed = key.open(vote.choice_sealed, **_place(vote.id))
    half = len(sealed) // 2
    plain = _mixed(sealed[half:], sealed[:half])
    begin = SALT + LENGTH
    return plain[:SALT], plain[begin : begin + int.from_bytes(plain[SALT:begin])]


def _mixed(plain: bytes, mask: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(plain, mask, strict=True))


def _place(vote_id: UUID) -> dict[str, Any]:
    return {"table": "votes", "column": "choice_sealed", "row_id": vote_id}
