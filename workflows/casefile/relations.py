"""Cases that one case came from or led to, for whoever may see both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ombud.storage.cases import Case, CaseStatus
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.finding import Found
from ombud.workflows.days import day_of
from ombud.workflows.office import Office
from ombud.workflows.text import translate as _


@dataclass(frozen=True, slots=True)
class Related:
    number: str
    procedure: str
    status: CaseStatus


@dataclass(frozen=True, slots=True)
class Relations:
    opened_from: Related | None
    led_to: tuple[Related, ...]  # in the order they were opened


def relations_of(session: Session, office: Office, found: Found, actor: Actor, *, at: datetime) -> Relations | None:
    """None where there is nothing to show."""
    related = or_(Case.id == found.case.parent_id, Case.parent_id == found.case.id)
    seen = permissions.may_see_case(actor, on=day_of(at))
    rows = session.scalars(select(Case).where(related, seen).order_by(Case.opened_at, Case.number)).all()
    shown = {case.id: _related(session, office, case) for case in rows}
    if not shown:
        return None
    came_from = shown.pop(found.case.parent_id, None) if found.case.parent_id else None
    return Relations(came_from, tuple(shown.values()))


def _related(session: Session, office: Office, case: Case) -> Related:
    toml = office.procedures.get(session, case.version_id).toml
    return Related(case.number, _(toml.title), case.status)
