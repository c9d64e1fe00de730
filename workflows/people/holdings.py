"""What has to hold before a role is granted or ended, and what ends with one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from ombud.storage.accounts import Account
from ombud.storage.board import Body, Delegation
from ombud.storage.directory import Organisation, Person, RoleHolding, RoleScope
from ombud.workflows import permissions, requests
from ombud.workflows.actors import Actor, ActorKind
from ombud.workflows.days import day_of
from ombud.workflows.people import mirrors
from ombud.workflows.procedures.roles import read_roles
from ombud.workflows.refusals import InvalidCommand, LastOperator, NotFound, RoleFilled, RoleHeld
from ombud.workflows.text import translate as _

if TYPE_CHECKING:
    from ombud.workflows.people.roles import KnownRole


def held(session: Session, holding_id: UUID) -> RoleHolding:
    """A role holding under its lock. Raises NotFound."""
    found = select(RoleHolding).where(RoleHolding.id == holding_id).with_for_update(of=RoleHolding)
    holding = session.scalar(found)
    if holding is None:
        raise NotFound()
    return holding


def must_fit(session: Session, known: KnownRole | None, scope: RoleScope, scope_id: UUID) -> None:
    """Raises InvalidCommand for a role nobody knows, one that is not granted, and a scope that is not its own."""
    if known is None:
        raise InvalidCommand(_("There is no such role."))
    if known.seated:
        raise InvalidCommand(_("This role comes with a seat or an office: it is given on the page of its body."))
    if not known.granted or scope not in known.scopes or scope is RoleScope.CASE:
        raise InvalidCommand(_("This role is not held within that."))
    if scope is RoleScope.SYSTEM and scope_id != permissions.SYSTEM_SCOPE:
        raise InvalidCommand(_("This role is not held within that."))
    if scope is RoleScope.BODY and session.get(Body, scope_id) is None:
        raise InvalidCommand(_("There is no such body."))
    if scope is RoleScope.ORGANISATION:
        organisation = session.get(Organisation, scope_id)
        if organisation is None:
            raise InvalidCommand(_("There is no such organisation."))
        if known.kinds and organisation.kind not in known.kinds:
            raise InvalidCommand(_("An organisation of this kind does not have this role."))


def must_be_new(session: Session, coming: RoleHolding, name: str) -> None:
    """Raises RoleHeld, with the days, where somebody holds the role within the scope on one of those days."""
    same = select(RoleHolding).where(
        RoleHolding.person_id == coming.person_id,
        mirrors.same_role(coming),
        mirrors.within((coming.from_on, coming.to_on)),
    )
    known = session.scalar(same.order_by(RoleHolding.from_on).limit(1))
    if known is not None:
        place = _("In somebody's place: end the delegation, or the substitution, first.")
        raise RoleHeld(f"{_days_words(known, name)} {place if known.on_behalf_of else ''}".strip())


def must_be_filled_once(session: Session, coming: RoleHolding, *, replaces: bool, at: datetime) -> list[RoleHolding]:
    """Who else holds, on those days, a role an organisation has one holder of (A80); the organisation is locked.

    Raises RoleFilled unless they are replaced, and InvalidCommand where that would take days back from them.
    """
    session.scalar(select(Organisation.id).where(Organisation.id == coming.scope_id).with_for_update())
    found = others(session, coming)
    if found and not replaces:
        raise RoleFilled(" ".join(_days_words(other, other.person.name) for other in found))
    if any(other.from_on >= coming.from_on for other in found) or (found and coming.from_on < day_of(at)):
        raise InvalidCommand(_("Somebody is replaced from today on or later, and after their first day."))
    return found


def others(session: Session, coming: RoleHolding) -> list[RoleHolding]:
    """Who else holds the role within the scope on one of those days, in their own right."""
    found = (
        select(RoleHolding)
        .join(Person, Person.id == RoleHolding.person_id)
        .where(
            RoleHolding.person_id != coming.person_id,
            mirrors.same_role(coming),
            mirrors.within((coming.from_on, coming.to_on)),
            mirrors.in_own_right(),
            Person.active,
        )
        .options(joinedload(RoleHolding.person))
        .order_by(RoleHolding.from_on)
    )
    return list(session.scalars(found))


def must_end_here(holding: RoleHolding) -> None:
    """Raises InvalidCommand for a role that ends with what it came with: a seat, a delegation, a substitute."""
    rule = read_roles().roles.get(holding.role)
    if rule is not None and rule.seated:
        raise InvalidCommand(_("This role comes with a seat or an office: it is ended on the page of its body."))
    if holding.on_behalf_of is not None:
        raise InvalidCommand(_("This role is held in somebody's place. End the delegation, or the substitution."))


def must_leave_operator(session: Session, holding: RoleHolding, *, after: date, by: Actor) -> None:
    """Raises LastOperator where the role of an operator ends and nobody who can sign in holds it the day after."""
    if holding.role in permissions.ADMINISTRATORS:
        must_have_operator(session, but=holding.person_id, on=after + timedelta(days=1), by=by)


def must_have_operator(session: Session, *, but: UUID, on: date, by: Actor) -> None:
    """Raises LastOperator where an operator goes and nobody else who can sign in is one on a day. The command line may."""
    operators = select(RoleHolding.id).where(
        permissions.holds(RoleHolding.person_id, on=on),
        RoleHolding.role.in_(permissions.ADMINISTRATORS),
        RoleHolding.scope == RoleScope.SYSTEM,
    )
    if by.kind is ActorKind.OPERATOR or session.scalar(operators.where(RoleHolding.person_id == but).limit(1)) is None:
        return
    requests.hold(session, "the last operator")
    others = operators.where(RoleHolding.person_id != but)
    left = others.join(Account, Account.person_id == RoleHolding.person_id)
    if session.scalar(left.limit(1)) is None:
        raise LastOperator()


def end_mirrors(session: Session, holding: RoleHolding, *, on: date, at: datetime) -> None:
    """Ends with a role what stands for it: what its holder passed on, or what a substitute does in their place."""
    theirs = and_(RoleHolding.on_behalf_of == holding.person_id, mirrors.same_role(holding))
    lasting = or_(RoleHolding.to_on.is_(None), RoleHolding.to_on > on)
    for mirror in session.scalars(select(RoleHolding).where(theirs, lasting)).all():
        delegation = session.scalar(select(Delegation).where(Delegation.holding_id == mirror.id))
        if delegation is not None and mirror.from_on <= on:
            delegation.to_on = on
        elif delegation is not None:
            delegation.revoked_at = at
        mirrors.end(session, mirror, today=on + timedelta(days=1), at=at)


def _days_words(holding: RoleHolding, name: str) -> str:
    since = holding.from_on.isoformat()
    if holding.to_on is None:
        return _("%(name)s holds it since %(since)s.", name=name, since=since)
    return _("%(name)s holds it from %(since)s to %(until)s.", name=name, since=since, until=holding.to_on.isoformat())
