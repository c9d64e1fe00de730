"""The one place that decides who may do what.

Each rule is an SQL predicate. Lists filter by it; for one record the same predicate is selected as a column, so list and
verdict cannot disagree, and commands select it in the statement that takes the lock.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, String, and_, cast, exists, false, not_, or_, select, true
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import SQLCoreOperations

from ombud.storage.board import Body, ConflictKind
from ombud.storage.board import Conflict as Bar
from ombud.storage.cases import OPEN_TASK, Case, Party, Task, TaskStatus
from ombud.storage.directory import Organisation, Person, RoleHolding, RoleScope
from ombud.workflows.actors import Actor, ActorKind
from ombud.workflows.days import day_of
from ombud.workflows.refusals import AlreadyClaimed, Forbidden, NotFound, NotYourTask, TaskGone

SYSTEM_SCOPE = UUID(int=0)

PersonId = UUID | SQLCoreOperations[UUID] | SQLCoreOperations[UUID | None]
Who = PersonId | tuple[PersonId, ...]
"""Somebody; or several, and what holds of one of them is enough."""

Day = date | BindParameter[date]
"""Predicates take a day or a bound parameter, so that a command's statement is built once."""

#: roles that see the course of every case (never what people wrote): they keep the place running, or audit it
OVERSEERS = ("operator", "auditor")
OPERATORS = ("operator",)

#: roles that send letters by post or hand them over, and may record that they did
RECORDERS = ("director", "lead_staff", "dsb_staff", "operator")

#: roles that schedule, cancel and move the meetings of the bodies
CALENDAR_KEEPERS = ("cochair", "chair", "dsb_staff", "operator")

#: roles that preside over the bodies: order agendas, record who came, open and close ballots, find conflicts
PRESIDERS = CALENDAR_KEEPERS

#: roles that are nobody's to pass on: a seat has its alternate, and who watches or runs the place does so in person
NOT_DELEGATED = ("member", "alternate", "cochair", "chair", "operator", "auditor")

#: roles that write down the rules a body decides by, naming where they come from
RULE_SETTERS = ("cochair", "dsb_staff", "operator")

#: roles that keep the place: people and their roles, organisations, settings
ADMINISTRATORS = ("operator",)

#: roles that keep the texts of the office: letters, checklists, the document registry
EDITORS = ("operator", "director", "lead_staff")

#: roles that read the pages of administration
INSPECTORS = ("operator", "auditor")


def holds(person_id: PersonId, *, on: Day) -> ColumnElement[bool]:
    """The role holdings of an active person that are in force on a day."""
    return and_(
        RoleHolding.person_id == person_id,
        RoleHolding.from_on <= on,
        or_(RoleHolding.to_on.is_(None), RoleHolding.to_on >= on),
        exists().where(Person.id == person_id, Person.active.is_(True)),
    )


def holds_task_role(actor: Actor, *, on: Day, task: type[Task] = Task) -> ColumnElement[bool]:
    """On Task (or an alias of it): the actor holds the task's role within the task's scope."""
    in_case = and_(Party.case_id == task.case_id, Party.role == task.role, task.scope == RoleScope.CASE)
    if actor.kind is ActorKind.PARTY:
        return exists().where(Party.id == actor.party_id, in_case)
    if actor.kind is not ActorKind.PERSON or actor.person_id is None:
        return false()
    return or_(_by_role(actor.person_id, on, task), exists().where(Party.person_id == actor.person_id, in_case))


def _by_role(person_id: UUID, on: Day, task: type[Task]) -> ColumnElement[bool]:
    """By a role holding; from a task that decides, a conflict bars: one's own, and that of whom one acts for."""
    barred = barred_from((person_id, RoleHolding.on_behalf_of), task.case_id, element=task.element)
    return exists().where(holds_role_of(person_id, on, task), or_(task.impartial.is_(False), not_(barred)))


def holds_role_of(person_id: UUID, on: Day, task: type[Task]) -> ColumnElement[bool]:
    """On RoleHolding: it is somebody's, of the task's role within its scope; whether they are barred is another matter."""
    return and_(
        holds(person_id, on=on),
        RoleHolding.role == task.role,
        RoleHolding.scope == task.scope,
        RoleHolding.scope_id == task.scope_id,
    )


def for_somebody_free(case_id: CaseId, *, element: Element) -> ColumnElement[bool]:
    """On RoleHolding: held in one's own right, or on behalf of somebody who is not barred from the task."""
    barred = barred_from(RoleHolding.on_behalf_of, case_id, element=element)
    return or_(RoleHolding.on_behalf_of.is_(None), not_(barred))


class Ground(StrEnum):
    """Why somebody is barred from deciding in a case."""

    RECUSED = "recused"
    DECLARED = "declared"
    SUBJECT = "subject"
    PARTY = "party"
    ORGANISATION = "organisation"
    OTHER_SIDE = "other_side"
    DECIDED = "decided"


