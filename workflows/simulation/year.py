"""A year from its first morning to its last evening, and then until everything it brought is closed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from uuid import UUID

from sqlalchemy import func, select

from ombud.storage.base import ids_from
from ombud.storage.cases import OPEN_TASK, Case, CaseStatus, Task
from ombud.storage.procedures import ProcedureVersion
from ombud.storage.session import Database, reading, unit_of_work
from ombud.workflows import engine
from ombud.workflows.days import ZONE, day_of, start_of
from ombud.workflows.procedures.load import Procedure
from ombud.workflows.procedures.scenarios.model import Given
from ombud.workflows.procedures.scenarios.run import Theatre, visited
from ombud.workflows.procedures.scenarios.stage import Stage, differ, furnish
from ombud.workflows.simulation.absences import somebody_leaves, somebody_resigns
from ombud.workflows.simulation.agencies import add_agencies
from ombud.workflows.simulation.chance import Lots
from ombud.workflows.simulation.meeting_day import call_off, lay_out_calendars, meet
from ombud.workflows.simulation.plan import Plan
from ombud.workflows.simulation.town import Town

MORNING = time(9)
AFTERNOON = timedelta(hours=7)
YEAR = 365


class NoPost:
    """Takes every mail and keeps none: a year sends more of them than memory should hold."""

    def send(self, message: EmailMessage) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Stuck:
    """A case of that time that nothing and nobody brought to an end."""

    number: str
    procedure: str
    why: str


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one procedure's cases, as of the last evening."""

    opened: int
    closed: int
    overdue: int  # of those still open: with a task or date that has passed


@dataclass(frozen=True, slots=True)
class Outcome:
    seed: int
    begins_on: date
    ends_on: date
    lines: dict[str, Line]  # by procedure
    ends: dict[str, frozenset[str]]  # by procedure: the end events there are
    reached: dict[str, frozenset[str]]  # and those that were reached
    stuck: tuple[Stuck, ...]
    refusals: dict[str, int] = field(default_factory=dict)


def simulate(
    theatre: Theatre,
    database: Database,
    plan: Plan,
    *,
    agencies: int,
    seed: int,
    begins_on: date,
    ends_on: date,
    told: Callable[[date], None] = lambda _day: None,
) -> Outcome:
    """Plays the days from `begins_on` until before `ends_on` with that many agencies in an empty, migrated database.

    `told` hears of each day. The same seed is the same time again, to the last id.
    Raises what the commands raise that is no refusal: a fault.
    """
    lots = Lots(seed)
    with ids_from(lots.new_id):
        town = _furnished(theatre, database, plan, lots, agencies=agencies, begins_on=begins_on)
        while town.today < ends_on:
            told(town.today)
            _live(town, theatre.procedures)
            town.stage.advance(_morning(town.today + timedelta(days=1)))
        lines = _lines(town, ends_on)
        _run_off(town, _opened_before(town, ends_on), told)
    return Outcome(
        seed=seed,
        begins_on=begins_on,
        ends_on=ends_on - timedelta(days=1),
        lines=lines,
        ends={key: _ends(procedure) for key, procedure in theatre.procedures.items()},
        reached={key: frozenset(elements) for key, elements in visited(database).items()},
        stuck=tuple(_stuck(town, _opened_before(town, ends_on))),
        refusals=town.refusals,
    )


def _furnished(theatre: Theatre, database: Database, plan: Plan, lots: Lots, *, agencies: int, begins_on: date) -> Town:
    """The directory and the procedures the evening before, so that the first day's schedules find them."""
    evening = _morning(begins_on - timedelta(days=1))
    stage = Stage(database, theatre.office(), NoPost(), evening)
    with unit_of_work(database) as session:
        furnish(session, stage.office, procedures=theatre.procedures, directory=theatre.directory, at=evening)
    differ(stage, theatre.procedures, Given(settings=plan.targets))
    with unit_of_work(database) as session:
        add_agencies(session, stage.office.board, until=agencies, users=plan.users, at=evening)
    town = Town(stage, plan, lots)
    lay_out_calendars(town)
    stage.advance(_morning(begins_on))
    return town


