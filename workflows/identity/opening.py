"""Opening who brought a case: somebody asks with a reason, somebody else of another role agrees with one of their own.

Then these two see it, and only they, until one of them seals it again or the case closes. Every act is an event of the
case with the roles in it; the reasons are sealed, for the two and the party.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, insert, or_, select, update
from sqlalchemy.orm import Session

from ombud.storage.base import new_id
from ombud.storage.cases import Case, IdentityOpening
from ombud.workflows import permissions, requests
from ombud.workflows.actors import Actor
from ombud.workflows.days import day_of
from ombud.workflows.held import HeldCase, lock_unjudged, table_of
from ombud.workflows.identity import telling
from ombud.workflows.identity.events import ASKED, ELEMENT, OPENED, REFUSED, SEALED
from ombud.workflows.identity.sight import Standing, in_force, standing_of
from ombud.workflows.office import Office
from ombud.workflows.refusals import IdentityAsked, IdentitySettled, InvalidCommand, NotAnOpener, NotFound, OneIsNotTwo
from ombud.workflows.submissions import say
from ombud.workflows.text import translate as _
from ombud.workflows.writing import write

OPENINGS = table_of(IdentityOpening)


def ask(
    session: Session,
    office: Office,
    case_id: UUID,
    *,
    role: str,
    reason: str,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Asks to see who brought a case; those who hold another of the roles are told that somebody asks.

    Raises NotFound, NotAnOpener, IdentityAsked where somebody waits for an answer or it is open to `by` already,
    InvalidCommand without a reason or where nothing is sealed any more.
    """
    held = lock_unjudged(session, office, case_id, by=by, at=at, request_key=request_key)
    if requests.is_repeat(session, case_id, request_key):
        return
    _standing(session, held, role)
    if _rows(held, OPENINGS.c.agreed_at.is_(None), OPENINGS.c.ended_at.is_(None)) or _open_to(held):
        raise IdentityAsked()
    opening_id = new_id()
    asked = {"asked_by": by.person_id, "asked_role": role, "asked_at": at}
    held.connection.execute(insert(OPENINGS), {"id": opening_id, "case_id": case_id, **asked})
    _record(held, ASKED, opening_id, {"role": role}, reason)
    telling.somebody_asks(session, held, role)


