"""What pages show of the conflicts in a case: who may not decide, on which grounds, and who else could be asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from ombud.storage.board import Body, Conflict
from ombud.storage.cases import Case, Submission, Task
from ombud.storage.directory import Person, RoleHolding, RoleScope
from ombud.storage.sealing import CaseKey, SealBroken
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.barring import LIFTED
from ombud.workflows.days import day_of
from ombud.workflows.office import Office
from ombud.workflows.permissions import SYSTEM_SCOPE, Ground
from ombud.workflows.procedures.model import Lane, Scope
from ombud.workflows.submissions import read
from ombud.workflows.text import translate as _

DECLARED = (Ground.RECUSED, Ground.DECLARED, Ground.SUBJECT)
"""The grounds that somebody wrote down, and that can be lifted; the others follow from the case's records."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """A conflict as it was declared. The reasons are empty for those who may not read them."""

    id: UUID
    name: str
    why: str
    at: datetime
    by: str
    reason: str
    lifted_at: datetime | None
    lifted_because: str


@dataclass(frozen=True, slots=True)
class Barred:
    person_id: UUID
    name: str
    why: tuple[str, ...]
    declaration: Declaration | None  # None: it follows from the case's records


@dataclass(frozen=True, slots=True)
class CaseConflicts:
    barred: tuple[Barred, ...]
    lifted: tuple[Declaration, ...]
    candidates: tuple[tuple[UUID, str], ...]  # who could decide and is not barred yet
    may_find: bool
    may_recuse: bool


def of_case(session: Session, office: Office, case_id: UUID, actor: Actor, *, at: datetime) -> CaseConflicts:
    """Raises NotFound where the case is not visible. Reasons are for those who find conflicts, nobody else."""
    permissions.see_case(session, actor, case_id, at=at)
    case, on = session.get_one(Case, case_id), day_of(at)
    finds = permissions.finds_conflicts(actor, on=on)
    may_find = session.scalar(select(Case.id).where(Case.id == case_id, finds)) is not None
    declarations = _declarations(session, office, case, reasons=may_find)
    by_person = {row.person_id: told for row, told in declarations if row.lifted_at is None}
    people = _people(session, office, case, at=at)
    free = [row for row in people if row.decides and row.id not in by_person]
    return CaseConflicts(
        barred=tuple(_barred(row, by_person.get(row.id)) for row in people if _grounds(row)),
        lifted=tuple(told for row, told in declarations if row.lifted_at is not None),
        candidates=tuple((row.id, row.name) for row in free if not _grounds(row)),
        may_find=may_find,
        may_recuse=any(row.id == actor.person_id for row in free),
    )


def could_decide(session: Session, office: Office, case_id: UUID, actor: Actor, *, at: datetime) -> bool:
    """Whether a decision in the case is, was or will be asked of a role of theirs, barred or not."""
    if actor.person_id is None:
        return False
    case, on = session.get_one(Case, case_id), day_of(at)
    held = permissions.holds(actor.person_id, on=on)
    return bool(session.scalar(select(exists().where(held, _decides_in(session, office, case, on=on)))))


def words(ground: Ground) -> str:
    """Why somebody is barred, as people say it."""
    return {
        Ground.RECUSED: _("recused"),
        Ground.DECLARED: _("has a conflict"),
        Ground.SUBJECT: _("subject of the case"),
        Ground.PARTY: _("party"),
        Ground.ORGANISATION: _("from the organisation the case is from"),
        Ground.OTHER_SIDE: _("from the organisation whose act is judged"),
        Ground.DECIDED: _("decided before"),
    }[ground]


def _barred(row: Row[Any], declaration: Declaration | None) -> Barred:
    return Barred(row.id, row.name, tuple(words(ground) for ground in _grounds(row)), declaration)


def _grounds(row: Row[Any]) -> list[Ground]:
    return [ground for ground in Ground if row._mapping[ground]]


