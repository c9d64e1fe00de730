"""Who names somebody that acts in a role of an organisation while nobody holds it (A69), as `bpmn/roles.toml` says."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, false, or_, true

from ombud.storage.directory import Organisation, RoleHolding, RoleScope
from ombud.workflows.actors import Actor, ActorKind
from ombud.workflows.permissions.remembered import remembered
from ombud.workflows.permissions.rights import ACTED_IN
from ombud.workflows.permissions.roles import Day, holds


@remembered
def names_acting(actor: Actor, *, on: Day, role: str = "") -> ColumnElement[bool]:
    """On Organisation: the actor names who acts as `role` within it; without `role`, who acts in any.

    Ombud itself may: where a step of a procedure asks for it, its lane has said whose step that was.
    """
    namers = {one: rule.named_by for one, rule in ACTED_IN.items() if role in ("", one)}
    if not namers:
        return false()
    if actor.kind in (ActorKind.OPERATOR, ActorKind.WORKER):
        return true()
    if actor.person_id is None:
        return false()
    theirs = and_(RoleHolding.scope == RoleScope.ORGANISATION, RoleHolding.scope_id == Organisation.id)
    by_role = or_(*(RoleHolding.role.in_(roles) for roles in namers.values()))
    return exists().where(holds(actor.person_id, on=on), theirs, by_role).correlate_except(RoleHolding)
