"""Writing down that somebody is barred from deciding in a case: the row, its sealed reason, the event that commits to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from babel.support import LazyProxy
from sqlalchemy import ColumnElement, and_, exists, insert, not_, or_, select

from ombud.storage.base import new_id
from ombud.storage.board import Conflict, ConflictKind
from ombud.storage.cases import TaskStatus
from ombud.storage.directory import Person, RoleHolding, RoleScope
from ombud.workflows import permissions
from ombud.workflows.assigning import announcement, assign
from ombud.workflows.board.ballots import roster
from ombud.workflows.days import day_of
from ombud.workflows.engine.values import ElementKey
from ombud.workflows.held import TASKS, HeldCase
from ombud.workflows.submissions import say
from ombud.workflows.text import in_language, lazy

DECLARED, LIFTED = "conflict.declared", "conflict.lifted"
"""Kinds of events, and the forms of what was said with them: reasons that are for those who preside."""

ELEMENT = "conflict"
"""Stands where a submission names its element: a conflict belongs to the case, not to a step of it."""

ABOUT_THEM = lazy("The case was brought about whoever holds this role, by name of the role.")


def bar(
    held: HeldCase,
    person_ids: Sequence[UUID],
    kind: ConflictKind,
    reason: str | LazyProxy,
    *,
    step: ElementKey | None = None,
    cites: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Adds a conflict for each of them, with its event, which names the person and the kind and nothing that was said;
    and the `step` that asked for it, if one did, or what whoever found it `cites`. Words of ours are kept in English:
    pages translate them.

    What they had claimed and may no longer decide goes back to its role, and so does what somebody had claimed on
    their behalf; all who could do it are told, and where nobody is left who could do a task, the operators are. In
    ballots that are open they vote no more.
    """
    with in_language("en"):
        why = str(reason)
    rows = [_row(held, person_id, kind, why, step, cites) for person_id in person_ids]
    if not rows:
        return
    held.connection.execute(insert(Conflict), rows)
    roster.bar(held, person_ids, why)
    on = day_of(held.at)
    theirs = or_(TASKS.c.assignee_id.in_(person_ids), _claimed_for(person_ids, on=on))
    claimed = and_(TASKS.c.status == TaskStatus.CLAIMED, theirs)
    concerned = (TASKS.c.case_id == held.id, TASKS.c.impartial, or_(claimed, _without_them(person_ids, on=on)))
    for task in held.connection.execute(select(TASKS).where(*concerned)).mappings().all():
        key = ElementKey(task["element"], task["occurrence"], task["item"])
        if task["status"] == TaskStatus.CLAIMED:
            assign(held, task["id"], key, None, "task.released")
        else:
            held.jobs.append(announcement(held, key))


def bar_subjects(held: HeldCase, routing: Mapping[str, Any]) -> None:
    """Bars the holders of every role that the opening says the case is about. Asks the database nothing otherwise."""
    roles = [role for field, role in held.deployed.toml.start.subjects.items() if routing.get(field)]
    if roles:
        bar(held, _holders(held, roles), ConflictKind.SUBJECT, ABOUT_THEM)


def _without_them(person_ids: Sequence[UUID], *, on: date) -> ColumnElement[bool]:
    """On TASKS: in nobody's hand; one of them could do it, or somebody for them, and nobody can any more."""
    theirs = or_(RoleHolding.person_id.in_(person_ids), RoleHolding.on_behalf_of.in_(person_ids))
    could = exists().where(_of_its_role(on), theirs)
    return and_(TASKS.c.status == TaskStatus.READY, could, not_(permissions.somebody_can(on=on)))


def _claimed_for(person_ids: Sequence[UUID], *, on: date) -> ColumnElement[bool]:
    """On TASKS: whoever claimed it holds its role on behalf of one of them."""
    for_them = RoleHolding.on_behalf_of.in_(person_ids)
    return exists().where(RoleHolding.person_id == TASKS.c.assignee_id, _of_its_role(on), for_them)


def _of_its_role(on: date) -> ColumnElement[bool]:
    """On RoleHolding: of the role of a task within its scope."""
    within = and_(RoleHolding.scope == TASKS.c.scope, RoleHolding.scope_id == TASKS.c.scope_id)
    return and_(permissions.of_role(TASKS.c.role, on=on), within)


def _row(
    held: HeldCase,
    person_id: UUID,
    kind: ConflictKind,
    reason: str,
    step: ElementKey | None,
    cites: Mapping[str, str],
) -> dict[str, Any]:
    conflict_id = new_id()
    said = {"reason": reason, "conflict": str(conflict_id)}
    commitment = say(held, said, element=ELEMENT, about=DECLARED)
    facts = {"person": str(person_id), "kind": str(kind), "conflict": str(conflict_id), **cites}
    held.event(DECLARED, facts, element=step, commitment=commitment)
    sealed = held.key.seal(reason.encode(), table="conflicts", column="reason_sealed", row_id=conflict_id)
    return {
        "id": conflict_id,
        "case_id": held.id,
        "person_id": person_id,
        "kind": kind,
        "declared_at": held.at,
        "declared_by": held.by.person_id,
        "reason_sealed": sealed,
        "lifted_at": None,
    }


def _holders(held: HeldCase, roles: list[str]) -> list[UUID]:
    """Who holds one of the roles in the system or in the case's organisation, in their own right: whoever acts for a
    holder, by delegation or as a substitute, is not whom the case is about."""
    own = and_(RoleHolding.scope == RoleScope.ORGANISATION, RoleHolding.scope_id == held.case["organisation_id"])
    statement = select(RoleHolding.person_id).where(
        permissions.of_roles(roles, on=day_of(held.at)),
        or_(RoleHolding.scope == RoleScope.SYSTEM, own),
        permissions.in_force(day_of(held.at)),
        RoleHolding.on_behalf_of.is_(None),
        exists().where(Person.id == RoleHolding.person_id, Person.active),
    )
    return list(held.connection.scalars(statement.distinct().order_by(RoleHolding.person_id)))
