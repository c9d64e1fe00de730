"""Who a notice or a letter goes to: `party:ROLE`, `role:NAME`, `body:KEY/ROLE`, `organisation:FIELD/ROLE`, `participating:ROLE`, or
whoever a task belongs to. FIELD is a routing answer that names an organisation; where nothing is answered, it names nobody.
`participating` are the holders of a role within any agency that takes part.

Nothing of a case reaches those of a body who have a conflict in it, nor those with a role who stepped aside from it, were
found to have a conflict, or are whom it is about; a task that decides is not announced to those barred from it. Whoever
keeps the place running is told whatever a case is about: that a letter came back, or that nobody holds a role.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Select, and_, false, literal, not_, or_, select, true
from sqlalchemy.orm import Session

from ombud.storage.board import Body
from ombud.storage.cases import Case, Party, Task
from ombud.storage.directory import Organisation, OrganisationKind, Participation, Person, RoleHolding, RoleScope
from ombud.workflows.days import day_of
from ombud.workflows.office import Office
from ombud.workflows.opening import contact_of
from ombud.workflows.permissions import (
    OVERSEERS,
    SYSTEM_SCOPE,
    barred_from,
    claim_stands,
    declared_barred,
    for_somebody_free,
    has_conflict,
    in_force,
    of_role,
)

OPERATORS = "role:operator"

_ACTING = (Person.id, RoleHolding.on_behalf_of)
"""Whoever holds a role, and whoever they hold it on behalf of."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to be told. Without an address they are told by post or by hand."""

    name: str
    email: str = ""
    language: str = "en"
    person_id: UUID | None = None
    party_id: UUID | None = None


def resolve(
    session: Session, office: Office, targets: Iterable[str], case: Case | None, *, at: datetime
) -> list[Recipient]:
    """Everybody the targets name today, each once. Raises ValueError for a target that is none of the five."""
    return once(found for target in targets for found in _resolve(session, office, target, case, at))


def of_task(session: Session, office: Office, task: Task, *, at: datetime) -> list[Recipient]:
    """Whoever claimed the task, as long as their claim stands; while nobody has, all who could."""
    stands = select(Person).join(Task, Task.assignee_id == Person.id).where(claim_stands(on=day_of(at)))
    if task.assignee_id is not None and (claimed := session.scalar(stands.where(Task.id == task.id))):
        return [_person(claimed)]
    if task.scope == RoleScope.CASE:
        return once(_parties(session, office, session.get_one(Case, task.case_id), task.role))
    return once(_person(person) for person in session.scalars(who_could(task, at=at).order_by(Person.email)))


def who_could(task: Task, *, at: datetime) -> Select[Person]:
    """The active persons who hold the task's role within its scope today and have no conflict, each once."""
    scope = and_(RoleHolding.scope == task.scope, RoleHolding.scope_id == task.scope_id)
    role = and_(of_role(task.role, on=day_of(at)), scope, in_force(day_of(at)))
    holders = select(Person).join(RoleHolding, RoleHolding.person_id == Person.id)
    return holders.where(Person.active, role, unbarred(task), usable(task)).distinct()


def unbarred(task: Task) -> ColumnElement[bool]:
    """On Person: has no conflict that bars them from the task."""
    if not task.impartial:
        return true()
    return not_(barred_from(Person.id, task.case_id, element=literal(task.element)))


def usable(task: Task) -> ColumnElement[bool]:
    """On RoleHolding: whoever it is held on behalf of has no conflict that bars them from the task."""
    return for_somebody_free(task.case_id, element=literal(task.element)) if task.impartial else true()


def once(found: Iterable[Recipient]) -> list[Recipient]:
    """The first of each address; those without one are told apart by who they are."""
    seen: dict[str, Recipient] = {}
    for recipient in found:
        seen.setdefault(recipient.email.lower() or str(recipient.person_id or recipient.party_id), recipient)
    return list(seen.values())


