"""Whose cases stand on an agenda, for a reader who may open them. No paper that others read has it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ombud.storage.cases import Case
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.finding import key_of
from ombud.workflows.casefile.people import parties_of, whose
from ombud.workflows.days import day_of
from ombud.workflows.identity.sight import seen_in
from ombud.workflows.office import Office


def whose_of(
    session: Session, office: Office, case_ids: Collection[UUID], actor: Actor, *, at: datetime
) -> dict[UUID, str]:
    """In one short phrase, of each of these cases whose page the reader may open; sealed where it is sealed to them."""
    if not case_ids:
        return {}
    on = day_of(at)
    of_these = Case.id.in_(case_ids)
    used = session.scalars(select(Case.version_id).where(of_these).distinct())
    known = seen_in([office.procedures.get(session, version_id) for version_id in used], actor, on=on)
    found = select(Case, permissions.may_read_case(actor, on=on), known).where(
        of_these, permissions.may_see_case(actor, on=on)
    )
    rows = session.execute(found.options(joinedload(Case.organisation))).all()
    parties = parties_of(session, [case.id for case, _reads, _known in rows])
    return {
        case.id: whose(case, parties.get(case.id, []), key_of(office, case) if reads else None, sealed=not is_known)
        for case, reads, is_known in rows
    }
