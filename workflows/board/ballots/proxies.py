"""Proxies: a member who will be away has another one vote for their seat, on record."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from ombud.storage.ballots import BallotSeat
from ombud.workflows.actors import Actor
from ombud.workflows.board.ballots.holding import HeldBallot, hold, must_be_open
from ombud.workflows.board.ballots.standing import Standing
from ombud.workflows.office import Office
from ombud.workflows.refusals import InvalidCommand, NotAllowedByRules, NotAMember, RecusedFromThis
from ombud.workflows.text import translate as _


def give_proxy(
    session: Session,
    office: Office,
    ballot_id: UUID,
    *,
    to: UUID,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """While its holder is away, the member `to` votes for the holder's seat, if they are there. The last word counts.

    Raises NotAMember, RecusedFromThis, NotAllowedByRules, BallotClosed, InvalidCommand for somebody who cannot.
    """
    held = hold(session, office, ballot_id, by=by, at=at, request_key=request_key)
    if held.is_repeat:
        return
    standing = held.standing()
    seat = _own(standing, by)
    must_be_open(held)
    franchise = standing.franchise
    if not franchise.rules.proxies:
        raise NotAllowedByRules(_("Members of this body do not vote for each other."))
    if franchise.present is None:
        raise NotAllowedByRules(_("By correspondence everybody votes for themselves."))
    holders = {other.holder_id for other in standing.seats if other.id != seat.id}
    if to not in holders or to in franchise.barred:
        raise InvalidCommand(_("A vote is given to another voting member who is not recused."))
    _set(held, seat, to)


def take_back_proxy(
    session: Session, office: Office, ballot_id: UUID, *, by: Actor, at: datetime, request_key: str | None = None
) -> None:
    """From now on nobody votes in the holder's place. A vote that was cast stands until it is changed."""
    held = hold(session, office, ballot_id, by=by, at=at, request_key=request_key)
    if held.is_repeat:
        return
    seat = _own(held.standing(), by)
    must_be_open(held)
    if seat.proxy_id is not None:
        _set(held, seat, None)


def _own(standing: Standing, by: Actor) -> BallotSeat:
    """The seat they hold themselves: a vote that was entrusted is not passed on."""
    seat = next((seat for seat in standing.seats if seat.holder_id == by.person_id), None)
    if seat is None:
        raise NotAMember()
    if by.person_id in standing.franchise.barred:
        raise RecusedFromThis()
    return seat


def _set(held: HeldBallot, seat: BallotSeat, to: UUID | None) -> None:
    seat.proxy_id, seat.proxy_at = to, held.at if to else None
    held.event("ballot.proxy", {"seat": str(seat.id), "to": str(to) if to else None})
    held.save()