_BAR, _PARTY, _CASE, _PERSON = aliased(Bar), aliased(Party), aliased(Case), aliased(Person)
_BEFORE, _JUDGING, _ACTING, _ITS_PERSON = aliased(Task), aliased(Task), aliased(Organisation), aliased(Person)
_WORKED, _ASKED, _BODY = aliased(Task), aliased(Task), aliased(Body)
"""Made once: an alias takes a millisecond, and every list is filtered by these. No statement joins them itself, and each
predicate below names the aliases that are its own: every other row is the enclosing statement's, however deep it is in."""

CaseId = UUID | SQLCoreOperations[UUID]
Element = SQLCoreOperations[str] | None


def grounds(person_id: PersonId, case_id: CaseId, *, element: Element = None) -> dict[Ground, ColumnElement[bool]]:
    """Each ground as a predicate of its own. With `element`, deciding in that very task before is none."""
    return {Ground(kind): _declared(person_id, case_id, kind) for kind in ConflictKind} | {
        Ground.PARTY: _party_to(person_id, case_id),
        Ground.ORGANISATION: _of_its_organisation(person_id, case_id),
        Ground.OTHER_SIDE: _of_other_side(person_id, case_id, element),
        Ground.DECIDED: _decided_before(person_id, case_id, element),
    }


def has_conflict(person_id: Who, case_id: CaseId) -> ColumnElement[bool]:
    """Whether it is somebody's own matter: recused or found to have a conflict, a party, of the case's organisation."""
    return or_(_declared(person_id, case_id), _party_to(person_id, case_id), _of_its_organisation(person_id, case_id))


def barred_from(person_id: Who, case_id: CaseId, *, element: Element = None) -> ColumnElement[bool]:
    """Whether somebody may not decide: they have a conflict, or decided in another impartial task than `element`, or
    that task judges an act of their organisation."""
    barred = or_(has_conflict(person_id, case_id), _decided_before(person_id, case_id, element))
    return barred if element is None else or_(barred, _of_other_side(person_id, case_id, element))


def _is(column: SQLCoreOperations[Any], who: Who) -> ColumnElement[bool]:
    return or_(*(column == one for one in who)) if isinstance(who, tuple) else column == who


def _declared(person_id: Who, case_id: CaseId, *kinds: ConflictKind) -> ColumnElement[bool]:
    of_kind = _BAR.kind.in_(kinds) if kinds else true()
    in_force = and_(_is(_BAR.person_id, person_id), _BAR.lifted_at.is_(None))
    return exists().where(_BAR.case_id == case_id, in_force, of_kind).correlate_except(_BAR)


def _party_to(person_id: Who, case_id: CaseId) -> ColumnElement[bool]:
    own = and_(_is(_PARTY.person_id, person_id), _PARTY.own_matter.is_(True))
    return exists().where(_PARTY.case_id == case_id, own).correlate_except(_PARTY)


def _of_its_organisation(person_id: Who, case_id: CaseId) -> ColumnElement[bool]:
    same = and_(_is(_PERSON.id, person_id), _PERSON.organisation_id == _CASE.organisation_id)
    return exists().where(_CASE.id == case_id, same).correlate_except(_CASE, _PERSON)


def _decided_before(person_id: Who, case_id: CaseId, element: Element) -> ColumnElement[bool]:
    decided = and_(_BEFORE.case_id == case_id, _is(_BEFORE.completed_by, person_id), _BEFORE.impartial.is_(True))
    elsewhere = true() if element is None else _BEFORE.element != element
    return exists().where(decided, elsewhere).correlate_except(_BEFORE)


def _of_other_side(person_id: Who, case_id: CaseId, element: Element) -> ColumnElement[bool]:
    """Belongs to the kind of organisation whose act the task judges; without `element`, that any task of it judges."""
    judged = and_(_JUDGING.case_id == case_id, _JUDGING.excludes != "", _JUDGING.excludes == cast(_ACTING.kind, String))
    if element is not None:
        judged = and_(judged, _JUDGING.element == element)
    theirs = and_(_is(_ITS_PERSON.id, person_id), _ITS_PERSON.organisation_id == _ACTING.id)
    return exists().where(judged, theirs).correlate_except(_JUDGING, _ACTING, _ITS_PERSON)


def may_act_on_task(actor: Actor, *, on: Day) -> ColumnElement[bool]:
    """On Task: it is open, its role is the actor's, and nobody else has claimed it."""
    free: ColumnElement[bool] = Task.assignee_id.is_(None)
    if actor.person_id is not None:
        free = or_(free, Task.assignee_id == actor.person_id)
    return and_(Task.status.in_(OPEN_TASK), holds_task_role(actor, on=on), free)


def may_see_case(actor: Actor, *, on: Day) -> ColumnElement[bool]:
    """On Case: a party to it, somebody who has or had a task in it, an overseer, or who presides where it is decided."""
    if actor.kind is ActorKind.OPERATOR or actor.kind is ActorKind.WORKER:
        return true()
    if actor.kind is ActorKind.PARTY:
        return Case.id == actor.case_id
    if actor.person_id is None:
        return false()
    return or_(may_read_case(actor, on=on), oversees(actor, on=on), presides_where_decided(actor, on=on))


