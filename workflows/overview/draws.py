"""Rounds for which agencies were drawn by lot: how many took part, were drawn, and how far their cases have come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from ombud.storage.cases import Case, CaseStatus
from ombud.storage.events import SYSTEM_CHAIN, Event
from ombud.storage.scheduling import ScheduledCase
from ombud.workflows import permissions
from ombud.workflows.actors import Actor
from ombud.workflows.days import day_of
from ombud.workflows.overview.period import Period
from ombud.workflows.procedures.deployed import DeployedProcedures
from ombud.workflows.scheduling import drawing
from ombud.workflows.scheduling.calling import CALLED


@dataclass(frozen=True, slots=True)
class Draw:
    """A round. `opened` and `closed` count the cases that the reader may see, `closed` being part of `opened`."""

    procedure: str  # its key
    title: str
    period: str
    opens_on: date
    took_part: int
    percent: int  # the share that was to be drawn, by the setting of that day
    drawn: int
    coming: int  # drawn, and the worker is about to open their case
    opened: int
    closed: int


@dataclass(frozen=True, slots=True)
class Draws:
    """`titles`: the procedures that draw at all. `rounds`: those that opened within the period, the newest first."""

    titles: tuple[str, ...]
    rounds: tuple[Draw, ...]

    @property
    def cases(self) -> int:
        return sum(one.opened for one in self.rounds)


def draws_of(session: Session, procedures: DeployedProcedures, actor: Actor, *, period: Period, at: datetime) -> Draws:
    titles = {
        one.toml.key: one.toml.title
        for one in procedures.all_latest(session)
        if one.toml.schedule is not None and one.toml.schedule.draw is not None
    }
    sees = permissions.may_see_case(actor, on=day_of(at))
    seen, done = case((sees, 1)), case((and_(sees, Case.status == CaseStatus.CLOSED), 1))
    rows = session.execute(
        select(
            ScheduledCase.procedure,
            ScheduledCase.period,
            func.min(ScheduledCase.opens_on),
            func.count(),
            func.count(ScheduledCase.case_id),
            func.count(seen),
            func.count(done),
        )
        .outerjoin(Case, Case.id == ScheduledCase.case_id)
        .where(ScheduledCase.procedure.in_(titles), period.holds_day(ScheduledCase.opens_on))
        .group_by(ScheduledCase.procedure, ScheduledCase.period)
    ).all()
    lots = _lotteries(session) if rows else {}
    found = [
        Draw(key, titles[key], name, on, *lots.get((key, name), (drawn, 0)), drawn, drawn - there, opened, closed)
        for key, name, on, drawn, there, opened, closed in rows
    ]
    found.sort(key=lambda one: (one.opens_on, one.procedure), reverse=True)
    return Draws(tuple(titles.values()), tuple(found))


def _lotteries(session: Session) -> dict[tuple[str, str], tuple[int, int]]:
    """Of each round that was drawn: how many took part, and the share in percent, as its event keeps them."""
    bodies = session.scalars(select(Event.body).where(Event.chain == SYSTEM_CHAIN, Event.kind == CALLED))
    read = {(body["procedure"], body["period"]): drawing.read(body["draw"]) for body in bodies if "draw" in body}
    return {place: (len(lottery.entered), lottery.percent) for place, lottery in read.items()}
