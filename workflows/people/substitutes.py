"""Substitutes: somebody who acts in another's place while they are away, once they have said that they will.

While a substitute stands in, each role that can be passed on is mirrored for them (`mirrors`), on behalf of whoever is
away: a conflict of that person bars their substitute too. A seat has its alternate, and operators and auditors act in
person.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from ombud.storage.base import new_id
from ombud.storage.chain import append_system_event
from ombud.storage.directory import Person, RoleHolding, Substitute
from ombud.storage.events import SYSTEM_CHAIN
from ombud.workflows.actors import Actor
from ombud.workflows.days import day_of
from ombud.workflows.mail import links, outbox, wording
from ombud.workflows.mail.recipients import Recipient
from ombud.workflows.office import Office
from ombud.workflows.people import mirrors, standing_in
from ombud.workflows.people.standing_in import WAITING, Standing, standing
from ombud.workflows.refusals import (
    Forbidden,
    NotFound,
    SubstituteAnswered,
    SubstituteForOneself,
    SubstituteForSubstitute,
    SubstituteInactive,
    SubstituteInThePast,
    SubstituteTwice,
)
from ombud.workflows.text import translate as _


def propose(
    session: Session,
    office: Office,
    *,
    person_id: UUID,
    substitute_id: UUID,
    from_on: date,
    to_on: date,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> UUID:
    """Asks somebody to stand in, its last day included, and mails them. By whoever will be away, or an operator.

    The same request twice is one proposal. Raises NotFound, Forbidden, SubstituteForOneself, SubstituteInThePast,
    SubstituteInactive, SubstituteTwice, SubstituteForSubstitute.
    """
    key = uuid5(SYSTEM_CHAIN, request_key) if request_key else new_id()
    if by.person_id != person_id and not standing_in.administers(session, by, at=at):
        raise Forbidden(_("Whoever will be away proposes their substitute, or an operator does."))
    to = _locked(session, person_id, substitute_id)
    if session.get(Substitute, key) is not None:
        return key
    row = Substitute(
        id=key,
        person_id=person_id,
        substitute_id=substitute_id,
        from_on=from_on,
        to_on=to_on,
        proposed_at=at,
        proposed_by=by.person_id,
    )
    _must_fit(session, row, at=at)
    session.add(row)
    session.flush()
    _happened(session, "substitute.proposed", row, by=by, at=at)
    asked = [Recipient(to.name, to.email, to.language, person_id=to.id)]
    link = links.to_substitutes(office)
    outbox.post(session, office, None, asked, notice="substitute", words=wording.substitute, at=at, link=link)
    return key


def accept(session: Session, substitute_id: UUID, *, by: Actor, at: datetime) -> None:
    """Says that one will stand in, by the substitute only; from the later of its first day and today.

    Accepting twice changes nothing. Raises NotFound, Forbidden, SubstituteAnswered, and what `propose` raises for what
    has changed since.
    """
    row = _held(session, substitute_id, by, at=at)
    _must_be_asked(row, by)
    today = day_of(at)
    if standing(row, today) in (Standing.COMING, Standing.IN_FORCE):
        return
    if standing(row, today) is not Standing.PROPOSED:
        raise SubstituteAnswered()
    _must_be_free(session, row)
    row.accepted_at = at
    session.flush()
    for holding in session.scalars(standing_in.own_roles(row.person_id)).all():
        _mirror(session, row, holding, today=today)
    _happened(session, "substitute.accepted", row, by=by, at=at)


def decline(session: Session, substitute_id: UUID, *, by: Actor, at: datetime) -> None:
    """Says that one will not stand in, by the substitute only. Raises NotFound, Forbidden, SubstituteAnswered."""
    row = _held(session, substitute_id, by, at=at)
    _must_be_asked(row, by)
    if row.declined_at is not None:
        return
    if standing(row, day_of(at)) is not Standing.PROPOSED:
        raise SubstituteAnswered()
    row.declined_at = at
    session.flush()
    _happened(session, "substitute.declined", row, by=by, at=at)


def end(session: Session, substitute_id: UUID, *, by: Actor, at: datetime) -> None:
    """Ends it at once, by either of the two or an operator; a proposal nobody has answered is withdrawn.

    One that is over stays as it was. Raises NotFound, Forbidden.
    """
    row = _held(session, substitute_id, by, at=at)
    if not standing_in.may_end(row, by, administers=standing_in.administers(session, by, at=at)):
        raise Forbidden(_("Either of the two ends it, or an operator."))
    today = day_of(at)
    if standing(row, today) not in WAITING:
        return
    row.ended_at = at
    session.flush()
    for mirrored in session.scalars(select(RoleHolding).where(standing_in.mirrors_of(row))).all():
        if mirrored.to_on is None or mirrored.to_on >= today:
            mirrors.end(session, mirrored, today=today)
    _happened(session, "substitute.ended", row, by=by, at=at)


def end_all_of(session: Session, person_id: UUID, *, by: Actor, at: datetime) -> None:
    """Ends what somebody is part of, on either side: they have left. By whoever may disable them."""
    sides = or_(Substitute.person_id == person_id, Substitute.substitute_id == person_id)
    lasting = (Substitute.declined_at.is_(None), Substitute.ended_at.is_(None), Substitute.to_on >= day_of(at))
    for key in session.scalars(select(Substitute.id).where(sides, *lasting).order_by(Substitute.id)).all():
        end(session, key, by=by, at=at)


def follow(session: Session, holding: RoleHolding, *, at: datetime) -> None:
    """A role granted to somebody who is away is their substitute's too, while they stand in. `holding` is flushed."""
    today = day_of(at)
    passed_on = session.scalar(select(RoleHolding.id).where(RoleHolding.id == holding.id, mirrors.may_be_passed_on()))
    if passed_on is None:
        return
    accepted = (Substitute.accepted_at.is_not(None), Substitute.ended_at.is_(None), Substitute.to_on >= today)
    for row in session.scalars(select(Substitute).where(Substitute.person_id == holding.person_id, *accepted)).all():
        _mirror(session, row, holding, today=today)


