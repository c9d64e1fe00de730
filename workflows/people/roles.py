"""Roles in scope: which there are, granting one, ending one, taking back one that was held on no day that is over.

A role that comes with a seat or an office of a body is given on that body's page. What hangs on a role, a delegation
or a substitute's standing in, ends with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from ombud.storage.base import new_id
from ombud.storage.directory import OrganisationKind, RoleHolding, RoleScope
from ombud.storage.events import SYSTEM_CHAIN
from ombud.workflows import permissions, requests
from ombud.workflows.actors import Actor
from ombud.workflows.assigning import watch_claims
from ombud.workflows.casefile.words import role_name
from ombud.workflows.days import day_of
from ombud.workflows.happening import happened
from ombud.workflows.office import Office
from ombud.workflows.people import holdings, mirrors, persons, substitutes
from ombud.workflows.procedures.roles import RoleRule, read_roles
from ombud.workflows.refusals import Forbidden, InvalidCommand
from ombud.workflows.text import translate as _

CONSTANTS = (
    permissions.OVERSEERS,
    permissions.RECORDERS,
    permissions.RULE_SETTERS,
    permissions.ADMINISTRATORS,
    permissions.EDITORS,
    permissions.INSPECTORS,
)
"""Roles the code itself asks for; those of the bodies stand in roles.toml."""


@dataclass(frozen=True, slots=True)
class KnownRole:
    role: str
    scopes: tuple[RoleScope, ...]
    title: str
    kinds: tuple[OrganisationKind, ...] = ()  # of organisations it is held within; empty: any
    one_per_organisation: bool = False
    aliases: tuple[str, ...] = ()  # other names the manual has for it
    seated: bool = False  # given with a seat or an office of a body, not here

    @property
    def names(self) -> str:
        """Its title, and what else it is called."""
        also = ", ".join(self.aliases)
        return _("%(role)s (also called %(names)s)", role=self.title, names=also) if also else self.title

    @property
    def granted(self) -> bool:
        """Whether somebody is given it by `grant`."""
        return not self.seated and self.scopes != (RoleScope.CASE,)


def known_roles(session: Session, office: Office) -> list[KnownRole]:
    """Every role that the list of roles, a deployed procedure, a duty or a permission names, by title."""
    named: dict[str, set[RoleScope]] = {}
    for role, scope in _named(session, office):
        named.setdefault(role, set()).update({scope} if scope else set())
    rules = read_roles().roles
    known = [_known(role, scopes, rules.get(role)) for role, scopes in named.items()]
    return sorted(known, key=lambda one: one.title)


def grant(
    session: Session,
    office: Office,
    person_id: UUID,
    *,
    role: str,
    scope: RoleScope,
    scope_id: UUID,
    from_on: date,
    to_on: date | None,
    by: Actor,
    at: datetime,
    replaces: bool = False,
    request_key: str | None = None,
) -> UUID:
    """Gives somebody a role within a scope, its last day included. The same request twice is one role.

    `replaces` ends the present holder's of a role an organisation has one holder of, the day before (A80). Raises
    NotFound, Forbidden for a role to oneself, RoleHeld, RoleFilled, InvalidCommand for a role, scope or days that do
    not fit.
    """
    permissions.require(session, by, permissions.ADMINISTRATORS, at=at)
    holding_id = uuid5(SYSTEM_CHAIN, request_key) if request_key else new_id()
    person = persons.held(session, person_id)
    if session.get(RoleHolding, holding_id) is not None:
        return holding_id
    if by.person_id == person_id:
        raise Forbidden(_("Nobody grants a role to themself. Ask another operator."))
    known = next((one for one in known_roles(session, office) if one.role == role), None)
    holdings.must_fit(session, known, scope, scope_id)
    mirrors.must_be_on_calendar(from_on, to_on)
    if to_on is not None and to_on < from_on:
        raise InvalidCommand(_("The last day is before the first."))
    held = {"role": role, "scope": scope, "scope_id": scope_id}
    holding = RoleHolding(id=holding_id, person_id=person_id, from_on=from_on, to_on=to_on, **held)
    holdings.must_be_new(session, holding, person.name)
    if known is not None and known.one_per_organisation:
        _replace(session, holding, replaces=replaces, by=by, at=at)
    begin(session, "role.granted", holding, by=by, at=at)
    return holding_id


def end(session: Session, holding_id: UUID, *, to_on: date, by: Actor, at: datetime) -> None:
    """`to_on` is the role's last day; yesterday ends it at once. What was passed on from it ends the same day.

    Raises NotFound, Forbidden, LastOperator, InvalidCommand for a day that does not fit or a role ended elsewhere.
    """
    permissions.require(session, by, permissions.ADMINISTRATORS, at=at)
    holding = holdings.held(session, holding_id)
    holdings.must_end_here(holding)
    mirrors.must_be_on_calendar(to_on)
    if to_on < holding.from_on:
        raise InvalidCommand(_("The last day is before the first. Take the role back instead."))
    if to_on < day_of(at) - timedelta(days=1):
        raise InvalidCommand(_("What was done until yesterday was done in this role. Yesterday ends it at once."))
    if holding.to_on is not None and to_on > holding.to_on:
        raise InvalidCommand(_("The role ends before that day already."))
    holdings.must_leave_operator(session, holding, after=to_on, by=by)
    stop(session, holding, to_on, by=by, at=at)


def take_back(session: Session, holding_id: UUID, *, by: Actor, at: datetime, request_key: str | None = None) -> None:
    """Undoes a role granted by mistake that begins today or later: on no day that has ended was it held.

    Raises what `end` raises.
    """
    permissions.require(session, by, permissions.ADMINISTRATORS, at=at)
    if requests.is_done(session, request_key):
        return
    holding = holdings.held(session, holding_id)
    holdings.must_end_here(holding)
    if holding.from_on < day_of(at):
        raise InvalidCommand(_("This role has been held already. Give it a last day instead."))
    holdings.must_leave_operator(session, holding, after=holding.from_on - timedelta(days=1), by=by)
    undo(session, holding, by=by, at=at, request_key=request_key)


def begin(session: Session, event: str, holding: RoleHolding, *, by: Actor, at: datetime) -> None:
    """Writes down a role whose verdict and days were looked at. A claim made by it is watched to its last day, and it is
    their substitute's too."""
    session.add(holding)
    session.flush()
    if holding.to_on is not None:
        watch_claims(session, holding.id, holding.person_id, after=holding.to_on, at=at)
    substitutes.follow(session, holding, at=at)
    _tell(session, event, holding, by=by, at=at)


