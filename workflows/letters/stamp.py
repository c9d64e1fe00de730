"""When an office last wrote its own words for a procedure's letters: a column of the statement that locks a case."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import BindParameter, Label, func, select

from ombud.storage.cases import Case
from ombud.storage.letters import LetterText
from ombud.storage.procedures import ProcedureVersion

STAMP: Final = "own_letters"
"""The column of the lock: the last change of own words up to the command, none: there never were any."""


def stamp(at: datetime | BindParameter[datetime]) -> Label[Any]:
    """On Case: when the own words of its procedure's letters last changed."""
    of_case = select(func.max(LetterText.from_at)).join(ProcedureVersion, ProcedureVersion.key == LetterText.procedure)
    there = of_case.where(ProcedureVersion.id == Case.__table__.c.version_id, LetterText.from_at <= at)
    return there.correlate(Case.__table__).scalar_subquery().label(STAMP)
