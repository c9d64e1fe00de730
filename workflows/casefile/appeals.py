"""What a party can do when it does not agree, with the row of the register that says so."""

from __future__ import annotations

from dataclasses import dataclass

from ombud.workflows.casefile.clauses import Clause, Clauses, cited
from ombud.workflows.casefile.finding import Found
from ombud.workflows.procedures.appeals import read_appeals
from ombud.workflows.text import translate as _


@dataclass(frozen=True, slots=True)
class WayToAppeal:
    text: str
    clause: Clause | None


def appeal_of(found: Found, clauses: Clauses) -> WayToAppeal | None:
    """None where the policy names no way, or the case ended so that it is no longer open."""
    appeal = read_appeals().of(found.deployed.toml.key, found.case.outcome)
    return WayToAppeal(_(appeal.text), next(iter(cited(clauses, [appeal.source])), None)) if appeal else None


def is_over(found: Found) -> bool:
    """Whether a case ended so that the policy names no further step for it."""
    return read_appeals().ends(found.deployed.toml.key, found.case.outcome)
