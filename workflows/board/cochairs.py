"""Co-chairs: designated for terms that are computed, not typed, and what is wrong with those in office (A63).

The first two serve the years of `first_terms_years`, one each; every later term lasts `later_terms_years`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ombud.storage.base import new_id
from ombud.storage.board import Body
from ombud.storage.directory import Person, RoleHolding, RoleScope
from ombud.workflows.actors import Actor
from ombud.workflows.board import bodies, seats
from ombud.workflows.board.presiding import locked_body
from ombud.workflows.office import Office
from ombud.workflows.procedures.board import BoardToml, CochairRule
from ombud.workflows.refusals import InvalidCommand, NotConfigured, NotFound, OfficeTaken
from ombud.workflows.text import ngettext
from ombud.workflows.text import translate as _

ROLE: Final = "cochair"


@dataclass(frozen=True, slots=True)
class Term:
    """A co-chair's term. `to_on` is its last day; None: somebody set the role up without one."""

    holding_id: UUID
    person_id: UUID
    name: str
    from_on: date
    to_on: date | None

    def covers(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or self.to_on >= day)


class Concern(StrEnum):
    VACANCY = "vacancy"
    NO_EXPIRY = "no_expiry"
    NO_SEAT = "no_seat"


@dataclass(frozen=True, slots=True)
class CochairWarning:
    """Something a chair should see to, in a sentence, with the register row it follows from."""

    concern: Concern
    sentence: str
    source: str


def designate(session: Session, office: Office, person_id: UUID, *, from_on: date, by: Actor, at: datetime) -> UUID:
    """Records that the Board designated a co-chair; gives the id of the role. Raises Forbidden and as `begin` does."""
    rule = _rule(office.board)
    locked_body(session, Body.key == rule.body, by=by, at=at)
    return begin(session, office.board, person_id, from_on=from_on, by=by, at=at)


def begin(
    session: Session,
    board: BoardToml,
    person_id: UUID,
    *,
    from_on: date,
    by: Actor,
    at: datetime,
    holding_id: UUID | None = None,
) -> UUID:
    """Writes a designation that others have judged to be theirs to write.

    Raises OfficeTaken while all co-chairs are in office, InvalidCommand for a person who has left.
    """
    rule, body = _rule(board), _locked(session, board)
    person = session.get(Person, person_id)
    if person is None or not person.active:
        raise InvalidCommand(_("There is no such person, or they have left."))
    known = terms(session, board, on=None)
    to_on = last_day(from_on, _years(rule, known))
    overlapping = [one for one in known if one.from_on <= to_on and (one.to_on is None or one.to_on >= from_on)]
    if any(one.person_id == person_id for one in overlapping) or _most_at_once(overlapping, from_on) >= rule.in_office:
        raise OfficeTaken()
    holding = RoleHolding(
        id=holding_id or new_id(),
        person_id=person_id,
        role=ROLE,
        scope=RoleScope.BODY,
        scope_id=body.id,
        from_on=from_on,
        to_on=to_on,
    )
    session.add(holding)
    session.flush()
    days = {"person": str(person_id), "from_on": from_on.isoformat(), "to_on": to_on.isoformat()}
    bodies.tell(session, "cochair.designated", body, days, by=by, at=at)
    return holding.id


def take_back(session: Session, board: BoardToml, holding: RoleHolding, *, by: Actor, at: datetime) -> None:
    """Undoes a designation as if it had not been made; the events keep that it was."""
    body = _locked(session, board)
    bodies.tell(session, "cochair.taken_back", body, {"person": str(holding.person_id)}, by=by, at=at)
    session.delete(holding)
    session.flush()


def terms(session: Session, board: BoardToml, *, on: date | None) -> list[Term]:
    """The co-chairs in office on a day and those to come, the first to leave first; without a day: all there were."""
    body = select(Body.id).where(Body.key == _rule(board).body).scalar_subquery()
    held = (RoleHolding.role == ROLE, RoleHolding.scope == RoleScope.BODY, RoleHolding.scope_id == body)
    rows = session.scalars(select(RoleHolding).where(*held).options(joinedload(RoleHolding.person)))
    found = [Term(row.id, row.person_id, row.person.name, row.from_on, row.to_on) for row in rows]
    wanted = [one for one in found if on is None or one.to_on is None or one.to_on >= on]
    return sorted(wanted, key=lambda one: (one.to_on or date.max, one.from_on, one.name))