def everybody_in(
    session: Session, office: Office, case: Case, tasks: Iterable[UUID], *, at: datetime
) -> list[Recipient]:
    """The parties of a case and whoever had to do its tasks, each once."""
    roles = session.scalars(select(Party.role).where(Party.case_id == case.id).distinct()).all()
    parties = [found for role in sorted(roles) for found in _parties(session, office, case, role)]
    asked = session.scalars(select(Task).where(Task.case_id == case.id, Task.id.in_(list(tasks)))).all()
    return once([*parties, *(found for task in asked for found in of_task(session, office, task, at=at))])


def _resolve(session: Session, office: Office, target: str, case: Case | None, at: datetime) -> list[Recipient]:
    kind, _, reference = target.partition(":")
    match kind:
        case "party":
            return _parties(session, office, case, reference) if case else []
        case "role":
            within = _system_or_organisation(case)
            free = true() if case is None or reference in OVERSEERS else not_(declared_barred(_ACTING, case.id))
            return _holders(session, reference, and_(within, free), at)
        case "body":
            key, _, role = reference.partition("/")
            body_id = session.scalar(select(Body.id).where(Body.key == key))
            within = and_(RoleHolding.scope == RoleScope.BODY, RoleHolding.scope_id == body_id)
            free = not_(has_conflict(_ACTING, case.id)) if case else true()
            return _holders(session, role, and_(within, free), at)
        case "organisation":
            field, _, role = reference.partition("/")
            free = not_(declared_barred(_ACTING, case.id)) if case else true()
            return _holders(session, role, and_(_named_by(case, field), free), at)
        case "participating":
            free = not_(declared_barred(_ACTING, case.id)) if case else true()
            return _holders(session, reference, and_(_within_participating(), free), at)
    known = "party:ROLE, role:NAME, body:KEY/ROLE, organisation:FIELD/ROLE or participating:ROLE"
    raise ValueError(f"“{target}” names nobody: write {known}")


def _within_participating() -> ColumnElement[bool]:
    """On RoleHolding: held within an agency that takes part."""
    takes_part = (
        Organisation.kind == OrganisationKind.AGENCY,
        Organisation.participation == Participation.PARTICIPATING,
    )
    within = RoleHolding.scope_id.in_(select(Organisation.id).where(*takes_part))
    return and_(RoleHolding.scope == RoleScope.ORGANISATION, within)


def _named_by(case: Case | None, field: str) -> ColumnElement[bool]:
    """On RoleHolding: held within the organisation that the routing answer names."""
    named = orjson.loads(case.variables).get(field) if case else None
    if not named:
        return false()
    return and_(RoleHolding.scope == RoleScope.ORGANISATION, RoleHolding.scope_id == UUID(named))


def _system_or_organisation(case: Case | None) -> ColumnElement[bool]:
    system = and_(RoleHolding.scope == RoleScope.SYSTEM, RoleHolding.scope_id == SYSTEM_SCOPE)
    if case is None or case.organisation_id is None:
        return system
    own = and_(RoleHolding.scope == RoleScope.ORGANISATION, RoleHolding.scope_id == case.organisation_id)
    return or_(system, own)


def _holders(session: Session, role: str, within: ColumnElement[bool], at: datetime) -> list[Recipient]:
    people = (
        select(Person)
        .join(RoleHolding, RoleHolding.person_id == Person.id)
        .where(Person.active, of_role(role, on=day_of(at)), within, in_force(day_of(at)))
        .order_by(Person.email)
    )
    return [_person(person) for person in session.scalars(people).unique()]


def _parties(session: Session, office: Office, case: Case, role: str) -> list[Recipient]:
    found = []
    for party in session.scalars(select(Party).where(Party.case_id == case.id, Party.role == role).order_by(Party.id)):
        if party.person is None:
            found.append(_stranger(office, case, party))
        elif party.person.active:
            found.append(_person(party.person, party_id=party.id))
    return found


def _person(person: Person, *, party_id: UUID | None = None) -> Recipient:
    return Recipient(person.name, person.email, person.language, person_id=person.id, party_id=party_id)


def _stranger(office: Office, case: Case, party: Party) -> Recipient:
    contact = contact_of(office.vault.unwrap(case.data_key), party)
    return Recipient(
        contact.get("name", ""), contact.get("email", ""), contact.get("language") or "en", party_id=party.id
    )
