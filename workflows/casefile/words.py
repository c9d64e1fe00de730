"""Names of roles, elements and days as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.board import Body
from ombud.storage.directory import Organisation, RoleHolding, RoleScope
from ombud.workflows.log import ENDED_BY_HAND
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.procedures.roles import read_roles
from ombud.workflows.text import translate


def humanised(name: str) -> str:
    """`decision_due` as people write it; for names nobody has put into words."""
    text = name.replace("_", " ").strip()
    return text[:1].upper() + text[1:]


def role_name(role: str) -> str:
    known = read_roles().roles.get(role)
    return translate(known.title if known else humanised(role))


class RoleWords:
    """A role with the organisation or body it is held within; each name is read from the database once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._names: dict[UUID, str] = {}

    def prepare(self, scope_ids: Iterable[UUID]) -> None:
        """Reads the names of many scopes in two statements."""
        missing = {scope_id for scope_id in scope_ids if scope_id.int and scope_id not in self._names}
        for table in (Body, Organisation):
            if missing:
                rows = self._session.execute(select(table.id, table.name).where(table.id.in_(missing)))
                self._names |= dict(rows.all())
                missing -= self._names.keys()
        self._names |= dict.fromkeys(missing, "")

    def learn(self, scope_id: UUID, name: str | None) -> None:
        """A name that another statement has read already."""
        self._names[scope_id] = name or ""

    def of(self, role: str, scope: RoleScope, scope_id: UUID) -> str:
        if scope not in (RoleScope.BODY, RoleScope.ORGANISATION):
            return role_name(role)
        self.prepare([scope_id])
        within = self._names[scope_id]
        if not within:
            return role_name(role)
        within = translate(within) if scope is RoleScope.BODY else within
        known = read_roles().roles.get(role)
        phrase = known.within.title if known and known.within else None
        return translate(phrase, name=within) if phrase else f"{role_name(role)}, {within}"

    def held(self, holding: RoleHolding) -> str:
        return self.of(holding.role, holding.scope, holding.scope_id)


def element_name(deployed: Deployed, element: str) -> str:
    """The name the diagram gives an element, in the reader's language."""
    known = deployed.definition.elements.get(element)
    return translate(known.name) if known and known.name else humanised(element)


def outcome_name(deployed: Deployed, outcome: str | None) -> str:
    """How a case ended, in the words of its procedure."""
    if outcome is None:
        return ""
    if outcome == ENDED_BY_HAND:
        return translate("Ended by an operator, without a decision")
    return translate(deployed.toml.outcomes.get(outcome, "")) or element_name(deployed, outcome)