def _live(town: Town, procedures: dict[str, Procedure]) -> None:
    """One day: people leave and bring what is new, do what they promised, meet, and change their minds."""
    somebody_leaves(town)
    somebody_resigns(town)
    for key, procedure in procedures.items():
        if _is_brought(procedure):
            expected = town.plan.openings.get(key, town.plan.any_other)
            for _case in range(town.lots.how_many(expected / YEAR)):
                town.bring(key)
    _work(town)
    town.change_minds()
    town.stage.settle()


def _is_brought(procedure: Procedure) -> bool:
    """By people; others open by a schedule or out of another case."""
    start = procedure.toml.start
    return bool(start.form and (start.public or start.roles or start.recorders))


def _work(town: Town) -> None:
    town.stage.settle()
    town.look_round()
    town.do_what_is_promised()
    call_off(town)
    town.stage.advance(town.stage.now + AFTERNOON)
    meet(town)
    town.look_round()


def _run_off(town: Town, ours: set[UUID], told: Callable[[date], None]) -> None:
    """Nothing new is brought; everybody does what waits, also who was silent, until the years' cases are closed."""
    town.hurried = True
    town.wake_all()
    last = town.today + timedelta(days=town.plan.run_off_days)
    while town.today < last and _running(town, ours):
        told(town.today)
        town.promised = {task.id: town.today for task in town.waiting() if task.case_id in ours}
        town.do_what_is_promised()
        town.stage.settle()
        town.stage.advance(_morning(_next_day(town, ours)))


def _next_day(town: Town, ours: set[UUID]) -> date:
    """Tomorrow while somebody has something to do, else the day on which the next date of a case passes."""
    if any(task.case_id in ours for task in town.waiting()):
        return town.today + timedelta(days=1)
    with reading(town.stage.database) as session:
        due = session.scalar(select(func.min(Case.next_due_at)).where(Case.id.in_(ours)))
    return max(town.today, day_of(due) if due else town.today) + timedelta(days=1)


def _running(town: Town, ours: set[UUID]) -> bool:
    with reading(town.stage.database) as session:
        open_ones = session.scalars(select(Case.id).where(Case.status != CaseStatus.CLOSED))
        return any(key in ours for key in open_ones)


def _opened_before(town: Town, day: date) -> set[UUID]:
    with reading(town.stage.database) as session:
        return set(session.scalars(select(Case.id).where(Case.opened_at < start_of(day))))


def _lines(town: Town, ends_on: date) -> dict[str, Line]:
    with reading(town.stage.database) as session:
        rows = session.execute(
            select(ProcedureVersion.key, Case.id, Case.status)
            .join(ProcedureVersion, ProcedureVersion.id == Case.version_id)
            .where(Case.opened_at < start_of(ends_on))
        ).all()
        late = select(Task.case_id).where(Task.status.in_(OPEN_TASK), Task.due_at < town.stage.now)
        overdue = set(session.scalars(late))
    opened, closed = Counter(row.key for row in rows), Counter(r.key for r in rows if r.status is CaseStatus.CLOSED)
    behind = Counter(row.key for row in rows if row.id in overdue)
    return {key: Line(opened[key], closed[key], behind[key]) for key in sorted(opened)}


def _stuck(town: Town, ours: set[UUID]) -> list[Stuck]:
    with reading(town.stage.database) as session:
        left = session.scalars(select(Case).where(Case.status != CaseStatus.CLOSED).order_by(Case.number)).all()
        return [Stuck(case.number, case.version.key, _why(town, case)) for case in left if case.id in ours]


def _why(town: Town, case: Case) -> str:
    with reading(town.stage.database) as session:
        waiting = select(Task).where(Task.case_id == case.id, Task.status.in_(OPEN_TASK)).order_by(Task.element)
        tasks = [task.element for task in session.scalars(waiting)]
    dates = f"the next date is {day_of(case.next_due_at)}" if case.next_due_at else "no date is running"
    return f"{case.status}; {', '.join(tasks) or 'nobody has anything to do'}; {dates}"


def _ends(procedure: Procedure) -> frozenset[str]:
    toml = procedure.toml
    definition = engine.parse(toml.process, procedure.bpmn, procedure.dmn, digest=procedure.key)
    return frozenset(element.id for element in definition.elements.values() if element.type == "endEvent")


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, tzinfo=ZONE).astimezone(UTC)
