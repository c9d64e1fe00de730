"""What the list of bodies and a body's page show, read in one go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ombud.storage.ballots import Ballot
from ombud.storage.board import Body, BodyAlias
from ombud.storage.directory import Person
from ombud.storage.meetings import Meeting, MeetingStatus
from ombud.storage.procedures import Setting
from ombud.webapp.board.seating import Seating, seating_of
from ombud.webapp.board.sight import body_by_key
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.board import alarms, changes, cochairs, rules
from ombud.workflows.board.alarms import Alarm
from ombud.workflows.board.ballots.reading import MyBallot, my_ballots
from ombud.workflows.board.cochairs import CochairWarning
from ombud.workflows.board.presiding import presides
from ombud.workflows.board.rules import Share
from ombud.workflows.casefile.words import humanised
from ombud.workflows.days import day_of, start_of
from ombud.workflows.office import Office
from ombud.workflows.procedures.board import BoardToml, BodyRule
from ombud.workflows.text import translate as _

COMING = 6
"""Meetings shown ahead; the calendar has the others."""


@dataclass(frozen=True, slots=True)
class BodyLine:
    key: str
    name: str
    parent: str
    ends_on: date | None
    ended: bool
    next_meeting: datetime | None


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule as it is in force. Without `set_at` it is the default, or nobody has configured it."""

    name: str
    title: str
    short: str  # the title without what it explains
    value: Any
    words: str  # empty: not configured
    needed: bool
    source: str
    set_at: datetime | None
    set_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class BodyPage:
    body: Body
    aliases: tuple[BodyAlias, ...]
    parent: Body | None
    committees: tuple[Body, ...]
    seating: Seating
    warnings: tuple[CochairWarning, ...]
    rules: tuple[RuleLine, ...]
    rules_version: int  # what whoever sets them has to have seen
    missing: tuple[str, ...]
    meetings: tuple[Meeting, ...]
    last_meeting: Meeting | None
    my_ballots: tuple[MyBallot, ...]
    alarms: tuple[Alarm, ...]
    being_retimed: int  # cases
    ended: bool
    may_preside: bool
    may_set_rules: bool


def bodies_of(session: Session, *, at: datetime) -> list[BodyLine]:
    """Every body, those that ended last."""
    names = dict(session.execute(select(Body.id, Body.name)).all())
    coming = _next_meetings(session, at)
    lines = [
        BodyLine(
            body.key,
            body.name,
            names.get(body.parent_id, "") if body.parent_id else "",
            body.ends_on,
            _has_ended(body, at),
            coming.get(body.calendar_of_id or body.id),
        )
        for body in session.scalars(select(Body))
    ]
    return sorted(lines, key=lambda line: (line.ended, bool(line.parent), line.name))


def page_of(session: Session, office: Office, actor: Actor, key: str, *, at: datetime) -> BodyPage:
    """Raises NotFound. Bodies, seats and meetings are everybody's with an account; alarms are for who presides."""
    body, board = body_by_key(session, key), office.board
    found = rules.values(session, board, key, at=at)
    may_preside = presides(session, body.id, actor, at=at)
    calendar = body.calendar_of_id or body.id
    return BodyPage(
        body=body,
        aliases=tuple(sorted(body.aliases, key=lambda alias: (alias.to_on is not None, alias.name))),
        parent=session.get(Body, body.parent_id) if body.parent_id else None,
        committees=tuple(session.scalars(select(Body).where(Body.parent_id == body.id).order_by(Body.name))),
        seating=seating_of(session, board, body, at=at),
        warnings=tuple(_warnings(session, office, body, at=at)),
        rules=tuple(rule_lines(session, office, key, at=at)),
        rules_version=rules.version(session, key),
        missing=missing_of(board, found),
        meetings=tuple(_coming(session, calendar, at)),
        last_meeting=_last(session, calendar, at),
        my_ballots=tuple(my_ballots(session, office, actor, Ballot.body_id == body.id, at=at)),
        alarms=tuple(_alarms(session, office, key, at=at)) if may_preside else (),
        being_retimed=changes.pending(session, body_id=calendar),
        ended=_has_ended(body, at),
        may_preside=may_preside,
        may_set_rules=presides(session, body.id, actor, at=at, roles=permissions.RULE_SETTERS),
    )


