"""Substitutes: somebody who acts in another's place while they are away, once they have said that they will.

While a substitute stands in, each role that can be passed on is mirrored for them (`mirrors`), on behalf of whoever is
away: a conflict of that person bars their substitute too. A seat has its alternate, and operators and auditors act in
person.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from ombud.storage.accounts import Account
from ombud.storage.base import new_id
from ombud.storage.directory import Person, RoleHolding, Substitute
from ombud.storage.events import SYSTEM_CHAIN
from ombud.workflows.actors import Actor
from ombud.workflows.days import day_of
from ombud.workflows.happening import happened
from ombud.workflows.mail import links, wording
from ombud.workflows.mail.wording import Wording
from ombud.workflows.office import Office
from ombud.workflows.people import mails, mirrors, persons, standing_in
from ombud.workflows.people.standing_in import WAITING, SubstituteState, state_of
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
    """Asks somebody to stand in, its last day included, and mails them. By whoever will be away, or an operator, who tells
    them by it and proposes nobody's role to themself.

    The same request twice is one proposal. Raises NotFound, Forbidden, SubstituteForOneself, SubstituteInThePast,
    SubstituteInactive, SubstituteTwice, SubstituteForSubstitute.
    """
    key = uuid5(SYSTEM_CHAIN, request_key) if request_key else new_id()
    if by.person_id != person_id and not standing_in.administers(session, by, at=at):
        raise Forbidden(_("Whoever will be away proposes their substitute, or an operator does."))
    if by.person_id == substitute_id and by.person_id != person_id:
        raise Forbidden(_("Nobody makes themself somebody's substitute. Ask another operator."))
    _locked(session, person_id, substitute_id)
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
    link = links.to_substitutes(office)
    asked, away = _pair(session, row)
    mails.tell(session, office, asked, "substitute", wording.substitute, link=link, secret=False, at=at)
    _tell_others(session, office, [away], mails.substitute_proposed, by=by, at=at)
    return key


def accept(session: Session, office: Office, substitute_id: UUID, *, by: Actor, at: datetime) -> None:
    """Says that one will stand in, by the substitute only; from the later of its first day and today.

    Whoever is away is told. Accepting twice changes nothing. Raises NotFound, Forbidden, SubstituteAnswered, and what `propose` raises for what
    has changed since.
    """
    row = _held(session, substitute_id, by, at=at)
    _must_be_asked(row, by)
    today = day_of(at)
    if state_of(row, today) in (SubstituteState.COMING, SubstituteState.IN_FORCE):
        return
    if state_of(row, today) is not SubstituteState.PROPOSED:
        raise SubstituteAnswered()
    _must_be_free(session, row)
    row.accepted_at = at
    session.flush()
    roles = standing_in.own_roles(row.person_id).order_by(RoleHolding.id).with_for_update(of=RoleHolding)
    for holding in session.scalars(roles.execution_options(populate_existing=True)).all():
        _mirror(session, row, holding, at=at)
    _happened(session, "substitute.accepted", row, by=by, at=at)
    _tell_others(session, office, _pair(session, row)[1:], mails.substitute_accepted, by=by, at=at)


def decline(session: Session, office: Office, substitute_id: UUID, *, by: Actor, at: datetime) -> None:
    """Says that one will not stand in, by the substitute only; whoever is away is told. Raises NotFound, Forbidden, SubstituteAnswered."""
    row = _held(session, substitute_id, by, at=at)
    _must_be_asked(row, by)
    if row.declined_at is not None:
        return
    if state_of(row, day_of(at)) is not SubstituteState.PROPOSED:
        raise SubstituteAnswered()
    row.declined_at = at
    session.flush()
    _happened(session, "substitute.declined", row, by=by, at=at)
    _tell_others(session, office, _pair(session, row)[1:], mails.substitute_declined, by=by, at=at)


def end(session: Session, office: Office, substitute_id: UUID, *, by: Actor, at: datetime) -> None:
    """Ends it at once, by either of the two or an operator; a proposal nobody has answered is withdrawn. The other, or
    both, are told.

    One that is over stays as it was. Raises NotFound, Forbidden.
    """
    row = _held(session, substitute_id, by, at=at)
    if not standing_in.may_end(row, by, administers=standing_in.administers(session, by, at=at)):
        raise Forbidden(_("Either of the two ends it, or an operator."))
    today = day_of(at)
    if state_of(row, today) not in WAITING:
        return
    row.ended_at = at
    session.flush()
    for mirrored in session.scalars(select(RoleHolding).where(standing_in.mirrors_of(row))).all():
        if mirrored.to_on is None or mirrored.to_on >= today:
            mirrors.end(session, mirrored, today=today, at=at)
    _happened(session, "substitute.ended", row, by=by, at=at)
    _tell_others(session, office, _pair(session, row), mails.substitute_ended, by=by, at=at)


def end_all_of(session: Session, office: Office, person_id: UUID, *, by: Actor, at: datetime) -> None:
    """Ends what somebody is part of, on either side: they have left. By whoever may disable them."""
    sides = or_(Substitute.person_id == person_id, Substitute.substitute_id == person_id)
    lasting = (Substitute.declined_at.is_(None), Substitute.ended_at.is_(None), Substitute.to_on >= day_of(at))
    for key in session.scalars(select(Substitute.id).where(sides, *lasting).order_by(Substitute.id)).all():
        end(session, office, key, by=by, at=at)


def follow(session: Session, holding: RoleHolding, *, at: datetime) -> None:
    """A role granted to somebody who is away is their substitute's too, while they stand in. `holding` is flushed."""
    today = day_of(at)
    passed_on = session.scalar(select(RoleHolding.id).where(RoleHolding.id == holding.id, mirrors.may_be_passed_on()))
    if passed_on is None:
        return
    accepted = (Substitute.accepted_at.is_not(None), Substitute.ended_at.is_(None), Substitute.to_on >= today)
    for row in session.scalars(select(Substitute).where(Substitute.person_id == holding.person_id, *accepted)).all():
        _mirror(session, row, holding, at=at)


