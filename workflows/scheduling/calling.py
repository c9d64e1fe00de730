"""A round is called: a row for each case it asks for, and a job that opens it.

Whoever takes part when a round is called is in it, or in the draw of it; an agency that joins later is in the next one,
and one that leaves keeps its case. The manual says nothing of either.

After an outage the current round is called late: people still owe it, and its period is not over. Older ones are not
opened by themselves: their period is over, so what they ask for (a quarter's report, last year's certificate) is asked
by the current one too or by nobody, and an agency would find two rounds in its inbox on one morning. They are listed to
the operator, who opens one with `ombud schedule open` where it is still wanted. Rounds from before the schedule was
deployed are neither opened nor listed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from ombud.storage.board import Body
from ombud.storage.chain import append_system_event, hold_system_chain
from ombud.storage.events import SYSTEM_CHAIN
from ombud.storage.inserting import insert_into
from ombud.storage.meetings import Meeting, MeetingStatus
from ombud.storage.procedures import ProcedureVersion
from ombud.storage.scheduling import ScheduledCase
from ombud.workflows import permissions, settings
from ombud.workflows.actors import WORKER, Actor
from ombud.workflows.days import day_of, start_of
from ombud.workflows.jobs import queue
from ombud.workflows.procedures.deployed import Deployed, DeployedProcedures
from ombud.workflows.procedures.model import ProcedureToml, Schedule
from ombud.workflows.refusals import InvalidCommand
from ombud.workflows.scheduling import drawing, entering, rounds
from ombud.workflows.scheduling.jobs import look_job, open_job
from ombud.workflows.scheduling.rounds import Meetings, Round, Standing
from ombud.workflows.text import translate as _

CALLED = "schedule.called"
"""The system event of a round that was called."""


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A procedure with its rule, and where it stands."""

    deployed: Deployed
    rule: Schedule
    standing: Standing


def scheduled(session: Session, procedures: DeployedProcedures, key: str, *, at: datetime) -> Scheduled | None:
    """None for a procedure whose newest version has no schedule (any more). Raises NotFound."""
    newest = procedures.latest(session, key)
    rule = newest.toml.schedule
    if rule is None:
        return None
    since = _since(session, _versions(session, procedures, key))
    rule, farthest = as_set(session, newest.toml, rule, at=at)
    meetings = meetings_of(session, rule)
    where = rounds.standing(rule, since=since, today=day_of(at), meetings=meetings, farthest=farthest)
    return Scheduled(newest, rule, where)


def watch(session: Session, procedures: DeployedProcedures, key: str, *, at: datetime) -> None:
    """Writes the job that looks when it is time next; at once where the current round has not been called."""
    known = scheduled(session, procedures, key, at=at)
    if known is None:
        return
    current = known.standing.current
    missing = current is not None and not was_called(session, key, current)
    _look_on(session, key, day_of(at) if missing else known.standing.look_on)


def watch_all(session: Session, procedures: DeployedProcedures, *, at: datetime) -> None:
    """Every procedure's schedule: when a worker starts, so that none is forgotten."""
    for key in session.scalars(select(ProcedureVersion.key).distinct()).all():
        watch(session, procedures, key, at=at)


def look(session: Session, procedures: DeployedProcedures, key: str, *, at: datetime) -> None:
    """Calls the current round if nobody has, and looks again when it is time. Nothing for a retired schedule."""
    known = scheduled(session, procedures, key, at=at)
    if known is None:
        return
    if known.standing.current and not was_called(session, key, known.standing.current):
        call(session, known, known.standing.current, by=WORKER, at=at)
    _look_on(session, key, known.standing.look_on)


def call_older(
    session: Session, procedures: DeployedProcedures, key: str, period: str, *, by: Actor, at: datetime
) -> int:
    """An operator has a round opened that was missed; how many cases. Raises Forbidden, NotFound, InvalidCommand."""
    permissions.require(session, by, permissions.OPERATORS, at=at)
    known = scheduled(session, procedures, key, at=at)
    if known is None:
        raise InvalidCommand(_("This procedure has no schedule."))
    wanted = rounds.by_period((*known.standing.older, *filter(None, [known.standing.current])), period)
    if wanted is None:
        raise InvalidCommand(_("The schedule has no such period that has begun."))
    if was_called(session, key, wanted):
        raise InvalidCommand(_("This period was opened already."))
    return call(session, known, wanted, by=by, at=at)


