"""Which other procedure may be the right one, for whoever has come to one of several that sound alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ombud.workflows.procedures.alike import read_alike
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.text import translate as _


@dataclass(frozen=True, slots=True)
class Alike:
    """`when`: in which matter this one is the right one."""

    key: str
    title: str
    when: str


def others_like(key: str, deployed: Iterable[Deployed]) -> tuple[Alike, ...]:
    """Those of its groups that are deployed here; what the first group says of one counts."""
    titles = {one.toml.key: one.toml.title for one in deployed}
    said: dict[str, str] = {}
    for group in read_alike():
        if key in group:
            said = {other: when.text for other, when in group.items()} | said
    return tuple(
        Alike(other, _(titles[other]), _(when)) for other, when in said.items() if other in titles and other != key
    )
