"""What people see of the seal: that it is there, who asked and opened and when, and, for the two, who brought the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import Case, IdentityOpening, Submission
from ombud.storage.sealing import CaseKey, SealBroken
from ombud.workflows import permissions
from ombud.workflows.actors import Actor, ActorKind
from ombud.workflows.casefile.people import person_names
from ombud.workflows.casefile.words import role_name
from ombud.workflows.days import day_of
from ombud.workflows.identity.events import ASKED, OPENED, REASONS, REFUSED
from ombud.workflows.identity.sight import may_see_identity, openers, sealed_fields, standing_of
from ombud.workflows.office import Office
from ombud.workflows.procedures.deployed import Deployed
from ombud.workflows.refusals import NotAnOpener, NotFound
from ombud.workflows.submissions import START, read
from ombud.workflows.text import translate as _


class Stage(StrEnum):
    WAITING = "waiting"
    OPEN = "open"
    DECLINED = "declined"  # refused, or taken back by whoever asked
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two. `person` and `reason` are empty for whoever may not read them."""

    role: str
    person: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Opening:
    id: UUID
    stage: Stage
    asked: Side
    agreed: Side | None
    ended_at: datetime | None
    why_not: str  # of whoever refused, for whoever asked


@dataclass(frozen=True, slots=True)
class Seal:
    """What any page of the case says of it. `page`: the reader may open, so there is a page for them."""

    openers: tuple[str, ...]
    openings: tuple[Opening, ...]  # newest first
    open: bool  # to this reader
    page: bool


