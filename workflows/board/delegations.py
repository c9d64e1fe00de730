"""Delegations: authority passed on (P103-d, A11), recorded with scope, dates and terms, and revoked.

While one is in force, a role holding mirrors it, so tasks and permissions know nothing of delegations; what is done by
that holding cites it (`under`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.base import ExecutableOption

from ombud.storage.board import Delegation
from ombud.storage.directory import Person, RoleHolding
from ombud.workflows import permissions, requests
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.words import RoleWords
from ombud.workflows.days import day_of
from ombud.workflows.happening import happened
from ombud.workflows.mail import links
from ombud.workflows.mail.wording import Wording
from ombud.workflows.office import Office
from ombud.workflows.people import mails, mirrors, persons
from ombud.workflows.refusals import Forbidden, InvalidCommand, NotFound
from ombud.workflows.text import translate as _

WATCHERS = (*permissions.OVERSEERS, *permissions.PRESIDERS)
"""Roles that see every delegation; others see those they are a side of."""


class DelegationState(StrEnum):
    COMING = "coming"
    IN_FORCE = "in_force"
    ENDED = "ended"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Shown:
    """A delegation as a page shows it."""

    id: UUID
    role: str
    from_name: str
    to_name: str
    terms: str
    source: str
    from_on: date
    to_on: date | None
    state: DelegationState
    revoked_at: datetime | None
    may_revoke: bool


@dataclass(frozen=True, slots=True)
class Delegable:
    """A role that somebody holds in their own right and may pass on."""

    holding_id: UUID
    person_id: UUID
    name: str
    role: str


def record(
    session: Session,
    office: Office,
    *,
    holding_id: UUID,
    to_person_id: UUID,
    terms: str,
    source: str,
    from_on: date,
    to_on: date | None,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> UUID:
    """Passes on the role of a holding, never for longer than that holding lasts. By its holder, or an operator; whoever of
    the two sides did not do it is told.

    The same request twice is one delegation. Raises NotFound, Forbidden, InvalidCommand for a role that is not passed
    on, a person who holds it already, or days that do not fit.
    """
    delegation_id = requests.id_of(request_key)
    holding, to = _locked(session, holding_id, to_person_id)
    if session.get(Delegation, delegation_id) is not None:
        return delegation_id
    _must_pass_on(session, holding, to, by=by, at=at)
    _must_fit(session, holding, to, terms, from_on, to_on, at)
    to_on = min((day for day in (to_on, holding.to_on) if day is not None), default=None)
    mirror = mirrors.mirror(session, holding, to.id, (from_on, to_on), at=at)
    delegation = Delegation(
        id=delegation_id,
        from_person_id=holding.person_id,
        to_person_id=to.id,
        terms=terms.strip(),
        source=source.strip(),
        from_on=from_on,
        to_on=to_on,
        holding_id=mirror.id,
        recorded_at=at,
        recorded_by=by.person_id,
        **_role_of(holding),
    )
    session.add(delegation)
    session.flush()
    _happened(session, "delegation.recorded", delegation, by=by, at=at)
    _tell_others(session, office, delegation, mails.delegation_recorded, by=by, at=at)
    return delegation_id


def revoke(session: Session, office: Office, delegation_id: UUID, *, by: Actor, at: datetime) -> None:
    """Ends a delegation at once, by either side or an operator; the other side is told. One that has ended already stays
    as it ended.

    Raises NotFound for one that is not theirs to see, Forbidden for one that is not theirs to end.
    """
    found = select(Delegation).where(Delegation.id == delegation_id, _visible(session, by, at=at))
    delegation = session.scalar(found)
    if delegation is None:
        raise NotFound()
    persons.locked(session, {delegation.from_person_id, delegation.to_person_id})
    session.refresh(delegation, with_for_update=True)
    if not _may_revoke(delegation, by, operates=_operates(session, by, at=at)):
        raise Forbidden(_("A delegation is revoked by those between whom it is, or by an operator."))
    _revoke(session, office, delegation, {}, by=by, at=at)


def revoke_all_of(session: Session, office: Office, person_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Revokes what somebody passed on and what was passed on to them, also what has yet to begin. `reason` is a word of
    ours, such as "disabled": the event keeps it. By whoever may disable them."""
    sides = or_(Delegation.from_person_id == person_id, Delegation.to_person_id == person_id)
    lasting = and_(Delegation.revoked_at.is_(None), or_(Delegation.to_on.is_(None), Delegation.to_on >= day_of(at)))
    found = select(Delegation).where(sides, lasting).order_by(Delegation.id).with_for_update(of=Delegation)
    for delegation in session.scalars(found).all():
        _revoke(session, office, delegation, {"reason": reason}, by=by, at=at)


