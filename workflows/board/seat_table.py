"""The seat table: how many seats a body and each of its groups may have (P102-c to P102-l). The policy's numbers are the
defaults of settings, for other papers name other ones (A62)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from ombud.workflows import settings
from ombud.workflows.procedures.board import BoardToml, SeatGroup
from ombud.workflows.settings import Declared, Family
from ombud.workflows.text import translate as _

FAMILY: Final = "seats"


def family(board: BoardToml) -> Family:
    """A setting for the voting seats of each body with a membership, one for the others, one for each group's cap."""
    declared: dict[str, Declared] = {}
    for key, whole in board.membership.items():
        for voting, number in ((True, whole.voting), (False, whole.non_voting)):
            name = of_body(key, voting=voting)
            declared[name] = Declared(name, "integer", number, whole.source)
    for group in board.groups:
        if group.cap is not None:
            name = of_group(group)
            declared[name] = Declared(name, "integer", group.cap, group.source, title=group.title)
    return Family(FAMILY, declared)


def titles(board: BoardToml, names: Mapping[str, str]) -> dict[str, str]:
    """What the settings are called; `names` are those of the bodies, by key."""
    found = {of_group(group): _(group.title) for group in board.groups if group.cap is not None}
    for key in board.membership:
        found[of_body(key, voting=True)] = _("%(body)s: all voting seats", body=names.get(key, key))
        found[of_body(key, voting=False)] = _("%(body)s: all seats without a vote", body=names.get(key, key))
    return found


def in_force(session: Session, board: BoardToml, *, at: datetime) -> dict[str, int]:
    """The numbers by their names; a group without a cap, and a body without a membership, has none."""
    return settings.in_force(session, FAMILY, family(board).settings, at=at)


def of_body(key: str, *, voting: bool) -> str:
    return f"{key}_voting" if voting else f"{key}_non_voting"


def of_group(group: SeatGroup) -> str:
    return f"{group.body}_{group.key}"
