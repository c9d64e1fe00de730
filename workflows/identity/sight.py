"""Who sees who brought a case. One verdict, asked for lists and single cases alike; every page, letter and paper goes by it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, func, not_, or_, select
from sqlalchemy.orm import Session, aliased

from ombud.storage.board import Body, Delegation
from ombud.storage.cases import Case, IdentityOpening, Party
from ombud.storage.directory import Organisation, Person, RoleHolding, RoleScope
from ombud.workflows import permissions
from ombud.workflows.actors import Actor, ActorKind
from ombud.workflows.casefile.words import role_name
from ombud.workflows.days import day_of
from ombud.workflows.permissions import Day, Ground, PersonId
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.procedures.model import Scope
from ombud.workflows.text import translate as _

_THEM, _SIDE = aliased(Person), aliased(Organisation)


def sealed_fields(deployed: Deployed) -> frozenset[str]:
    """The answers of the start form that tell who brought a case; empty where the procedure seals nothing."""
    rule = deployed.toml.identity
    return frozenset(rule.fields) if rule else frozenset()


def sealed_words() -> str:
    """What stands in the place of a sealed answer."""
    return _("Sealed: who brought this case")


def called(role: str, number: str) -> str:
    """What a letter calls the party of a sealed case, so that nobody who finds the paper learns more."""
    return _("%(role)s in case %(number)s", role=role_name(role), number=number)


def may_see_identity(session: Session, deployed: Deployed, case_id: UUID, actor: Actor, *, at: datetime) -> bool:
    """Whether the actor may learn who brought a case; of a procedure that seals nothing, everybody who sees the case."""
    return case_id in seen_by(session, deployed, [case_id], actor, at=at)


def seen_by(
    session: Session, deployed: Deployed, case_ids: Collection[UUID], actor: Actor, *, at: datetime
) -> frozenset[UUID]:
    """Of cases of one version of a procedure, those in which the actor may learn who brought them."""
    if deployed.toml.identity is None:
        return frozenset(case_ids)
    seen = sees_identity(deployed, actor, on=day_of(at))
    return frozenset(session.scalars(select(Case.id).where(Case.id.in_(case_ids), seen)))


def seen_in(versions: Iterable[Deployed], actor: Actor, *, on: Day) -> ColumnElement[bool]:
    """On Case, for a list: who brought it may be known. Of a version that is not among these it may not."""
    alike = list(versions)
    plain = Case.version_id.in_([one.id for one in alike if one.toml.identity is None])
    sealing = [one for one in alike if one.toml.identity is not None]
    return or_(plain, *(and_(Case.version_id == one.id, sees_identity(one, actor, on=on)) for one in sealing))


def sees_identity(deployed: Deployed, actor: Actor, *, on: Day) -> ColumnElement[bool]:
    """On Case, of a version that seals: its party, and the two to whom it is open while they hold their roles and
    nothing bars them. What was opened before the case closed is closed with it."""
    if actor.kind is ActorKind.PARTY:
        return Case.id == actor.case_id
    if actor.person_id is None:
        return false()
    own = exists().where(Party.case_id == Case.id, Party.person_id == actor.person_id)
    two = or_(_one_of_two(deployed, actor.person_id, on, first=True), _one_of_two(deployed, actor.person_id, on))
    opened = exists().where(IdentityOpening.case_id == Case.id, in_force(), two)
    return or_(own, and_(opened, free(deployed, actor.person_id)))


def in_force() -> ColumnElement[bool]:
    """On IdentityOpening and Case: agreed to, sealed by nobody since, nor by the end of the case."""
    since = or_(Case.closed_at.is_(None), IdentityOpening.agreed_at > Case.closed_at)
    return and_(IdentityOpening.agreed_at.is_not(None), IdentityOpening.ended_at.is_(None), since)


def _one_of_two(deployed: Deployed, person_id: UUID, on: Day, *, first: bool = False) -> ColumnElement[bool]:
    who = IdentityOpening.asked_by if first else IdentityOpening.agreed_by
    role = IdentityOpening.asked_role if first else IdentityOpening.agreed_role
    return and_(who == person_id, exists().where(held(deployed, person_id, on=on), RoleHolding.role == role))


def held(deployed: Deployed, person_id: PersonId, *, on: Day) -> ColumnElement[bool]:
    """On RoleHolding: in force, one of the roles that open, in the system or in a body of the procedure or above it."""
    lanes = deployed.toml.lanes.values()
    keys = {lane.within for lane in lanes if lane.scope is Scope.BODY}
    its_own = select(Body.id).where(Body.key.in_(keys))
    above = select(Body.parent_id).where(Body.key.in_(keys), Body.parent_id.is_not(None))
    of_bodies = or_(RoleHolding.scope_id.in_(its_own), RoleHolding.scope_id.in_(above))
    return and_(
        permissions.holds(person_id, on=on),
        RoleHolding.role.in_(openers(deployed)),
        or_(RoleHolding.scope == RoleScope.SYSTEM, and_(RoleHolding.scope == RoleScope.BODY, of_bodies)),
    )


def openers(deployed: Deployed) -> tuple[str, ...]:
    rule = deployed.toml.identity
    return rule.openers if rule else ()


def free(deployed: Deployed, person_id: PersonId) -> ColumnElement[bool]:
    """On Case: nothing bars them. To have decided in it before is no bar; to be of a side it may be about is one from
    its first day, before any task says so."""
    grounds = permissions.grounds(person_id, Case.id)
    bars = [predicate for ground, predicate in grounds.items() if ground is not Ground.DECIDED]
    sides = {lane.excludes for lane in deployed.toml.lanes.values() if lane.excludes}
    of_a_side = exists().where(_THEM.id == person_id, _THEM.organisation_id == _SIDE.id, _SIDE.kind.in_(sides))
    return not_(or_(*bars, of_a_side.correlate_except(_THEM, _SIDE)))


@dataclass(frozen=True, slots=True)
class Standing:
    """A role by which somebody may open, and on whose authority they hold it: their own, or of those they act for."""

    role: str
    behind: frozenset[UUID]


def standing_of(
    session: Session, deployed: Deployed, case_id: UUID, person_id: UUID | None, *, at: datetime
) -> dict[str, Standing]:
    """By which roles somebody may ask, agree or refuse; none where they are barred."""
    if person_id is None:
        return {}
    whose = func.coalesce(RoleHolding.on_behalf_of, Delegation.from_person_id)
    rows = select(RoleHolding.role, whose).join(Case, Case.id == case_id)
    rows = rows.outerjoin(Delegation, Delegation.holding_id == RoleHolding.id)
    rows = rows.where(held(deployed, person_id, on=day_of(at)), free(deployed, person_id))
    found: dict[str, set[UUID | None]] = {}
    for role, on_behalf_of in session.execute(rows.where(or_(whose.is_(None), free(deployed, whose)))):
        found.setdefault(role, set()).add(on_behalf_of)
    return {role: Standing(role, _behind(person_id, found[role])) for role in openers(deployed) if role in found}


def _behind(person_id: UUID, on_behalf_of: set[UUID | None]) -> frozenset[UUID]:
    """Whoever holds a role in their own right acts for nobody else by it."""
    others = frozenset() if None in on_behalf_of else {key for key in on_behalf_of if key is not None}
    return frozenset({person_id, *others})