def _revoke(
    session: Session, office: Office, delegation: Delegation, why: dict[str, str], *, by: Actor, at: datetime
) -> None:
    today = day_of(at)
    if _state(delegation, today) in (DelegationState.REVOKED, DelegationState.ENDED):
        return
    delegation.revoked_at = at
    mirror = session.get(RoleHolding, delegation.holding_id) if delegation.holding_id else None
    if mirror is not None:
        mirrors.end(session, mirror, today=today, at=at)
    session.flush()
    _happened(session, "delegation.revoked", delegation, why, by=by, at=at)
    _tell_others(session, office, delegation, mails.delegation_revoked, by=by, at=at)


def listing(session: Session, actor: Actor, *, at: datetime) -> list[Shown]:
    """Those between whom a delegation is, who preside and who oversee see it; the ones in force come first."""
    on, words, operates = day_of(at), RoleWords(session), _operates(session, actor, at=at)
    rows = session.scalars(select(Delegation).where(_visible(session, actor, at=at)).options(*_sides())).all()
    words.prepare({row.scope_id for row in rows})
    shown = [
        Shown(
            id=row.id,
            role=words.of(row.role, row.scope, row.scope_id),
            from_name=row.from_person.name,
            to_name=row.to_person.name,
            terms=row.terms,
            source=row.source,
            from_on=row.from_on,
            to_on=row.to_on,
            state=_state(row, on),
            revoked_at=row.revoked_at,
            may_revoke=_may_revoke(row, actor, operates=operates),
        )
        for row in rows
    ]
    order = [DelegationState.IN_FORCE, DelegationState.COMING, DelegationState.ENDED, DelegationState.REVOKED]
    return sorted(shown, key=lambda one: (order.index(one.state), one.from_on, one.to_name))


def delegable(session: Session, actor: Actor, *, at: datetime) -> list[Delegable]:
    """The roles the actor may pass on: their own; every person's for an operator."""
    held = select(RoleHolding, Person).join(Person, Person.id == RoleHolding.person_id)
    held = held.where(permissions.holds(Person.id, on=day_of(at)), mirrors.may_be_passed_on()).order_by(Person.name)
    if not _operates(session, actor, at=at):
        held = held.where(RoleHolding.person_id == actor.person_id)
    rows, words = session.execute(held).all(), RoleWords(session)
    words.prepare({row.scope_id for row, _person in rows})
    return [Delegable(row.id, person.id, person.name, words.held(row)) for row, person in rows]


def _locked(session: Session, holding_id: UUID, to_person_id: UUID) -> tuple[RoleHolding, Person]:
    """The holding and the person it is passed to, under the locks of both sides and then its own: two delegations at once
    take turns, and the role does not end meanwhile."""
    owner = session.scalar(select(RoleHolding.person_id).where(RoleHolding.id == holding_id))
    if owner is None:
        raise NotFound()
    people = persons.locked(session, {owner, to_person_id})
    held = select(RoleHolding).where(RoleHolding.id == holding_id).with_for_update(of=RoleHolding)
    holding = session.scalar(held.execution_options(populate_existing=True))
    to = people.get(to_person_id)
    if holding is None or to is None or not to.active:
        raise NotFound()
    return holding, to