def rule_lines(session: Session, office: Office, key: str, *, at: datetime) -> Iterator[RuleLine]:
    prefix = f"body.{key}."
    rows = session.execute(
        select(Setting, Person.name)
        .outerjoin(Person, Person.id == Setting.set_by)
        .where(Setting.name.startswith(prefix, autoescape=True), Setting.from_at <= at)
        .order_by(Setting.from_at)
    )
    newest = {setting.name.removeprefix(prefix): (setting, name or "") for setting, name in rows}
    for name, rule in office.board.rules.items():
        setting, by = newest.get(name, (None, ""))
        value = setting.value if setting else rule.default
        yield RuleLine(
            name=name,
            title=_(rule.title),
            short=short(rule),
            value=value,
            words=value_words(rule, value),
            needed=rule.needed,
            source=rule.source,
            set_at=setting.from_at if setting else None,
            set_by=by,
            reason=setting.reason if setting else "",
        )


def short(rule: BodyRule) -> str:
    """A rule's title up to where it begins to explain."""
    return _(rule.title).partition(":")[0]


def missing_of(board: BoardToml, values: dict[str, Any]) -> tuple[str, ...]:
    """What has to be set before a ballot can be opened."""
    lacking = set(rules.missing(board, values))
    return tuple(short(rule) for rule in board.rules.values() if rule.title in lacking)


def value_words(rule: BodyRule, value: Any) -> str:
    """A rule's value as people say it; empty where it is not configured."""
    if value is None:
        return ""
    if rule.kind == "boolean":
        return _("Yes") if value else _("No")
    return choice_words(str(value)) if rule.kind == "choice" else share_words(str(value))


def share_words(text: str) -> str:
    return words_of_share(rules.share(text))


def words_of_share(share: Share) -> str:
    if share.part is None:
        return str(share.number)
    return _("more than %(part)s", part=share.part) if share.strict else _("at least %(part)s", part=share.part)


def choice_words(value: str) -> str:
    return {
        "filled_seats": _("the seats that are filled"),
        "all_seats": _("all voting seats, vacant ones included"),
        "votes": _("the votes for an option"),
        "votes_and_abstentions": _("the votes, abstentions included"),
        "seats": _("the seats on the ballot"),
        "undecided": _("nothing is decided"),
        "chair_decides": _("the chair decides"),
    }.get(value, humanised(value))


def _alarms(session: Session, office: Office, key: str, *, at: datetime) -> list[Alarm]:
    return [alarm for alarm in alarms.alarms(session, office.board, at=at) if alarm.body_key == key]


def _warnings(session: Session, office: Office, body: Body, *, at: datetime) -> list[CochairWarning]:
    """What is wrong with the co-chairs' terms."""
    declared = office.board.cochairs
    if declared is None or declared.body != body.key:
        return []
    return cochairs.warnings(session, office.board, on=day_of(at))


def _has_ended(body: Body, at: datetime) -> bool:
    return body.ends_on is not None and body.ends_on < day_of(at)


def _coming(session: Session, body_id: UUID, at: datetime) -> list[Meeting]:
    """From today on: the one in session is the first."""
    scheduled = (Meeting.body_id == body_id, Meeting.status == MeetingStatus.SCHEDULED)
    ahead = select(Meeting).where(*scheduled, Meeting.adjourned_at.is_(None)).order_by(Meeting.starts_at)
    return [meeting for meeting in session.scalars(ahead) if day_of(meeting.starts_at) >= day_of(at)][:COMING]


def _last(session: Session, body_id: UUID, at: datetime) -> Meeting | None:
    """The newest one whose day has passed."""
    scheduled = (Meeting.body_id == body_id, Meeting.status == MeetingStatus.SCHEDULED)
    before = select(Meeting).where(*scheduled, Meeting.starts_at < start_of(day_of(at)))
    return session.scalars(before.order_by(Meeting.starts_at.desc()).limit(1)).first()


def _next_meetings(session: Session, at: datetime) -> dict[UUID, datetime]:
    ahead = select(Meeting.body_id, func.min(Meeting.starts_at)).where(
        Meeting.status == MeetingStatus.SCHEDULED, Meeting.starts_at > at
    )
    return dict(session.execute(ahead.group_by(Meeting.body_id)).all())
