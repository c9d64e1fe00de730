"""What the pictures share: how many cases of each procedure a reader counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ombud.storage.cases import Case, CaseStatus
from ombud.storage.procedures import ProcedureVersion
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.days import day_of
from ombud.workflows.procedures.deployed import Deployed, DeployedProcedures


@dataclass(frozen=True, slots=True)
class Counted:
    """A procedure with the cases of it that a reader may see."""

    deployed: Deployed  # the newest version
    open: int  # suspended ones too
    closed: int

    @property
    def cases(self) -> int:
        return self.open + self.closed


def counted(session: Session, procedures: DeployedProcedures, actor: Actor, *, at: datetime) -> list[Counted]:
    """Every procedure, by key, with how many cases of it the reader may see, whichever version they run on."""
    rows = session.execute(
        select(ProcedureVersion.key, Case.status, func.count())
        .join(ProcedureVersion, ProcedureVersion.id == Case.version_id)
        .where(permissions.may_see_case(actor, on=day_of(at)))
        .group_by(ProcedureVersion.key, Case.status)
    )
    many: dict[tuple[str, bool], int] = {}
    for key, status, number in rows:
        place = (key, status == CaseStatus.CLOSED)
        many[place] = many.get(place, 0) + number
    return [
        Counted(one, many.get((one.toml.key, False), 0), many.get((one.toml.key, True), 0))
        for one in procedures.all_latest(session)
    ]
