"""The open cases under a policy, as far as somebody sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ombud.storage.cases import Case, CaseStatus
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.days import day_of
from ombud.workflows.office import Office
from ombud.workflows.text import translate

LISTED = 50


@dataclass(frozen=True, slots=True)
class OpenCase:
    number: str
    procedure: str
    opened_at: datetime
    suspended: bool


@dataclass(frozen=True, slots=True)
class Under:
    """The newest `cases` that the reader sees, and how many others: None for who may not know of cases they do not see."""

    cases: tuple[OpenCase, ...]
    others: int | None


def under(session: Session, office: Office, slug: str, actor: Actor, *, at: datetime, listed: int = LISTED) -> Under:
    """A case is under the policies that its own version of the procedure names, as the head of its page says."""
    is_open = Case.status != CaseStatus.CLOSED
    running = session.scalars(select(Case.version_id).where(is_open).distinct())
    versions = {deployed.id: deployed for deployed in (office.procedures.get(session, key) for key in running)}
    mine = [key for key, deployed in versions.items() if slug in deployed.toml.policies]
    of_policy = (is_open, Case.version_id.in_(mine))
    sees = permissions.may_see_case(actor, on=day_of(at))
    columns = (Case.number, Case.version_id, Case.opened_at, Case.status)
    newest = select(*columns).where(*of_policy, sees).order_by(Case.opened_at.desc(), Case.number.desc()).limit(listed)
    cases = tuple(
        OpenCase(
            row.number,
            translate(versions[row.version_id].toml.title),
            row.opened_at,
            row.status == CaseStatus.SUSPENDED,
        )
        for row in session.execute(newest)
    )
    if not session.scalar(select(permissions.oversees(actor, on=day_of(at)))):
        return Under(cases, None)
    total = session.scalar(select(func.count()).select_from(Case).where(*of_policy)) or 0
    return Under(cases, total - len(cases))