def _must_pass_on(session: Session, holding: RoleHolding, to: Person, *, by: Actor, at: datetime) -> None:
    if holding.person_id != by.person_id and not _operates(session, by, at=at):
        raise Forbidden(_("Whoever holds a role passes it on, or an operator records it for them."))
    if by.person_id == to.id and by.person_id != holding.person_id:
        raise Forbidden(_("Nobody passes the role of another on to themself. Ask another operator."))
    may = select(RoleHolding.id).where(RoleHolding.id == holding.id, mirrors.may_be_passed_on())
    if session.scalar(may) is None:
        raise InvalidCommand(_("This role is not passed on: it is held by delegation itself, or in person only."))


def _must_fit(
    session: Session, holding: RoleHolding, to: Person, terms: str, from_on: date, to_on: date | None, at: datetime
) -> None:
    mirrors.must_be_on_calendar(from_on, to_on)
    if not terms.strip():
        raise InvalidCommand(_("Say what exactly is delegated."))
    if from_on < day_of(at):
        raise InvalidCommand(_("A delegation begins today or later: what was done before was not done under it."))
    if to_on is not None and to_on < from_on:
        raise InvalidCommand(_("The last day is before the first."))
    if holding.from_on > from_on or (holding.to_on is not None and holding.to_on < from_on):
        raise InvalidCommand(_("On that day the role is not theirs to pass on."))
    if mirrors.holds_already(session, to.id, holding, (from_on, to_on)):
        raise InvalidCommand(_("%(name)s holds this role then already.", name=to.name))


def _role_of(holding: RoleHolding) -> dict[str, Any]:
    return {"role": holding.role, "scope": holding.scope, "scope_id": holding.scope_id}


def _visible(session: Session, actor: Actor, *, at: datetime) -> ColumnElement[bool]:
    if permissions.has_role(session, actor, WATCHERS, at=at):
        return Delegation.id.is_not(None)
    return or_(Delegation.from_person_id == actor.person_id, Delegation.to_person_id == actor.person_id)


def _operates(session: Session, actor: Actor, *, at: datetime) -> bool:
    return permissions.has_role(session, actor, permissions.OPERATORS, at=at)


def _may_revoke(delegation: Delegation, actor: Actor, *, operates: bool) -> bool:
    return operates or actor.person_id in (delegation.from_person_id, delegation.to_person_id)


def _state(row: Delegation, on: date) -> DelegationState:
    if row.revoked_at is not None:
        return DelegationState.REVOKED
    if row.from_on > on:
        return DelegationState.COMING
    return DelegationState.ENDED if row.to_on is not None and row.to_on < on else DelegationState.IN_FORCE


def _sides() -> tuple[ExecutableOption, ...]:
    return joinedload(Delegation.from_person), joinedload(Delegation.to_person)


def _tell_others(
    session: Session, office: Office, delegation: Delegation, say: Wording, *, by: Actor, at: datetime
) -> None:
    """Nobody is told what they did themselves."""
    for key in (delegation.from_person_id, delegation.to_person_id):
        person, link = session.get_one(Person, key), links.to_delegations(office)
        if person.active and key != by.person_id:
            mails.tell(session, office, person, "delegation", say, link=link, secret=False, at=at)


def _happened(
    session: Session,
    kind: str,
    delegation: Delegation,
    more: Mapping[str, str] = MappingProxyType({}),
    *,
    by: Actor,
    at: datetime,
) -> None:
    facts = {
        "delegation": str(delegation.id),
        "role": delegation.role,
        "scope": str(delegation.scope),
        "scope_id": str(delegation.scope_id),
        "from": str(delegation.from_person_id),
        "to": str(delegation.to_person_id),
        "from_on": delegation.from_on.isoformat(),
        "to_on": delegation.to_on.isoformat() if delegation.to_on else None,
        "source": delegation.source,
        **more,
    }
    happened(session, kind, facts, by=by, at=at)
