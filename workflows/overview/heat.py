"""Where the cases of a procedure stand, what they have passed, and how long its tasks take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from statistics import median
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from ombud.storage.cases import OPEN_TASK, Case, Task, TaskStatus
from ombud.storage.ledger import Deadline, DeadlineStatus
from ombud.storage.procedures import ProcedureVersion
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.words import element_name, outcome_name, role_name
from ombud.workflows.days import day_of
from ombud.workflows.engine.definition import Flow
from ombud.workflows.overview.period import Period
from ombud.workflows.overview.ways import BY_ITSELF, choices_of, passes_of
from ombud.workflows.procedures.deployed import Deployed, DeployedProcedures
from ombud.workflows.text import translate

ALWAYS = ("userTask", "manualTask", *BY_ITSELF)
"""These are told of even where no case has come to them."""

WAITS = (DeadlineStatus.WAITING, DeadlineStatus.PAUSED)


@dataclass(frozen=True, slots=True)
class Stop:
    """An element of the drawing, or a way out of a choice. `passed`: cases that completed the task, whose timer fired, that
    went this way, for which Ombud did this, or that ended there within the period, each once; `times`: how often in all.
    `now`: cases that stand at it today. What it takes is of tasks: those completed within the period, and the longest of
    those open today."""

    element: str  # of a way its sequence flow
    name: str
    who: str  # the role asked; empty where it is nobody's task
    drawn: bool  # the newest version has it
    passed: int
    times: int
    now: int
    median: timedelta | None
    longest: timedelta | None
    waiting: timedelta | None


@dataclass(frozen=True, slots=True)
class Heat:
    """`stops` in the order of the drawing: every task, of people or of Ombud, every way out of a choice, and whatever else
    a case has passed or stands at."""

    deployed: Deployed
    cases: int  # that the reader may see, of all times
    stops: tuple[Stop, ...]

    @property
    def most(self) -> int:
        return max((stop.passed + stop.now for stop in self.stops), default=0)


@dataclass(slots=True)
class _Tally:
    passed: set[UUID] = field(default_factory=set)
    times: int = 0
    now: set[UUID] = field(default_factory=set)
    took: list[timedelta] = field(default_factory=list)
    waits: list[timedelta] = field(default_factory=list)

    def count(self, case_id: UUID) -> None:
        self.passed.add(case_id)
        self.times += 1


def heat_of(
    session: Session, procedures: DeployedProcedures, key: str, actor: Actor, *, period: Period, at: datetime
) -> Heat:
    """Raises NotFound for a procedure that was never deployed here."""
    deployed = procedures.latest(session, key)
    mine = (ProcedureVersion.key == key, permissions.may_see_case(actor, on=day_of(at)))
    ended = select(Case.id, Case.version_id, Case.outcome, Case.closed_at).join(ProcedureVersion).where(*mine)
    cases = session.execute(ended).all()
    ways = choices_of(deployed.definition)
    found = {name: _Tally() for name in (*(one.id for one in deployed.definition.of_type(*ALWAYS)), *ways)}
    for case_id, _version, outcome, closed_at in cases:
        if outcome is not None and closed_at is not None and day_of(closed_at) in period:
            found.setdefault(outcome, _Tally()).count(case_id)
    which, versions = ended.with_only_columns(Case.id), {case_id: version for case_id, version, *_ended in cases}
    for name, passed in passes_of(session, procedures, versions, which, period).items():
        tally = found.setdefault(name, _Tally())
        tally.passed, tally.times = passed.cases, passed.times
    _count_tasks(session, found, mine, period, at)
    _count_timers(session, found, mine, period, deployed)
    order = sorted(found, key=partial(_place, deployed, ways))
    return Heat(deployed, len(cases), tuple(_stops(deployed, order, found, ways)))


def _place(deployed: Deployed, ways: Mapping[str, Flow], element: str) -> tuple[bool, int, str]:
    """As the file has it, which is how it is read, and a way where its choice is; what the newest version has no more
    comes last."""
    way = ways.get(element)
    known = deployed.definition.elements.get(way.source if way else element)
    return known is None, known.line or 0 if known else 0, element


def _count_tasks(
    session: Session, found: dict[str, _Tally], mine: tuple[ColumnElement[bool], ...], period: Period, at: datetime
) -> None:
    done = (Task.status == TaskStatus.COMPLETED) & period.holds_moment(Task.ended_at)
    rows = session.execute(
        select(Task.case_id, Task.element, Task.opened_at, Task.ended_at)
        .join(Case, Case.id == Task.case_id)
        .join(ProcedureVersion)
        .where(*mine, or_(Task.status.in_(OPEN_TASK), done))
    )
    for case_id, element, opened_at, ended_at in rows:
        tally = found.setdefault(element, _Tally())
        if ended_at is None:
            tally.now.add(case_id)
            tally.waits.append(at - opened_at)
        else:
            tally.count(case_id)
            tally.took.append(ended_at - opened_at)


def _count_timers(
    session: Session,
    found: dict[str, _Tally],
    mine: tuple[ColumnElement[bool], ...],
    period: Period,
    deployed: Deployed,
) -> None:
    """A timer on the edge of a task only limits it: a case stands at the task, and passes the timer when that fires."""
    fired = (Deadline.status == DeadlineStatus.FIRED) & period.holds_moment(Deadline.ended_at)
    rows = session.execute(
        select(Deadline.case_id, Deadline.element, Deadline.status)
        .join(Case, Case.id == Deadline.case_id)
        .join(ProcedureVersion)
        .where(*mine, Deadline.timer, or_(Deadline.status.in_(WAITS), fired))
    )
    for case_id, element, status in rows:
        known = deployed.definition.elements.get(element)
        if status == DeadlineStatus.FIRED:
            found.setdefault(element, _Tally()).count(case_id)
        elif known is None or not known.host:
            found.setdefault(element, _Tally()).now.add(case_id)


def _middle(times: list[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(time.total_seconds() for time in times)) if times else None


def _stops(
    deployed: Deployed, order: list[str], found: Mapping[str, _Tally], ways: Mapping[str, Flow]
) -> Iterator[Stop]:
    for element in order:
        known, tally = deployed.definition.elements.get(element), found[element]
        lane = deployed.toml.lanes.get(known.lane) if known is not None and known.form else None
        yield Stop(
            element=element,
            name=_name(deployed, element, ways.get(element)),
            who=role_name(lane.role) if lane else "",
            drawn=known is not None or element in ways,
            passed=len(tally.passed),
            times=tally.times,
            now=len(tally.now),
            median=_middle(tally.took),
            longest=max(tally.took, default=None),
            waiting=max(tally.waits, default=None),
        )


def _name(deployed: Deployed, element: str, way: Flow | None) -> str:
    """A way answers the question that its choice asks."""
    if way is not None:
        answer = translate(way.name) if way.name else element_name(deployed, way.target)
        return f"{element_name(deployed, way.source)} {answer}"
    drawn = element in deployed.definition.elements
    return element_name(deployed, element) if drawn else outcome_name(deployed, element)
