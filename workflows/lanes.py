"""From a lane of the diagram to the scope its role is held within."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import exists, not_, select, true

from ombud.storage.board import Body
from ombud.storage.directory import RoleHolding
from ombud.workflows import engine, permissions
from ombud.workflows.casefile.words import role_name
from ombud.workflows.days import day_of
from ombud.workflows.held import HeldCase, Row
from ombud.workflows.permissions import SYSTEM_SCOPE
from ombud.workflows.procedures.model import Lane, Scope
from ombud.workflows.refusals import InvalidAnswers, NotConfigured
from ombud.workflows.text import translate as _


def scope_id(held: HeldCase, lane: Lane, variables: Row) -> UUID:
    """The key of the organisation, body or case the lane's role is held within.

    Raises NotConfigured for a body nobody has set up, or an organisation the answers do not name.
    """
    match lane.scope:
        case Scope.SYSTEM:
            return SYSTEM_SCOPE
        case Scope.CASE:
            return held.id
        case Scope.BODY:
            return _body(held, lane.within)
        case Scope.ORGANISATION:
            named = variables.get(lane.within) if lane.within else held.case["organisation_id"]
            if not named:
                raise NotConfigured(
                    _("The role %(role)s needs an organisation, and this case names none.", role=role_name(lane.role))
                )
            return UUID(str(named))


def judged(lane: Lane, variables: Row) -> UUID | None:
    """The organisation whose act the lane's tasks judge, where the answers name one."""
    named = variables.get(lane.judges) if lane.judges else None
    return UUID(str(named)) if named else None


def judge_choice(held: HeldCase, step: engine.Step, answered: Collection[str]) -> None:
    """Raises InvalidAnswers where the answer sends a task to a lane all of whose people are barred from it, or that has
    none, and somebody of another lane with the same `chosen_by` is free. Nobody free anywhere: the operators are told."""
    lanes, elements = held.deployed.toml.lanes, held.deployed.definition.elements
    variables = dict(step.variables)
    for opened in step.opened:
        lane = lanes[elements[opened.key.element].lane]
        if lane.chosen_by not in answered or _is_free(held, lane, variables):
            continue
        if any(_is_free(held, other, variables) for other in lanes.values() if other.chosen_by == lane.chosen_by):
            sentence = _(
                "Nobody there may: the case is about them, they have another part in it, or nobody is appointed."
            )
            raise InvalidAnswers({lane.chosen_by: [sentence]})


def _is_free(held: HeldCase, lane: Lane, variables: Row) -> bool:
    """Whether somebody holds the lane's role today and is not barred from deciding."""
    barred = permissions.barred_from((RoleHolding.person_id, RoleHolding.on_behalf_of), held.id)
    somebody = exists().where(
        permissions.holds(RoleHolding.person_id, on=day_of(held.at)),
        permissions.of_role(lane.role, on=day_of(held.at)),
        RoleHolding.scope == lane.scope,
        RoleHolding.scope_id == scope_id(held, lane, variables),
        not_(barred) if lane.impartial else true(),
    )
    return bool(held.connection.scalar(select(somebody)))


def _body(held: HeldCase, key: str) -> UUID:
    """A body's id never changes, so the office remembers it."""
    known = held.office.bodies.get(key)
    if known is None:
        known = held.connection.scalar(select(Body.id).where(Body.key == key))
        if known is None:
            raise NotConfigured(_("The body %(key)s is not in the directory.", key=key))
        held.office.bodies[key] = known
    return known
