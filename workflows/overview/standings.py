"""Where each agency stands with the case that a schedule opened for it, as `[by_agency]` of the procedure tells it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.cases import OPEN_TASK, Case, CaseStatus, Task, TaskStatus
from ombud.storage.directory import Organisation
from ombud.storage.ledger import Deadline, DeadlineStatus
from ombud.storage.scheduling import ScheduledCase
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.casefile.words import outcome_name
from ombud.workflows.days import day_of
from ombud.workflows.overview.period import Period
from ombud.workflows.procedures.by_agency import ByAgency
from ombud.workflows.procedures.deployed import Deployed, DeployedProcedures
from ombud.workflows.refusals import NotFound
from ombud.workflows.scheduling.entering import taking_part


class Stand(StrEnum):
    """In the order of the pages: what somebody has to look at comes first."""

    PAST = "past"  # past the last day for putting things right
    REMEDY = "remedy"  # something is being put right
    UNANSWERED = "unanswered"
    ANSWERED = "answered"  # and others look at it
    ENDED = "ended"  # with an outcome that is not the one wanted
    DONE = "done"
    COMING = "coming"  # the round was called, and the worker is about to open the case
    ABSENT = "absent"  # takes part, and has no case in the round: it joined later, or was not drawn


@dataclass(frozen=True, slots=True)
class Standing:
    """`by`: until when it is put right, or since when it is past that, or by when it is to be answered. `number` is empty
    where there is no case."""

    period: str  # of the round: "2027", "2027-Q1"
    agency: str
    stand: Stand
    by: datetime | None
    closed_at: datetime | None
    outcome: str
    number: str


@dataclass(frozen=True, slots=True)
class Standings:
    """`lines`: the newest round first, then as Stand has it, then by agency."""

    deployed: Deployed
    told: ByAgency
    cases: int  # that the reader may see
    lines: tuple[Standing, ...]


@dataclass(slots=True)
class _Facts:
    """What the rows of a case say of it."""

    completed: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=set)
    asked_by: list[datetime] = field(default_factory=list)
    deadlines: dict[str, Any] = field(default_factory=dict)  # of each name the one armed last


def standings_of(
    session: Session, procedures: DeployedProcedures, key: str, actor: Actor, *, period: Period, at: datetime
) -> Standings:
    """The rounds that opened within the period. Raises NotFound for a procedure that is not told by agency."""
    deployed = procedures.latest(session, key)
    told = deployed.toml.by_agency
    if told is None:
        raise NotFound()
    rows = _rows(session, key, actor, period, at)
    facts = _facts(session, told, [row.id for row in rows if row.id is not None])
    lines = [_line(deployed, told, row, facts.get(row.id, _Facts()), at) for row in rows if row.id is None or row.sees]
    lines += _absent(session, rows)
    lines.sort(key=lambda one: (list(Stand).index(one.stand), one.agency))
    lines.sort(key=lambda one: one.period, reverse=True)
    return Standings(deployed, told, sum(bool(one.number) for one in lines), tuple(lines))


def _rows(session: Session, key: str, actor: Actor, period: Period, at: datetime) -> Sequence[Any]:
    """Each agency of each round with its case, and whether the reader may see that."""
    sees = permissions.may_see_case(actor, on=day_of(at)).label("sees")
    return session.execute(
        select(
            ScheduledCase.period,
            ScheduledCase.scope_id,
            Organisation.name,
            Case.id,
            Case.number,
            Case.status,
            Case.outcome,
            Case.closed_at,
            sees,
        )
        .join(Organisation, Organisation.id == ScheduledCase.scope_id)
        .outerjoin(Case, Case.id == ScheduledCase.case_id)
        .where(ScheduledCase.procedure == key, period.holds_day(ScheduledCase.opens_on))
    ).all()


def _facts(session: Session, told: ByAgency, case_ids: Sequence[UUID]) -> Mapping[UUID | None, _Facts]:
    found: dict[UUID | None, _Facts] = {case_id: _Facts() for case_id in case_ids}
    asked = select(Task.case_id, Task.element, Task.status, Task.due_at).where(Task.case_id.in_(case_ids))
    for case_id, element, status, due_at in session.execute(asked.where(Task.element.in_(told.answers))):
        if status == TaskStatus.COMPLETED:
            found[case_id].completed.add(element)
        elif status in OPEN_TASK:
            found[case_id].open.add(element)
            found[case_id].asked_by += [due_at] if due_at else []
    dated = select(Deadline.case_id, Deadline.name, Deadline.status, Deadline.due_at).order_by(Deadline.armed_at)
    names = [name for name in (told.remedy, told.remedy_ends) if name]
    for row in session.execute(dated.where(Deadline.case_id.in_(case_ids), Deadline.name.in_(names))):
        found[row.case_id].deadlines[row.name] = row
    return found


def _line(deployed: Deployed, told: ByAgency, row: Any, facts: _Facts, at: datetime) -> Standing:
    stand, by = _stand(told, row, facts, at)
    outcome = outcome_name(deployed, row.outcome) if row.id is not None else ""
    return Standing(row.period, row.name, stand, by, row.closed_at, outcome, row.number or "")


def _stand(told: ByAgency, row: Any, facts: _Facts, at: datetime) -> tuple[Stand, datetime | None]:
    if row.id is None:
        return Stand.COMING, None
    if row.status == CaseStatus.CLOSED:
        return (Stand.DONE if row.outcome in told.done else Stand.ENDED), None
    ends, set_for = facts.deadlines.get(told.remedy_ends), facts.deadlines.get(told.remedy)
    if ends is not None and _is_past(ends, at):
        return Stand.PAST, ends.due_at
    if ends is not None and _waits(ends):
        return Stand.REMEDY, set_for.due_at if set_for is not None and _waits(set_for) else ends.due_at
    if facts.open or facts.completed != set(told.answers):
        return Stand.UNANSWERED, min(facts.asked_by, default=None)
    return Stand.ANSWERED, None


def _waits(deadline: Any) -> bool:
    return deadline.status in (DeadlineStatus.WAITING, DeadlineStatus.PAUSED)


def _is_past(deadline: Any, at: datetime) -> bool:
    """It has fired, or the worker is about to let it."""
    late = deadline.status == DeadlineStatus.WAITING and deadline.due_at is not None and deadline.due_at < at
    return deadline.status == DeadlineStatus.FIRED or late


def _absent(session: Session, rows: Sequence[Any]) -> Iterator[Standing]:
    """Agencies that take part today and were not in a round."""
    agencies = taking_part(session) if rows else ()
    for period in sorted({row.period for row in rows}):
        inside = {row.scope_id for row in rows if row.period == period}
        for agency_id, name in agencies:
            if agency_id not in inside:
                yield Standing(period, name, Stand.ABSENT, None, None, "", "")
