"""From a lane of the diagram to the scope its role is held within."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from ombud.storage.board import Body
from ombud.workflows.casefile.words import role_name
from ombud.workflows.held import HeldCase, Row
from ombud.workflows.permissions import SYSTEM_SCOPE
from ombud.workflows.procedures.model import Lane, Scope
from ombud.workflows.refusals import NotConfigured
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


def _body(held: HeldCase, key: str) -> UUID:
    """A body's id never changes, so the office remembers it."""
    known = held.office.bodies.get(key)
    if known is None:
        known = held.connection.scalar(select(Body.id).where(Body.key == key))
        if known is None:
            raise NotConfigured(_("The body %(key)s is not in the directory.", key=key))
        held.office.bodies[key] = known
    return known