def stop(session: Session, holding: RoleHolding, last: date, *, by: Actor, at: datetime) -> None:
    """Gives a locked role its last day, and with it what stands for it; a role that ends that day already stays."""
    if holding.to_on == last:
        return
    holdings.end_mirrors(session, holding, on=last, at=at)
    holding.to_on = last
    session.flush()
    watch_claims(session, holding.id, holding.person_id, after=last, at=at)
    _tell(session, "role.ended", holding, by=by, at=at)


def undo(session: Session, holding: RoleHolding, *, by: Actor, at: datetime, request_key: str | None = None) -> None:
    """Removes a locked role that was held on no day that is over; the log keeps that there was one."""
    day_before = holding.from_on - timedelta(days=1)
    holdings.end_mirrors(session, holding, on=day_before, at=at)
    watch_claims(session, holding.id, holding.person_id, after=day_before, at=at)
    _tell(session, "role.taken_back", holding, by=by, at=at, request_key=request_key)
    session.delete(holding)
    session.flush()


def _named(session: Session, office: Office) -> Iterator[tuple[str, RoleScope | None]]:
    """Roles with a scope they are named with; without one where only the role is named."""
    for role, rule in read_roles().roles.items():
        yield from ((role, RoleScope(scope)) for scope in rule.scopes)
    for deployed in office.procedures.all_latest(session):
        yield from ((lane.role, RoleScope(lane.scope)) for lane in deployed.toml.lanes.values())
        start = deployed.toml.start
        yield start.party, RoleScope.CASE
        yield from ((role, None) for role in (*start.roles, *start.recorders))
    for duty in office.duties.duties:
        kind, _colon, reference = duty.who.partition(":")
        within = reference.partition("/")[2]
        if kind == "role":
            yield reference, None
        elif within:
            yield within, RoleScope.BODY
    yield from ((role, None) for roles in CONSTANTS for role in roles)


def _known(role: str, scopes: set[RoleScope], rule: RoleRule | None) -> KnownRole:
    """A role that is only named is held in the whole system."""
    ordered = tuple(scope for scope in RoleScope if scope in (scopes or {RoleScope.SYSTEM}))
    if rule is None:
        return KnownRole(role, ordered, role_name(role))
    also = tuple(alias.name for alias in rule.aliases)
    return KnownRole(role, ordered, role_name(role), rule.kinds, rule.one_per_organisation, also, rule.seated)


def _replace(session: Session, coming: RoleHolding, *, replaces: bool, by: Actor, at: datetime) -> None:
    last = coming.from_on - timedelta(days=1)
    for present in holdings.must_be_filled_once(session, coming, replaces=replaces, at=at):
        stop(session, present, last, by=by, at=at)


def _tell(
    session: Session, kind: str, holding: RoleHolding, *, by: Actor, at: datetime, request_key: str | None = None
) -> None:
    facts: dict[str, Any] = {
        "holding": str(holding.id),
        "person": str(holding.person_id),
        "role": holding.role,
        "scope": str(holding.scope),
        "scope_id": str(holding.scope_id),
        "from_on": holding.from_on.isoformat(),
        "to_on": holding.to_on.isoformat() if holding.to_on else None,
    }
    happened(session, kind, facts, by=by, at=at, request_key=request_key)