def _locked(session: Session, person_id: UUID, substitute_id: UUID) -> Person:
    """The substitute, with both under their rows' locks: two proposals at once take turns. Raises NotFound."""
    both = select(Person).where(Person.id.in_([person_id, substitute_id])).order_by(Person.id).with_for_update()
    people = {person.id: person for person in session.scalars(both)}
    if person_id not in people or substitute_id not in people:
        raise NotFound()
    return people[substitute_id]


def _held(session: Session, substitute_id: UUID, by: Actor, *, at: datetime) -> Substitute:
    """One under its lock, after those of the two it is between. Raises NotFound for one that is not theirs to see."""
    seen = select(Substitute).where(Substitute.id == substitute_id, standing_in.visible(session, by, at=at))
    row = session.scalar(seen)
    if row is None:
        raise NotFound()
    _locked(session, row.person_id, row.substitute_id)
    session.refresh(row, with_for_update=True)
    return row


def _must_be_asked(row: Substitute, by: Actor) -> None:
    if by.person_id != row.substitute_id:
        raise Forbidden(_("Only who was asked to stand in answers."))


def _must_fit(session: Session, row: Substitute, *, at: datetime) -> None:
    if row.person_id == row.substitute_id:
        raise SubstituteForOneself()
    if row.from_on < day_of(at) or row.to_on < row.from_on:
        raise SubstituteInThePast()
    _must_be_free(session, row)


def _must_be_free(session: Session, row: Substitute) -> None:
    """Raises SubstituteInactive, SubstituteTwice, SubstituteForSubstitute."""
    people = (row.person_id, row.substitute_id)
    active = select(Person.id).where(Person.id.in_(people), Person.active)
    if len(session.scalars(active).all()) != len(people):
        raise SubstituteInactive()
    if _some(session, row, Substitute.person_id == row.person_id):
        raise SubstituteTwice()
    if _some(session, row, or_(Substitute.person_id == row.substitute_id, Substitute.substitute_id == row.person_id)):
        raise SubstituteForSubstitute()


def _some(session: Session, row: Substitute, which: ColumnElement[bool]) -> bool:
    """Whether there is another one on one of these days, answered or not."""
    days = and_(Substitute.from_on <= row.to_on, Substitute.to_on >= row.from_on)
    lasting = and_(Substitute.declined_at.is_(None), Substitute.ended_at.is_(None), Substitute.id != row.id)
    return bool(session.scalar(select(exists().where(which, days, lasting))))


def _mirror(session: Session, row: Substitute, holding: RoleHolding, *, today: date) -> None:
    """Mirrors a role from today on at the earliest; none where the substitute holds it then already."""
    days = mirrors.common(holding, (max(row.from_on, today), row.to_on))
    if days is not None and not mirrors.holds_already(session, row.substitute_id, holding, days):
        mirrors.mirror(session, holding, row.substitute_id, days)


def _happened(session: Session, kind: str, row: Substitute, *, by: Actor, at: datetime) -> None:
    facts = {
        "substitute": str(row.id),
        "of": str(row.person_id),
        "by": str(row.substitute_id),
        "from_on": row.from_on.isoformat(),
        "to_on": row.to_on.isoformat(),
    }
    append_system_event(session, kind=kind, body=facts, actor=str(by), actor_id=by.person_id, at=at)
