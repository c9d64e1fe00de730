"""What somebody is shown first: how much waits for them and what is most urgent of it, their meetings and cases."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, and_, exists, func, select, true
from sqlalchemy.orm import Session, aliased

from ombud.storage.board import Body
from ombud.storage.cases import OPEN_TASK, Case, CaseStatus, Party, Task
from ombud.storage.directory import Organisation, RoleHolding, RoleScope
from ombud.storage.meetings import Meeting, MeetingStatus
from ombud.workflows import inbox, permissions
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.words import RoleWords
from ombud.workflows.days import day_of, start_of
from ombud.workflows.inbox import Box, Due, Line, Look, Tally
from ombud.workflows.inbox.reading import most_urgent
from ombud.workflows.office import Office
from ombud.workflows.text import translate as _

LISTED = 6
"""Of each kind: a home page is a way on, and no list to work through."""

_SERVING = tuple(role for role in permissions.PRESIDERS if role not in permissions.OPERATORS)

_WITHIN = aliased(Organisation)


@dataclass(frozen=True, slots=True)
class Coming:
    """A meeting of one's bodies; several of them may meet in one."""

    meeting_id: UUID
    bodies: tuple[str, ...]
    starts_at: datetime
    place: str


@dataclass(frozen=True, slots=True)
class OwnCase:
    """`who`: with whom it is now, in words; empty while it waits for a date."""

    number: str
    procedure: str
    opened_at: datetime
    who: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Home:
    due: dict[Due, int]  # of one's own and one's groups' tasks; what one put off is left out
    counts: dict[Box, int]
    first: tuple[Line, ...]  # what is most urgent
    meetings: tuple[Coming, ...]  # the next one of each body of theirs, and of each they serve
    cases: tuple[OwnCase, ...]  # open, and one's own, the newest first


def read(session: Session, office: Office, actor: Actor, *, at: datetime) -> Home:
    """Every part that somebody's roles have; what they hold none for is empty and asks the database nothing."""
    tally = inbox.tally_of(session, office, actor, at=at)
    held = permissions.roles_of(session, actor.person_id, at=at) if actor.person_id else []
    return Home(
        due={due: _due(tally, due) for due in Due if due},
        counts=tally.counts(Look()),
        first=tuple(most_urgent(session, office, actor, tally, at=at, most=LISTED)),
        meetings=_meetings(session, held, at=at),
        cases=_own_cases(session, office, actor, at=at),
    )


def _due(tally: Tally, due: Due) -> int:
    return tally.count(Box.MINE, Look(due=due)) + tally.count(Box.GROUPS, Look(due=due))


def _meetings(session: Session, held: Collection[RoleHolding], *, at: datetime) -> tuple[Coming, ...]:
    """A meeting that has begun counts until it is adjourned or its day is over. Whoever prepares every body's meetings has
    a role within none of them."""
    bodies = {holding.scope_id for holding in held if holding.scope is RoleScope.BODY}
    serves_all = any(holding.scope is RoleScope.SYSTEM and holding.role in _SERVING for holding in held)
    if not bodies and not serves_all:
        return ()
    ahead = and_(Meeting.status == MeetingStatus.SCHEDULED, Meeting.adjourned_at.is_(None))
    rows = select(Body.id, Body.name, Meeting.id.label("meeting_id"), Meeting.starts_at, Meeting.place)
    rows = rows.join(Meeting, Meeting.body_id == func.coalesce(Body.calendar_of_id, Body.id))
    rows = rows.where(true() if serves_all else Body.id.in_(bodies), ahead, Meeting.starts_at >= start_of(day_of(at)))
    first: dict[UUID, Row[UUID, str, UUID, datetime, str]] = {}
    for row in session.execute(rows.order_by(Meeting.starts_at, Body.name)):
        first.setdefault(row.id, row)
    together: dict[UUID, Coming] = {}
    for row in first.values():
        others = together[row.meeting_id].bodies if row.meeting_id in together else ()
        together[row.meeting_id] = Coming(row.meeting_id, (*others, row.name), row.starts_at, row.place)
    return tuple(together.values())


def _own_cases(session: Session, office: Office, actor: Actor, *, at: datetime) -> tuple[OwnCase, ...]:
    own = exists().where(Party.case_id == Case.id, Party.person_id == actor.person_id)
    newest = select(Case.id).where(own, Case.status != CaseStatus.CLOSED)
    newest = newest.where(permissions.may_see_case(actor, on=day_of(at)))
    newest = newest.order_by(Case.opened_at.desc(), Case.id).limit(LISTED)
    rows = select(Case.number, Case.version_id, Case.opened_at, Task.role, Task.scope, Task.scope_id)
    rows = rows.add_columns(func.coalesce(Body.name, _WITHIN.name).label("within"))
    rows = rows.outerjoin(Task, and_(Task.case_id == Case.id, Task.status.in_(OPEN_TASK)))
    rows = rows.outerjoin(Body, Body.id == Task.scope_id).outerjoin(_WITHIN, _WITHIN.id == Task.scope_id)
    rows = rows.where(Case.id.in_(newest)).order_by(Case.opened_at.desc(), Case.id, Task.opened_at, Task.id)
    words, found = RoleWords(session), dict[str, OwnCase]()
    for row in session.execute(rows):
        who = found[row.number].who if row.number in found else ()
        if row.role is not None:
            words.learn(row.scope_id, row.within)
            who = _once((*who, words.of(row.role, row.scope, row.scope_id)))
        title = _(office.procedures.get(session, row.version_id).toml.title)
        found[row.number] = OwnCase(row.number, title, row.opened_at, who)
    return tuple(found.values())


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