def may_read_case(actor: Actor, *, on: Day) -> ColumnElement[bool]:
    """On Case: may read what people wrote in it: its parties, and those who have or had a task in it."""
    if actor.kind is ActorKind.PARTY:
        return Case.id == actor.case_id
    if actor.person_id is None:
        return false()
    own = exists().where(Party.case_id == Case.id, Party.person_id == actor.person_id)
    works = exists().where(_WORKED.case_id == Case.id, holds_task_role(actor, on=on, task=_WORKED))
    return or_(own, works)


def works_on_case(actor: Actor, *, on: Day) -> ColumnElement[bool]:
    """On Case: has or had a task in it by a role, not by being its party: reads all that was written in it."""
    if actor.kind is ActorKind.OPERATOR or actor.kind is ActorKind.WORKER:
        return true()
    if actor.person_id is None:
        return false()
    return exists().where(_WORKED.case_id == Case.id, _by_role(actor.person_id, on, _WORKED))


def oversees(actor: Actor, *, on: Day, roles: tuple[str, ...] = OVERSEERS) -> ColumnElement[bool]:
    if actor.kind is ActorKind.OPERATOR:
        return true()
    if actor.person_id is None:
        return false()
    of_system = and_(RoleHolding.role.in_(roles), RoleHolding.scope == RoleScope.SYSTEM)
    return exists().where(holds(actor.person_id, on=on), of_system)


def presides(actor: Actor, body_id: UUID | SQLCoreOperations[UUID], *, on: Day) -> ColumnElement[bool]:
    """Whether the actor presides over a body: by a role within it, within the body above it, or in the whole system."""
    if actor.kind is ActorKind.OPERATOR:
        return true()
    if actor.person_id is None:
        return false()
    above = select(_BODY.parent_id).where(_BODY.id == body_id).correlate_except(_BODY).scalar_subquery()
    within = and_(
        RoleHolding.scope == RoleScope.BODY, or_(RoleHolding.scope_id == body_id, RoleHolding.scope_id == above)
    )
    anywhere = or_(within, RoleHolding.scope == RoleScope.SYSTEM)
    return exists().where(holds(actor.person_id, on=on), RoleHolding.role.in_(PRESIDERS), anywhere)


def presides_where_decided(actor: Actor, *, on: Day) -> ColumnElement[bool]:
    """On Case: presides over a body that decides or decided in it, and has no conflict: sees its course."""
    if actor.person_id is None:
        return false()
    decides = and_(_ASKED.scope == RoleScope.BODY, _ASKED.impartial.is_(True))
    by_body = exists().where(_ASKED.case_id == Case.id, decides, presides(actor, _ASKED.scope_id, on=on))
    return and_(by_body, not_(has_conflict(actor.person_id, Case.id)))


def finds_conflicts(actor: Actor, *, on: Day) -> ColumnElement[bool]:
    """On Case: says who else has a conflict in it: the operators, and whoever presides where it is decided."""
    return or_(oversees(actor, on=on, roles=OPERATORS), presides_where_decided(actor, on=on))


def has_role(session: Session, actor: Actor, roles: tuple[str, ...], *, at: datetime) -> bool:
    """Whether the actor holds one of the roles in any scope today."""
    if actor.kind is ActorKind.OPERATOR:
        return True
    if actor.person_id is None or not roles:
        return False
    held = select(RoleHolding.id).where(holds(actor.person_id, on=day_of(at)), RoleHolding.role.in_(roles))
    return session.scalar(held.limit(1)) is not None


def require(session: Session, actor: Actor, roles: tuple[str, ...], *, at: datetime) -> None:
    """Raises Forbidden unless the actor holds one of the roles today."""
    if not has_role(session, actor, roles, at=at):
        raise Forbidden()


def roles_of(session: Session, person_id: UUID, *, at: datetime) -> list[RoleHolding]:
    """Every role the person holds today, with its scope."""
    return list(session.scalars(select(RoleHolding).where(holds(person_id, on=day_of(at)))))


def see_case(session: Session, actor: Actor, case_id: UUID, *, at: datetime) -> None:
    """Raises NotFound when there is no such case or it is not visible: the two look alike."""
    found = session.scalar(select(Case.id).where(Case.id == case_id, may_see_case(actor, on=day_of(at))))
    if found is None:
        raise NotFound()


def judge_task(*, status: str, assignee_id: UUID | None, visible: bool, role_held: bool, actor: Actor) -> None:
    """The verdict on acting on one task. Raises NotFound, NotYourTask, TaskGone or AlreadyClaimed, in that order."""
    if not visible:
        raise NotFound()
    if not role_held:
        raise NotYourTask()
    if status not in OPEN_TASK:
        raise TaskGone()
    if status == TaskStatus.CLAIMED and assignee_id is not None and assignee_id != actor.person_id:
        raise AlreadyClaimed()