@dataclass(frozen=True, slots=True)
class Known:
    """One answer that tells who brought the case."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class IdentityPage:
    case_id: UUID
    number: str
    procedure: str
    visible: bool  # the case page too
    seal: Seal
    roles: tuple[str, ...]  # of the reader that open
    waiting: Opening | None
    mine: bool  # it is the reader who waits
    may_agree: tuple[str, ...]  # by which roles
    known: tuple[Known, ...]


def seal_of(session: Session, office: Office, case: Case, actor: Actor, *, at: datetime) -> Seal | None:
    """None where the procedure seals nothing."""
    deployed = office.procedures.get(session, case.version_id)
    if deployed.toml.identity is None:
        return None
    opens = bool(standing_of(session, deployed, case.id, actor.person_id, at=at))
    shown = may_see_identity(session, deployed, case.id, actor, at=at)
    openings = _openings(session, case, _key(office, case), actor, opens=opens)
    return Seal(tuple(map(role_name, openers(deployed))), openings, shown, opens)


def page_of(session: Session, office: Office, number: str, actor: Actor, *, at: datetime) -> IdentityPage:
    """For those who may open, whether or not they see the case otherwise.

    Raises NotFound for a case that seals nothing or is not theirs to know of, NotAnOpener for one they only see.
    """
    case = session.scalar(select(Case).where(Case.number == number))
    if case is None:
        raise NotFound()
    seal, deployed = seal_of(session, office, case, actor, at=at), office.procedures.get(session, case.version_id)
    standing = standing_of(session, deployed, case.id, actor.person_id, at=at)
    visible = _visible(session, case, actor, at=at)
    if seal is None or not (standing or visible):
        raise NotFound()
    if not standing:
        raise NotAnOpener()
    row = _waiting_row(session, case.id)
    waiting = next((one for one in seal.openings if one.stage is Stage.WAITING), None)
    others = tuple(role for role in standing if row is not None and role != row.asked_role)
    mine = row is not None and row.asked_by == actor.person_id
    known = _known(session, office, case, deployed) if seal.open else ()
    return IdentityPage(
        case_id=case.id,
        number=case.number,
        procedure=_(deployed.toml.title),
        visible=visible,
        seal=seal,
        roles=tuple(standing),
        waiting=waiting,
        mine=mine,
        may_agree=() if mine else others,
        known=known,
    )


def _visible(session: Session, case: Case, actor: Actor, *, at: datetime) -> bool:
    seen = permissions.may_see_case(actor, on=day_of(at))
    return session.scalar(select(Case.id).where(Case.id == case.id, seen)) is not None


def _waiting_row(session: Session, case_id: UUID) -> IdentityOpening | None:
    waiting = (IdentityOpening.agreed_at.is_(None), IdentityOpening.ended_at.is_(None))
    return session.scalar(select(IdentityOpening).where(IdentityOpening.case_id == case_id, *waiting))


def _openings(session: Session, case: Case, key: CaseKey | None, actor: Actor, *, opens: bool) -> tuple[Opening, ...]:
    newest = select(IdentityOpening).where(IdentityOpening.case_id == case.id).order_by(IdentityOpening.asked_at.desc())
    rows = list(session.scalars(newest.order_by(IdentityOpening.id.desc())))
    names = person_names(session, (key for row in rows for key in (row.asked_by, row.agreed_by)))
    reasons = _reasons(session, case.id, key) if rows else {}
    is_party = actor.kind is ActorKind.PARTY
    return tuple(
        _opening(
            case, row, {} if is_party else names, reasons if _reads(row, actor, is_party=is_party, opens=opens) else {}
        )
        for row in rows
    )


def _reads(row: IdentityOpening, actor: Actor, *, is_party: bool, opens: bool) -> bool:
    """The reasons: the party once it is opened, the two, and while it waits those who could agree."""
    if is_party:
        return row.agreed_at is not None
    waits = row.agreed_at is None and row.ended_at is None
    return actor.person_id in (row.asked_by, row.agreed_by) or (waits and opens)


def _opening(case: Case, row: IdentityOpening, names: dict[UUID, str], reasons: dict[tuple[str, str], str]) -> Opening:
    asked = Side(
        role_name(row.asked_role), names.get(row.asked_by, ""), row.asked_at, reasons.get((ASKED, str(row.id)), "")
    )
    agreed = None
    if row.agreed_at is not None and row.agreed_by is not None:
        reason = reasons.get((OPENED, str(row.id)), "")
        agreed = Side(role_name(row.agreed_role or ""), names.get(row.agreed_by, ""), row.agreed_at, reason)
    ended_at = row.ended_at
    if ended_at is None and agreed is not None and case.closed_at is not None and agreed.at <= case.closed_at:
        ended_at = case.closed_at
    why_not = reasons.get((REFUSED, str(row.id)), "")
    return Opening(row.id, _stage(agreed, ended_at), asked, agreed, ended_at, why_not)


def _stage(agreed: Side | None, ended_at: datetime | None) -> Stage:
    if agreed is None:
        return Stage.WAITING if ended_at is None else Stage.DECLINED
    return Stage.OPEN if ended_at is None else Stage.ENDED


def _reasons(session: Session, case_id: UUID, key: CaseKey | None) -> dict[tuple[str, str], str]:
    """What was given as a reason, by kind of event and opening; nothing once the key is destroyed."""
    if key is None:
        return {}
    said = session.scalars(select(Submission).where(Submission.case_id == case_id, Submission.form.in_(REASONS)))
    found = {}
    for row in said:
        try:
            values, _labels = read(key, row)
        except SealBroken:
            continue
        found[row.form, values["opening"]] = values["reason"]
    return found


def _known(session: Session, office: Office, case: Case, deployed: Deployed) -> tuple[Known, ...]:
    key, fields = _key(office, case), sealed_fields(deployed)
    opening = select(Submission).where(Submission.case_id == case.id, Submission.element == START)
    row = session.scalars(opening.where(Submission.form == deployed.toml.start.form)).first()
    if key is None or row is None:
        return ()
    values, labels = read(key, row)
    order: Sequence[str] = deployed.toml.identity.fields if deployed.toml.identity else ()
    return tuple(Known(labels.get(f, f), str(values[f])) for f in order if f in fields and values.get(f))


def _key(office: Office, case: Case) -> CaseKey | None:
    try:
        return office.vault.unwrap(case.data_key)
    except SealBroken:
        return None
