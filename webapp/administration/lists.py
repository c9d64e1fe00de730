"""Lists of organisations and people as the pages of administration show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ombud.storage.directory import Organisation, Person
from ombud.storage.organisations import matching
from ombud.workflows.people import listing
from ombud.workflows.people.listing import Asked, Line

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Organisations:
    rows: list[Organisation]
    people: Mapping[UUID, int]
    found: int
    number: int
    pages: int


def organisations(session: Session, text: str, *, page: int) -> Organisations:
    """One page of those whose name holds every word of `text`, with how many people belong to each."""
    found = session.scalar(select(func.count()).select_from(matching(text).order_by(None).subquery())) or 0
    pages = max(1, -(-found // PER_PAGE))
    number = min(max(page, 1), pages)
    rows = list(session.scalars(matching(text).limit(PER_PAGE).offset((number - 1) * PER_PAGE)))
    counted = (
        select(Person.organisation_id, func.count())
        .where(Person.organisation_id.in_([row.id for row in rows]), Person.active)
        .group_by(Person.organisation_id)
    )
    people = {key: many for key, many in session.execute(counted) if key is not None}
    return Organisations(rows, people, found, number, pages)


def of_organisation(session: Session, organisation_id: UUID, *, at: datetime) -> list[Line]:
    """Everybody who belongs to an organisation, by name."""
    first = listing.people(session, Asked(organisation_id=organisation_id), at=at)
    rest = range(2, first.pages + 1)
    pages = [listing.people(session, Asked(organisation_id=organisation_id, page=page), at=at) for page in rest]
    return [line for page in (first, *pages) for line in page.lines]


def organisation_names(session: Session) -> list[tuple[UUID, str]]:
    """What a list to choose from offers."""
    rows = session.execute(select(Organisation.id, Organisation.name).order_by(Organisation.sort_name))
    return [(row.id, row.name) for row in rows]