def call(session: Session, known: Scheduled, which: Round, *, by: Actor, at: datetime) -> int:
    """Writes the rows of a round and the jobs that open their cases; those that are known already stay. How many."""
    key = known.deployed.toml.key
    scopes, facts = _scopes(session, known, which, at=at)
    if not scopes:
        return 0
    rows = [_row(key, which, scope_id, at) for scope_id in scopes]
    added = insert_into(ScheduledCase, session).on_conflict_do_nothing()
    session.connection().execute(added, rows)
    queue.put(session, [open_job(row["id"], at) for row in rows])
    body = {"procedure": key, "period": which.period, "cases": len(rows), **facts}
    append_system_event(session, CALLED, body, actor=str(by), actor_id=by.person_id, at=at)
    return len(rows)


def was_called(session: Session, key: str, which: Round) -> bool:
    there = exists().where(ScheduledCase.procedure == key, ScheduledCase.period == which.period)
    return bool(session.scalar(select(there)))


def _row(key: str, which: Round, scope_id: UUID, at: datetime) -> dict[str, Any]:
    """Its id follows from what makes it one of a kind."""
    row_id = uuid5(SYSTEM_CHAIN, f"schedule:{key}:{which.period}:{scope_id}")
    whose = {"procedure": key, "period": which.period, "scope_id": scope_id}
    return whose | {"id": row_id, "opens_on": which.opens_on, "called_at": at, "case_id": None}


def _look_on(session: Session, key: str, day: date) -> None:
    """One job for each procedure and day."""
    queue.put(session, [look_job(key, day.isoformat(), start_of(day))])


def _scopes(session: Session, known: Scheduled, which: Round, *, at: datetime) -> tuple[Sequence[UUID], dict[str, Any]]:
    """The organisations of a round, the nil id where it is one case; and what is told of how they came to be in it.

    Two draws of one round would be two selections, so only one is ever made.
    """
    rule, toml = known.rule, known.deployed.toml
    if not rule.per:
        return [permissions.SYSTEM_SCOPE], {}
    if rule.draw is None:
        return [key for key, _name in entering.taking_part(session)], {}
    hold_system_chain(session)
    if was_called(session, toml.key, which):
        return [], {}
    drawn = entering.lottery(session, toml, rule.draw, which, at=at)
    return drawn.selected, {"draw": drawing.written(drawn)}


def _versions(session: Session, procedures: DeployedProcedures, key: str) -> list[Deployed]:
    """The newest first."""
    ids = session.scalars(
        select(ProcedureVersion.id).where(ProcedureVersion.key == key).order_by(ProcedureVersion.version.desc())
    )
    return [procedures.get(session, version_id) for version_id in ids]


def _since(session: Session, versions: Sequence[Deployed]) -> date:
    """The day since which every version has had a schedule: one that was retired and came back begins anew."""
    begun = versions[0].id
    for version in versions:
        if version.toml.schedule is None:
            break
        begun = version.id
    return day_of(session.get_one(ProcedureVersion, begun).deployed_at)


def as_set(session: Session, toml: ProcedureToml, rule: Schedule, *, at: datetime) -> tuple[Schedule, int]:
    """The rule with the days of the setting in force, where one says how long before a meeting; and the most it may say."""
    name = rule.before_setting
    if not name:
        return rule, 0
    days = settings.snapshot(session, toml, at=at)[name]
    return rule.model_copy(update={"before": f"P{days}D"}), toml.settings[name].max or days


def meetings_of(session: Session, rule: Schedule) -> Meetings:
    """Of each year the first meeting in the month the rule names, in the calendar its body goes by."""
    if not rule.anchor:
        return {}
    host = aliased(Body)
    there = select(Meeting.starts_at).join(host, host.id == Meeting.body_id)
    own = select(Body.calendar_of_id).where(Body.key == rounds.body_of(rule)).scalar_subquery()
    mine = (host.key == rounds.body_of(rule)) & own.is_(None) | (host.id == own)
    days = [day_of(when) for when in session.scalars(there.where(mine, Meeting.status == MeetingStatus.SCHEDULED))]
    return {day.year: day for day in sorted(days, reverse=True) if day.month == rounds.month_of(rule)}
