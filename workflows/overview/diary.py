"""What is to come in a year, and what was: cases that open by themselves, standing duties, meetings, closures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ombud.storage.board import Body
from ombud.storage.meetings import Closure, Meeting, MeetingKind, MeetingStatus
from ombud.storage.procedures import ProcedureVersion
from ombud.workflows.actors import Actor
from ombud.workflows.board import duties
from ombud.workflows.days import day_of
from ombud.workflows.office import Office
from ombud.workflows.overview.period import Period
from ombud.workflows.scheduling import rounds
from ombud.workflows.scheduling.calling import as_set, meetings_of
from ombud.workflows.text import translate as _


class Kind(StrEnum):
    """In the order of the pages, on one day."""

    ROUND = "round"
    DUTY = "duty"
    MEETING = "meeting"
    CLOSURE = "closure"


class Stage(StrEnum):
    PAST = "past"
    TODAY = "today"
    LATE = "late"  # a duty that is overdue
    COMING = "coming"


@dataclass(frozen=True, slots=True)
class Entry:
    """`what` in the reader's language. `duty` is its key, where it is one; `source` a row of the register, where
    one asks for it."""

    on: date
    kind: Kind
    what: str
    stage: Stage
    source: str = ""
    duty: str = ""


@dataclass(frozen=True, slots=True)
class Diary:
    """`entries` in the order of their days. `unrecorded`: duties that come round and have no day, because nobody has
    recorded when they were done last."""

    entries: tuple[Entry, ...]
    unrecorded: tuple[str, ...]


def diary_of(session: Session, office: Office, actor: Actor, *, period: Period, at: datetime) -> Diary:
    """Duties are those the reader may see; rounds, meetings and closures are everybody's."""
    mine = duties.status(session, duties.visible(session, office, actor, at=at), at=at)
    entries = [
        *_rounds(session, office, period, at),
        *_duties(mine, period),
        *_meetings(session, period, at),
        *_closures(session, period, at),
    ]
    entries.sort(key=lambda one: (one.on, list(Kind).index(one.kind), one.what))
    missing = tuple(_(one.duty.what) for one in mine if one.state is duties.State.UNRECORDED)
    return Diary(tuple(entries), missing)


def _rounds(session: Session, office: Office, period: Period, at: datetime) -> Iterator[Entry]:
    """From the day a procedure was deployed here: rounds before that were somebody else's to hold."""
    first = func.min(ProcedureVersion.deployed_at)
    begun = dict(session.execute(select(ProcedureVersion.key, first).group_by(ProcedureVersion.key)).all())
    for one in office.procedures.all_latest(session):
        rule, since = one.toml.schedule, max(period.first, day_of(begun[one.toml.key]))
        if rule is None or since > period.last:
            continue
        meetings = meetings_of(session, rule)
        if rule.before_setting:
            rule, _farthest = as_set(session, one.toml, rule, at=at)
        for each in rounds.between(rule, first=since, last=period.last, meetings=meetings):
            what = _("%(procedure)s, %(period)s", procedure=_(one.toml.title), period=each.period)
            yield Entry(each.opens_on, Kind.ROUND, what, _stage(each.opens_on, at), rule.source)


def _duties(mine: list[duties.Status], period: Period) -> Iterator[Entry]:
    """The days on which they were done, the day they are due next, and from it on, as often as they come round."""
    for one in mine:
        what, more = _(one.duty.what), {"source": one.duty.source, "duty": one.duty.key}
        for done in one.done:
            if done.on in period:
                yield Entry(done.on, Kind.DUTY, what, Stage.PAST, **more)
        due, late = one.due_on, one.state is duties.State.OVERDUE
        while due is not None and due <= period.last and one.duty.every:
            if due in period:
                yield Entry(due, Kind.DUTY, what, Stage.LATE if late else Stage.COMING, **more)
            due, late = duties.after(due, one.duty.every), False


def _meetings(session: Session, period: Period, at: datetime) -> Iterator[Entry]:
    rows = session.execute(
        select(Meeting.starts_at, Meeting.kind, Meeting.quarterly, Body.name)
        .join(Body, Body.id == Meeting.body_id)
        .where(Meeting.status == MeetingStatus.SCHEDULED, period.holds_moment(Meeting.starts_at))
    )
    for starts_at, kind, quarterly, body in rows:
        if kind == MeetingKind.SPECIAL:
            what = _("%(body)s, special meeting", body=body)
        else:
            what = _("%(body)s, quarterly meeting", body=body) if quarterly else _("%(body)s, meeting", body=body)
        yield Entry(day_of(starts_at), Kind.MEETING, what, _stage(day_of(starts_at), at))


def _closures(session: Session, period: Period, at: datetime) -> Iterator[Entry]:
    for on, name in session.execute(select(Closure.on, Closure.name).where(period.holds_day(Closure.on))):
        yield Entry(on, Kind.CLOSURE, name, _stage(on, at))


def _stage(day: date, at: datetime) -> Stage:
    if day == day_of(at):
        return Stage.TODAY
    return Stage.PAST if day < day_of(at) else Stage.COMING
