"""Who is told by mail that somebody asks, or that it was answered: fixed words and the case number, no reason, no name."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from ombud.storage.cases import Case
from ombud.storage.directory import Person, RoleHolding
from ombud.workflows.days import day_of
from ombud.workflows.held import HeldCase
from ombud.workflows.identity import sight
from ombud.workflows.mail import links, outbox, wording
from ombud.workflows.mail.recipients import Recipient
from ombud.workflows.mail.wording import Wording

NOTICE = "identity"


def somebody_asks(session: Session, held: HeldCase, role: str) -> None:
    """Tells those who hold another of the roles and may agree."""
    other = exists().where(sight.held(held.deployed, Person.id, on=day_of(held.at)), RoleHolding.role != role)
    people = select(Person).join(Case, Case.id == held.id).where(Person.active, Person.id != held.by.person_id)
    people = people.where(other.correlate_except(RoleHolding), sight.free(held.deployed, Person.id))
    _post(session, held, list(session.scalars(people.order_by(Person.email))), wording.identity_asked)


def answered(session: Session, held: HeldCase, asked_by: UUID) -> None:
    _post(session, held, [session.get_one(Person, asked_by)], wording.identity_answered)


def _post(session: Session, held: HeldCase, people: list[Person], words: Wording) -> None:
    office, case = held.office, session.get_one(Case, held.id)
    recipients = [Recipient(one.name, one.email, one.language, person_id=one.id) for one in people]
    link = links.to_identity(office, case.number)
    outbox.post(session, office, case, recipients, notice=NOTICE, words=words, at=held.at, link=link)
