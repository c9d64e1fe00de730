"""What the pictures share: the newest versions of the procedures, and how many cases a reader counts."""

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
from ombud.workflows.refusals import NotFound


@dataclass(frozen=True, slots=True)
class Counted:
    """A procedure with the cases of it that a reader may see."""

    deployed: Deployed  # the newest version
    open: int  # suspended ones too
    closed: int

    @property
    def cases(self) -> int:
        return self.open + self.closed


def newest(session: Session, procedures: DeployedProcedures) -> list[Deployed]:
    """Of each procedure the newest version, by key: one statement, and one more for each that this process has not met."""
    last = select(ProcedureVersion.key, func.max(ProcedureVersion.version).label("version"))
    last_of = last.group_by(ProcedureVersion.key).subquery()
    is_last = (ProcedureVersion.key == last_of.c.key) & (ProcedureVersion.version == last_of.c.version)
    ids = session.scalars(select(ProcedureVersion.id).join(last_of, is_last).order_by(ProcedureVersion.key)).all()
    return [procedures.get(session, version_id) for version_id in ids]


def newest_of(session: Session, procedures: DeployedProcedures, key: str) -> Deployed:
    """Raises NotFound for a procedure that was never deployed here."""
    found = next((one for one in newest(session, procedures) if one.toml.key == key), None)
    if found is None:
        raise NotFound()
    return found


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
        for one in newest(session, procedures)
    ]
