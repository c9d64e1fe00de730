"""The front page: what needs no account, by who comes for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ombud.webapp.cases.starting import Offered
from ombud.workflows.procedures.guides import Guide, read_guides


@dataclass(frozen=True, slots=True)
class Group:
    """`key` and `guide`: of those it is for; without them, for everybody else."""

    key: str
    guide: Guide | None
    offered: tuple[Offered, ...]


def groups(offered: Iterable[Offered]) -> list[Group]:
    """As `bpmn/guides.toml` orders them; what no guide names comes last. None is empty."""
    left = {one.key: one for one in offered}
    found = [
        Group(key, guide, tuple(left.pop(door) for door in guide.doors if door in left))
        for key, guide in read_guides().items()
    ]
    return [group for group in (*found, Group("", None, tuple(left.values()))) if group.offered]
