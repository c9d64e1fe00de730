"""Bodies: convened for a charge and until a day, dissolved, found under every name they have had."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from itertools import count
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from ombud.storage.base import new_id
from ombud.storage.board import Body, BodyAlias, BodyKind, Seat, SeatTerm
from ombud.storage.cases import OPEN_TASK, Task
from ombud.storage.chain import append_system_event
from ombud.storage.directory import RoleHolding, RoleScope
from ombud.storage.meetings import Meeting, MeetingStatus
from ombud.workflows.actors import Actor
from ombud.workflows.board import citing
from ombud.workflows.board.presiding import locked_body
from ombud.workflows.days import day_of
from ombud.workflows.refusals import InvalidCommand
from ombud.workflows.text import translate as _

KEY = re.compile(r"[a-z][a-z0-9_]*")


def convene(
    session: Session,
    *,
    name: str,
    key: str = "",
    parent_key: str,
    kind: BodyKind,
    charge: str,
    begins_on: date,
    ends_on: date | None,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> UUID:
    """A committee below a body (P102-w, A75), for whoever presides over that body. Without a key it has one of its name.

    An ad hoc or selection committee has a charge and a last day. Raises NotFound, Forbidden, InvalidCommand.
    """
    parent = locked_body(session, Body.key == parent_key, by=by, at=at)
    key = key or key_of(session, name)
    _fits(session, key, name, kind, charge, begins_on, ends_on)
    _within(parent, begins_on, ends_on)
    body = Body(
        id=new_id(),
        key=key,
        name=name.strip(),
        parent_id=parent.id,
        kind=kind,
        charge=charge.strip(),
        begins_on=begins_on,
        ends_on=ends_on,
    )
    session.add(body)
    session.flush()
    days = {"parent": parent.key, "kind": str(kind), "begins_on": begins_on.isoformat(), "ends_on": iso(ends_on)}
    tell(session, "body.convened", body, days, by=by, at=at, request_key=request_key)
    return body.id


def dissolve(
    session: Session, body_key: str, *, on: date, by: Actor, at: datetime, request_key: str | None = None
) -> None:
    """Ends a committee: `on` is its last day, also for its seats and whoever sits in them.

    Raises NotFound, Forbidden, and InvalidCommand while cases or meetings wait on it, or where it has no parent.
    """
    body = locked_body(session, Body.key == body_key, by=by, at=at)
    if body.parent_id is None:
        raise InvalidCommand(_("%(body)s is convened by nobody here, so nobody here dissolves it.", body=body.name))
    if (body.begins_on and on < body.begins_on) or (body.ends_on and on > body.ends_on):
        raise InvalidCommand(_("%(body)s does not exist on that day.", body=body.name))
    if waiting := _waiting(session, body, on=on):
        raise InvalidCommand(waiting)
    body.ends_on = on
    _end_seats(session, body, on=on)
    tell(session, "body.dissolved", body, {"ends_on": on.isoformat()}, by=by, at=at, request_key=request_key)


def by_name(session: Session, name: str, *, on: date) -> Body | None:
    """The body a name routes to, upper and lower case alike; None where none stands under it on that day.

    A name that went out of use still routes (A01): texts keep it. One that is not in use yet does not.
    """
    wanted = " ".join(name.split()).lower()
    alias = exists().where(
        BodyAlias.body_id == Body.id,
        func.lower(BodyAlias.name) == wanted,
        or_(BodyAlias.from_on.is_(None), BodyAlias.from_on <= on),
    )
    named = or_(func.lower(Body.name) == wanted, Body.key == wanted, alias)
    own_first = (func.lower(Body.name) == wanted).desc(), (Body.key == wanted).desc()
    return session.scalars(select(Body).where(named, stands(on)).order_by(*own_first, Body.key)).first()


def stands(on: date) -> ColumnElement[bool]:
    """On Body: it exists on a day."""
    return and_(or_(Body.begins_on.is_(None), Body.begins_on <= on), or_(Body.ends_on.is_(None), Body.ends_on >= on))


def tell(
    session: Session,
    kind: str,
    body: Body,
    facts: Mapping[str, object],
    *,
    by: Actor,
    at: datetime,
    request_key: str | None = None,
) -> None:
    """The system's event of something done to a body: ids, days and keys, no words that people typed."""
    told = {"body": body.key, **facts, **citing.presiding(session, body.id, by=by, at=at)}
    append_system_event(
        session, kind=kind, body=told, actor=str(by), actor_id=by.person_id, at=at, request_key=request_key
    )