def agree(
    session: Session,
    office: Office,
    opening_id: UUID,
    *,
    role: str,
    reason: str,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Opens it to whoever asked and to `by`.

    Raises NotFound, NotAnOpener, OneIsNotTwo where it would be one person, one role or one authority, IdentitySettled
    where it was answered or taken back meanwhile, InvalidCommand without a reason.
    """
    held, asked = _waiting(session, office, opening_id, by=by, at=at, request_key=request_key)
    if asked is None:
        return
    _second(session, held, asked, role)
    agreed = {"agreed_by": by.person_id, "agreed_role": role, "agreed_at": at}
    held.connection.execute(update(OPENINGS).where(OPENINGS.c.id == opening_id).values(**agreed))
    _record(held, OPENED, opening_id, {"roles": [asked["asked_role"], role]}, reason)
    telling.answered(session, held, asked["asked_by"])


def refuse(
    session: Session,
    office: Office,
    opening_id: UUID,
    *,
    role: str,
    reason: str,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """Says no; whoever asked is told and may ask anew. Raises as `agree`."""
    held, asked = _waiting(session, office, opening_id, by=by, at=at, request_key=request_key)
    if asked is None:
        return
    if asked["asked_by"] == by.person_id:
        raise OneIsNotTwo()
    _standing(session, held, role)
    _end(held, opening_id)
    _record(held, REFUSED, opening_id, {"role": role}, reason)
    telling.answered(session, held, asked["asked_by"])


def seal_again(
    session: Session, office: Office, case_id: UUID, *, by: Actor, at: datetime, request_key: str | None = None
) -> None:
    """Ends what is open to `by`, for both of the two, and takes back what they asked; whatever their roles are by now.

    Raises NotFound where it is not open to them and they have asked nothing.
    """
    held = lock_unjudged(session, office, case_id, by=by, at=at, request_key=request_key)
    if requests.is_repeat(session, case_id, request_key):
        return
    waiting = _rows(held, OPENINGS.c.asked_by == by.person_id, OPENINGS.c.agreed_at.is_(None))
    ended = [row for row in [*_open_to(held), *waiting] if row["ended_at"] is None]
    if not ended:
        raise NotFound()
    for row in ended:
        _end(held, row["id"])
        held.event(SEALED, {"opening": str(row["id"])})
    write(held)


def stay_sealed(held: HeldCase) -> None:
    """Keeps what the end of a case has sealed sealed, for an undo that takes the end back: opening it takes two again."""
    closed_at = held.case["closed_at"]
    if held.deployed.toml.identity is None or closed_at is None:
        return
    sealed_by_it = (OPENINGS.c.agreed_at <= closed_at, OPENINGS.c.ended_at.is_(None))
    ended = update(OPENINGS).where(OPENINGS.c.case_id == held.id, *sealed_by_it)
    held.connection.execute(ended.values(ended_at=closed_at))


def _waiting(
    session: Session, office: Office, opening_id: UUID, *, by: Actor, at: datetime, request_key: str | None
) -> tuple[HeldCase, RowMapping | None]:
    """The case under its lock and what was asked, as it stands now; None for a repeat of a request carried out."""
    case_id = session.scalar(select(IdentityOpening.case_id).where(IdentityOpening.id == opening_id))
    if case_id is None:
        raise NotFound()
    held = lock_unjudged(session, office, case_id, by=by, at=at, request_key=request_key)
    if requests.is_repeat(session, case_id, request_key):
        return held, None
    _any_standing(session, held)
    (asked,) = _rows(held, OPENINGS.c.id == opening_id)
    if asked["agreed_at"] is not None or asked["ended_at"] is not None:
        raise IdentitySettled()
    return held, asked


def _any_standing(session: Session, held: HeldCase) -> dict[str, Standing]:
    if held.deployed.toml.identity is None:
        raise NotFound()
    standing = standing_of(session, held.deployed, held.id, held.by.person_id, at=held.at)
    if standing:
        return standing
    seen = permissions.may_see_case(held.by, on=day_of(held.at))
    if session.scalar(select(Case.id).where(Case.id == held.id, seen)) is None:
        raise NotFound()
    raise NotAnOpener()


def _standing(session: Session, held: HeldCase, role: str) -> Standing:
    standing = _any_standing(session, held).get(role)
    if standing is None:
        raise NotAnOpener()
    return standing


def _second(session: Session, held: HeldCase, asked: RowMapping, role: str) -> None:
    """Two persons, two roles, two authorities: nobody agrees with themselves through a delegate or a substitute."""
    second = _standing(session, held, role)
    first = standing_of(session, held.deployed, held.id, asked["asked_by"], at=held.at).get(asked["asked_role"])
    if first is None:
        raise IdentitySettled(_("Whoever asked may not open it any more."))
    if role == first.role or first.behind & second.behind:
        raise OneIsNotTwo()


def _open_to(held: HeldCase) -> list[RowMapping]:
    mine = or_(OPENINGS.c.asked_by == held.by.person_id, OPENINGS.c.agreed_by == held.by.person_id)
    found = select(OPENINGS).join(Case, Case.id == OPENINGS.c.case_id).where(OPENINGS.c.case_id == held.id, mine)
    return list(held.connection.execute(found.where(in_force())).mappings())


def _rows(held: HeldCase, *which: ColumnElement[bool]) -> list[RowMapping]:
    found = select(OPENINGS).where(OPENINGS.c.case_id == held.id, *which)
    return list(held.connection.execute(found).mappings())


def _end(held: HeldCase, opening_id: UUID) -> None:
    held.connection.execute(update(OPENINGS).where(OPENINGS.c.id == opening_id).values(ended_at=held.at))


def _record(held: HeldCase, kind: str, opening_id: UUID, facts: dict[str, object], reason: str) -> None:
    if not reason.strip():
        raise InvalidCommand(_("Say why: the record keeps it, and whoever brought the case can read it."))
    if held.case["data_key"] is None:
        raise InvalidCommand(_("The key of this case is destroyed; nothing in it can be read any more."))
    said = {"reason": reason.strip(), "opening": str(opening_id)}
    commitment = say(held, said, element=ELEMENT, about=kind)
    held.event(kind, {"opening": str(opening_id), **facts}, commitment=commitment)
    write(held)