def _locked(session: Session, person_id: UUID, substitute_id: UUID) -> None:
    """Both under their rows' locks: two proposals at once take turns. Raises NotFound."""
    both = {person_id, substitute_id}
    if persons.locked(session, both).keys() != both:
        raise NotFound()


def _pair(session: Session, row: Substitute) -> tuple[Person, Person]:
    """The substitute, and whoever is away."""
    return session.get_one(Person, row.substitute_id), session.get_one(Person, row.person_id)


def _tell_others(
    session: Session,
    office: Office,
    people: Sequence[Person],
    say: Wording,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Nobody is told what they did themselves."""
    for person in people:
        if person.active and person.id != by.person_id:
            mails.tell(
                session, office, person, "substitute", say, link=links.to_substitutes(office), secret=False, at=at
            )


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
    mirrors.must_be_on_calendar(row.from_on, row.to_on)
    if row.person_id == row.substitute_id:
        raise SubstituteForOneself()
    if row.from_on < day_of(at) or row.to_on < row.from_on:
        raise SubstituteInThePast()
    _must_be_free(session, row)


def _must_be_free(session: Session, row: Substitute) -> None:
    """Raises SubstituteInactive, SubstituteTwice, SubstituteForSubstitute."""
    people = (row.person_id, row.substitute_id)
    active = select(Account.person_id).join(Person, Person.id == Account.person_id)
    active = active.where(Person.id.in_(people), Person.active)
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


def _mirror(session: Session, row: Substitute, holding: RoleHolding, *, at: datetime) -> None:
    """Mirrors a locked role from today on at the earliest, for the days on which the substitute does not hold it anyway."""
    days = mirrors.common(holding, (max(row.from_on, day_of(at)), row.to_on))
    for left in mirrors.days_left(session, row.substitute_id, holding, days) if days else ():
        mirrors.mirror(session, holding, row.substitute_id, left, at=at)


def _happened(session: Session, kind: str, row: Substitute, *, by: Actor, at: datetime) -> None:
    facts = {
        "substitute": str(row.id),
        "of": str(row.person_id),
        "by": str(row.substitute_id),
        "from_on": row.from_on.isoformat(),
        "to_on": row.to_on.isoformat(),
    }
    happened(session, kind, facts, by=by, at=at)