def key_of(session: Session, name: str) -> str:
    """A name as addresses and settings write it: small letters without accents; numbered where that is taken. Nobody
    types it, so nobody is told that it does not fit."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    if not stem[:1].isalpha():
        stem = f"body_{stem or 1}"
    taken = set(session.scalars(select(Body.key).where(Body.key.startswith(stem, autoescape=True))))
    return next(key for number in count(1) if (key := stem if number == 1 else f"{stem}_{number}") not in taken)


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _fits(
    session: Session, key: str, name: str, kind: BodyKind, charge: str, begins_on: date, ends_on: date | None
) -> None:
    if not KEY.fullmatch(key):
        raise InvalidCommand(_("A body's key has small letters, digits and underscores: %(key)s does not.", key=key))
    if not name.strip():
        raise InvalidCommand(_("Give the body a name."))
    if kind is not BodyKind.STANDING and not (charge.strip() and ends_on):
        raise InvalidCommand(_("Say what the committee is convened for, and until which day."))
    if ends_on is not None and ends_on < begins_on:
        raise InvalidCommand(_("The last day is before the first."))
    taken = select(literal(1)).where(
        or_(
            exists().where(or_(Body.key == key, func.lower(Body.name) == name.strip().lower())),
            exists().where(func.lower(BodyAlias.name) == name.strip().lower()),
        )
    )
    if session.scalar(taken) is not None:
        raise InvalidCommand(_("There is a body of that key or name already."))


def _within(parent: Body, begins_on: date, ends_on: date | None) -> None:
    """Nothing outlasts the body it belongs to."""
    if parent.ends_on is not None and (ends_on is None or ends_on > parent.ends_on or begins_on > parent.ends_on):
        raise InvalidCommand(_("%(body)s ends on %(day)s.", body=parent.name, day=parent.ends_on.isoformat()))


def _waiting(session: Session, body: Body, *, on: date) -> str:
    """What still hangs on a body, in a sentence; empty when nothing does."""
    within = (Task.scope == RoleScope.BODY, Task.scope_id == body.id, Task.status.in_(OPEN_TASK))
    if session.scalar(select(func.count()).select_from(Task).where(*within)):
        return _("Cases wait for %(body)s. They have to be decided or handed on first.", body=body.name)
    coming = select(Meeting).where(Meeting.body_id == body.id, Meeting.status == MeetingStatus.SCHEDULED)
    if any(day_of(meeting.starts_at) > on for meeting in session.scalars(coming)):
        return _("%(body)s has meetings after that day. Cancel them first.", body=body.name)
    below = select(Body.id).where(Body.parent_id == body.id, or_(Body.ends_on.is_(None), Body.ends_on > on))
    if session.scalar(below.limit(1)) is not None:
        return _("%(body)s has committees of its own after that day.", body=body.name)
    return ""


def _end_seats(session: Session, body: Body, *, on: date) -> None:
    """Seats and roles end with the body; what would have begun later never begins."""
    for seat in session.scalars(select(Seat).where(Seat.body_id == body.id)):
        if seat.closed_on is None or seat.closed_on > on:
            seat.closed_on = max(on, seat.opened_on)
        for term in session.scalars(select(SeatTerm).where(SeatTerm.seat_id == seat.id, SeatTerm.from_on <= on)):
            term.to_on = min(on, term.to_on or on)
        for term in session.scalars(select(SeatTerm).where(SeatTerm.seat_id == seat.id, SeatTerm.from_on > on)):
            session.delete(term)
    session.flush()
    roles = select(RoleHolding).where(RoleHolding.scope == RoleScope.BODY, RoleHolding.scope_id == body.id)
    for role in session.scalars(roles):
        if role.from_on > on:
            session.delete(role)
        else:
            role.to_on = min(on, role.to_on or on)
