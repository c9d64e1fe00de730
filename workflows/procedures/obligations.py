"""What each policy asks of people, and what takes it up: the register's rows by policy, with the places that answer them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ombud.workflows.procedures.coverage import RowAnswer, coverage
from ombud.workflows.procedures.places import Place, places_of
from ombud.workflows.procedures.policies import Policy, the_manual
from ombud.workflows.procedures.register import Row
from ombud.workflows.procedures.root import BPMN

ATTACHMENT = ("Attachment", "ATT")
"""How the manual labels its attachment, and how the register's ids begin for it."""


@dataclass(frozen=True, slots=True)
class Obligation:
    row: Row
    kind: str  # one of the register's answers; empty where nothing answers it
    places: tuple[Place, ...]


@cache
def obligations(root: Path = BPMN) -> Mapping[str, tuple[Obligation, ...]]:
    """Rows by the slug of the manual's policy, read once in a process. Raises ProcedureError as `coverage` does."""
    answered = coverage(root)
    found: dict[str, tuple[Obligation, ...]] = {}
    for policy in the_manual(root).policies:
        mine_begin = beginnings(policy)
        mine = [answer for answer in answered if answer.row.id.partition("-")[0] in mine_begin]
        found[policy.slug] = tuple(_obligation(answer, root) for answer in mine)
    return found


def beginnings(policy: Policy) -> set[str]:
    """How the ids of a policy's rows begin: P114-k is of Policy 114."""
    label, beginning = ATTACHMENT
    return {beginning if each.number == label else f"P{each.number}" for each in policy.labels}


def _obligation(answer: RowAnswer, root: Path) -> Obligation:
    return Obligation(answer.row, answer.kind, places_of(answer, root))
