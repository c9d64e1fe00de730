"""What schedules do next and what they have opened: for the command line and the operator's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from ombud.storage.cases import Case
from ombud.storage.directory import Organisation
from ombud.storage.events import Event
from ombud.storage.procedures import ProcedureVersion
from ombud.storage.scheduling import ScheduledCase
from ombud.workflows.procedures.deployed import DeployedProcedures
from ombud.workflows.scheduling import calling, drawing
from ombud.workflows.scheduling.drawing import Lottery
from ombud.workflows.scheduling.rounds import Round


@dataclass(frozen=True, slots=True)
class Called:
    """A round that was called."""

    period: str
    opens_on: date  # by the rule
    called_at: datetime  # later than that after an outage
    opened: int
    waiting: int  # cases whose job has not been done yet


@dataclass(frozen=True, slots=True)
class Outlook:
    key: str
    title: str
    per_agency: bool
    drawn: bool  # of the agencies, only those that are drawn
    source: str  # a row of the register
    coming: Round
    due: Round | None  # its day has come, and the worker has not called it yet
    missed: tuple[Round, ...]  # older ones that nobody opened
    called: tuple[Called, ...]  # the newest first


@dataclass(frozen=True, slots=True)
class Opened:
    """A case of a round. `number` is empty until it is open, `organisation` where the round is one case."""

    organisation: str
    number: str


def outlooks(session: Session, procedures: DeployedProcedures, *, at: datetime) -> list[Outlook]:
    """Every schedule, the one that opens next first."""
    keys = session.scalars(select(ProcedureVersion.key).distinct()).all()
    found = [_outlook(session, known) for key in keys if (known := calling.scheduled(session, procedures, key, at=at))]
    return sorted(found, key=lambda one: (one.coming, one.key))


def opened(session: Session, key: str, period: str) -> list[Opened]:
    """The cases of a round, by organisation."""
    rows = session.execute(
        select(ScheduledCase, Organisation.name)
        .outerjoin(Organisation, Organisation.id == ScheduledCase.scope_id)
        .where(ScheduledCase.procedure == key, ScheduledCase.period == period)
        .options(joinedload(ScheduledCase.case))
        .order_by(Organisation.sort_name)
    )
    return [Opened(name or "", row.case.number if row.case else "") for row, name in rows]


def lottery_of(session: Session, key: str, period: str) -> tuple[Lottery, list[UUID]] | None:
    """What a round was drawn from, and who was drawn then, by the event; None where it was not drawn.

    The one gives the other again, or somebody changed the record.
    """
    for body in session.scalars(select(Event.body).where(Event.kind == calling.CALLED).order_by(Event.seq)):
        if (body["procedure"], body["period"]) == (key, period) and "draw" in body:
            return drawing.read(body["draw"]), [UUID(one) for one in body["draw"]["selected"]]
    return None


def cases_by_name(session: Session) -> dict[str, UUID]:
    """Every case a schedule has opened: "procedure period", and the organisation where there is one for each."""
    rows = session.execute(
        select(ScheduledCase.procedure, ScheduledCase.period, Organisation.name, Case.id)
        .join(Case, Case.id == ScheduledCase.case_id)
        .outerjoin(Organisation, Organisation.id == ScheduledCase.scope_id)
    )
    return {" ".join(filter(None, (key, period, name))): case_id for key, period, name, case_id in rows}


def _outlook(session: Session, known: calling.Scheduled) -> Outlook:
    toml, standing = known.deployed.toml, known.standing
    called = _called(session, toml.key)
    names = {one.period for one in called}
    due = standing.current if standing.current and standing.current.period not in names else None
    missed = tuple(one for one in standing.older if one.period not in names)
    return Outlook(
        key=toml.key,
        title=toml.title,
        per_agency=bool(known.rule.per),
        drawn=known.rule.draw is not None,
        source=known.rule.source,
        coming=standing.coming,
        due=due,
        missed=missed,
        called=called,
    )


def _called(session: Session, key: str) -> tuple[Called, ...]:
    many, done = func.count(), func.count(ScheduledCase.case_id)
    first, called_at = func.min(ScheduledCase.opens_on), func.min(ScheduledCase.called_at)
    rows = session.execute(
        select(ScheduledCase.period, first, called_at, done, many)
        .where(ScheduledCase.procedure == key)
        .group_by(ScheduledCase.period)
        .order_by(first.desc())
    )
    return tuple(Called(period, on, when, opened, total - opened) for period, on, when, opened, total in rows)