def warnings(session: Session, board: BoardToml, *, on: date) -> list[CochairWarning]:
    """A vacancy in office, years in which no term ends, a co-chair without a seat."""
    rule = _rule(board)
    now_and_later = terms(session, board, on=on)
    in_office = [one for one in now_and_later if one.covers(on)]
    found: list[CochairWarning] = []
    if len(in_office) < rule.in_office:
        sentence = ngettext(
            "%(there)d of %(wanted)d co-chairs are in office: %(num)d has to be designated.",
            "%(there)d of %(wanted)d co-chairs are in office: %(num)d have to be designated.",
            rule.in_office - len(in_office),
            there=len(in_office),
            wanted=rule.in_office,
        )
        found.append(CochairWarning(Concern.VACANCY, sentence, rule.source))
    if years := _without_expiry(terms(session, board, on=None), on.year):
        listed = ", ".join(str(year) for year in years)
        sentence = _("No co-chair's term ends in %(years)s, so nobody is newly designated then.", years=listed)
        found.append(CochairWarning(Concern.NO_EXPIRY, sentence, rule.later_source))
    return found + _seatless(session, rule, in_office, on)


def next_day(session: Session, board: BoardToml, *, on: date) -> date:
    """The first day from `on` on that has room for a whole term: once the term that ends first is over."""
    known = terms(session, board, on=on)
    days = [on, *(one.to_on + timedelta(days=1) for one in known if one.to_on is not None)]
    for day in sorted(days):
        later = [one for one in known if one.to_on is None or one.to_on >= day]
        if _most_at_once(later, day) < _rule(board).in_office:
            return day
    raise OfficeTaken()


def last_day(from_on: date, years: int) -> date:
    """The day before the anniversary; a term that begins on a leap day ends with February."""
    try:
        anniversary = from_on.replace(year=from_on.year + years)
    except ValueError:
        anniversary = date(from_on.year + years, 3, 1)
    return anniversary - timedelta(days=1)


def _years(rule: CochairRule, known: list[Term]) -> int:
    """The length of the next term: those of the first population are used up in their order, by who was first."""
    if len(known) < len(rule.first_terms_years):
        return rule.first_terms_years[len(known)]
    return rule.later_terms_years


def _most_at_once(overlapping: list[Term], from_on: date) -> int:
    """How many of these terms share a day from `from_on` on: the most there are on any day that one begins."""
    days = [from_on, *(one.from_on for one in overlapping if one.from_on > from_on)]
    return max(sum(one.covers(day) for one in overlapping) for day in days)


def _without_expiry(known: list[Term], year: int) -> list[int]:
    """The years from this one on, up to the last known expiry, in which no term ends."""
    ends = {one.to_on.year for one in known if one.to_on is not None}
    return [each for each in range(year, max(ends, default=year)) if each not in ends]


def _seatless(session: Session, rule: CochairRule, in_office: list[Term], on: date) -> list[CochairWarning]:
    body_id = session.scalars(select(Body.id).where(Body.key == rule.body)).one()
    seated = {seat.holder.person_id for seat in seats.roster(session, body_id, on=on) if seat.holder}
    return [
        CochairWarning(Concern.NO_SEAT, _("%(name)s is co-chair and holds no seat.", name=one.name), rule.source)
        for one in in_office
        if one.person_id not in seated
    ]


def _locked(session: Session, board: BoardToml) -> Body:
    body = session.scalars(select(Body).where(Body.key == _rule(board).body).with_for_update()).one_or_none()
    if body is None:
        raise NotFound(_("There is no such body."))
    return body


def _rule(board: BoardToml) -> CochairRule:
    if board.cochairs is None:
        raise NotConfigured(_("board.toml says nothing of co-chairs."))
    return board.cochairs