def _people(session: Session, office: Office, case: Case, *, at: datetime) -> list[Row[Any]]:
    """Everybody who could be asked to decide in the case or was declared to have a conflict in it, with the grounds."""
    asked = _decides_in(session, office, case, on=day_of(at))
    decides = exists().where(permissions.holds(Person.id, on=day_of(at)), asked)
    grounds = permissions.grounds(Person.id, case.id)
    listed = or_(decides, *(grounds[ground] for ground in DECLARED))
    labelled = [is_ground.label(ground) for ground, is_ground in grounds.items()]
    statement = select(Person.id, Person.name, decides.label("decides"), *labelled)
    return list(session.execute(statement.where(listed).order_by(Person.name)))


def _decides_in(session: Session, office: Office, case: Case, *, on: date) -> ColumnElement[bool]:
    """On RoleHolding: a role that decides in the case."""
    deployed = office.procedures.get(session, case.version_id)
    return _asked(case.id, [lane for lane in deployed.toml.lanes.values() if lane.impartial], on=on)


def _asked(case_id: UUID, lanes: list[Lane], *, on: date) -> ColumnElement[bool]:
    """On RoleHolding: a role that an impartial task of the case was asked of, or that an impartial lane will ask."""
    role = permissions.of_role(Task.role, on=on)
    held = and_(role, Task.scope == RoleHolding.scope, Task.scope_id == RoleHolding.scope_id)
    conditions: list[ColumnElement[bool]] = [exists().where(Task.case_id == case_id, Task.impartial.is_(True), held)]
    for lane in lanes:
        match lane.scope:
            case Scope.SYSTEM:
                within = and_(RoleHolding.scope == RoleScope.SYSTEM, RoleHolding.scope_id == SYSTEM_SCOPE)
            case Scope.BODY:
                body_id = select(Body.id).where(Body.key == lane.within).scalar_subquery()
                within = and_(RoleHolding.scope == RoleScope.BODY, RoleHolding.scope_id == body_id)
            case _of_the_case:
                continue  # its organisation is known once its task is there
        conditions.append(and_(permissions.of_role(lane.role, on=on), within))
    return or_(*conditions)


def _declarations(session: Session, office: Office, case: Case, *, reasons: bool) -> list[tuple[Conflict, Declaration]]:
    every = select(Conflict).where(Conflict.case_id == case.id).options(joinedload(Conflict.person))
    rows = list(session.scalars(every.order_by(Conflict.declared_at)))
    by = {row.declared_by for row in rows if row.declared_by}
    names = {row.id: row.name for row in session.execute(select(Person.id, Person.name).where(Person.id.in_(by)))}
    key = _key(office, case) if reasons else None
    because = _lifted_because(session, case, key)
    return [
        (
            row,
            Declaration(
                id=row.id,
                name=row.person.name,
                why=words(Ground(row.kind)),
                at=row.declared_at,
                by=names.get(row.declared_by, "") if row.declared_by else "",
                reason=_reason(key, row),
                lifted_at=row.lifted_at,
                lifted_because=because.get(str(row.id), ""),
            ),
        )
        for row in rows
    ]


def _key(office: Office, case: Case) -> CaseKey | None:
    try:
        return office.vault.unwrap(case.data_key)
    except SealBroken:
        return None


def _reason(key: CaseKey | None, row: Conflict) -> str:
    if key is None:
        return ""
    try:
        return _(key.open(row.reason_sealed, table="conflicts", column="reason_sealed", row_id=row.id).decode())
    except SealBroken:
        return ""


def _lifted_because(session: Session, case: Case, key: CaseKey | None) -> dict[str, str]:
    """The reasons given when conflicts were lifted, by the conflict's id."""
    if key is None:
        return {}
    said = session.scalars(select(Submission).where(Submission.case_id == case.id, Submission.form == LIFTED))
    found = {}
    for submission in said:
        try:
            values, _labels = read(key, submission)
        except SealBroken:
            continue
        found[values["conflict"]] = values["reason"]
    return found
