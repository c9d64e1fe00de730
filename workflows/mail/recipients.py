"""Who a notice or a letter goes to: `party:ROLE`, `role:NAME`, `body:KEY/ROLE`, or whoever a task belongs to.

Nothing of a case reaches those of a body who have a conflict in it, nor a task that decides those barred from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, literal, not_, or_, select, true
from sqlalchemy.orm import Session

from ombud.storage.board import Body
from ombud.storage.cases import Case, Party, Task
from ombud.storage.directory import Person, RoleHolding, RoleScope
from ombud.workflows.days import day_of
from ombud.workflows.office import Office
from ombud.workflows.opening import contact_of
from ombud.workflows.permissions import barred_from, for_somebody_free, has_conflict, holds

SYSTEM_SCOPE = UUID(int=0)
OPERATORS = "role:operator"


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
    """Everybody the targets name today, each once. Raises ValueError for a target that is none of the three."""
    return once(found for target in targets for found in _resolve(session, office, target, case, at))


def of_task(session: Session, office: Office, task: Task, *, at: datetime) -> list[Recipient]:
    """Whoever claimed the task; while nobody has, all who could."""
    if task.assignee_id is not None:
        assignee = select(Person).where(Person.id == task.assignee_id, Person.active, unbarred(task))
        assignee = assignee.where(_still_asked(task, at))
        if claimed := session.scalar(assignee):
            return [_person(claimed)]
    if task.scope == RoleScope.CASE:
        return once(_parties(session, office, session.get_one(Case, task.case_id), task.role))
    within = and_(RoleHolding.scope == task.scope, RoleHolding.scope_id == task.scope_id)
    return once(_holders(session, task.role, and_(within, unbarred(task), usable(task)), at))


def unbarred(task: Task) -> ColumnElement[bool]:
    """On Person: has no conflict that bars them from the task."""
    if not task.impartial:
        return true()
    return not_(barred_from(Person.id, task.case_id, element=literal(task.element)))


def usable(task: Task) -> ColumnElement[bool]:
    """On RoleHolding: whoever it is held on behalf of has no conflict that bars them from the task."""
    return for_somebody_free(task.case_id, element=literal(task.element)) if task.impartial else true()


def _still_asked(task: Task, at: datetime) -> ColumnElement[bool]:
    """On Person: still holds the task's role; what was passed on to them may have ended since they claimed it."""
    if task.scope == RoleScope.CASE:
        return true()
    role = (RoleHolding.role == task.role, RoleHolding.scope == task.scope, RoleHolding.scope_id == task.scope_id)
    return exists().where(holds(Person.id, on=day_of(at)), *role, usable(task)).correlate(Person)


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
            return _holders(session, reference, _system_or_organisation(case), at)
        case "body":
            key, _, role = reference.partition("/")
            body_id = session.scalar(select(Body.id).where(Body.key == key))
            within = and_(RoleHolding.scope == RoleScope.BODY, RoleHolding.scope_id == body_id)
            free = not_(has_conflict(Person.id, case.id)) if case else true()
            return _holders(session, role, and_(within, free), at)
    raise ValueError(f"“{target}” names nobody: write party:ROLE, role:NAME or body:KEY/ROLE")


def _system_or_organisation(case: Case | None) -> ColumnElement[bool]:
    system = and_(RoleHolding.scope == RoleScope.SYSTEM, RoleHolding.scope_id == SYSTEM_SCOPE)
    if case is None or case.organisation_id is None:
        return system
    own = and_(RoleHolding.scope == RoleScope.ORGANISATION, RoleHolding.scope_id == case.organisation_id)
    return or_(system, own)


def _holders(session: Session, role: str, within: ColumnElement[bool], at: datetime) -> list[Recipient]:
    on = day_of(at)
    in_force = and_(RoleHolding.from_on <= on, or_(RoleHolding.to_on.is_(None), RoleHolding.to_on >= on))
    people = (
        select(Person)
        .join(RoleHolding, RoleHolding.person_id == Person.id)
        .where(Person.active, RoleHolding.role == role, within, in_force)
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
