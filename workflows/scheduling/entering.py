"""Who is in a round: nobody in particular, every agency that takes part, or those that are drawn by lot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.base import new_id
from ombud.storage.directory import Organisation, OrganisationKind, Participation
from ombud.storage.scheduling import ScheduledCase
from ombud.workflows import settings
from ombud.workflows.procedures.model import Draw, ProcedureToml
from ombud.workflows.scheduling.drawing import Entered, Lottery
from ombud.workflows.scheduling.rounds import Round


def taking_part(session: Session) -> Sequence[tuple[UUID, str]]:
    """The agencies that take part now, id and name, by name."""
    rows = session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.kind == OrganisationKind.AGENCY, Organisation.participation == Participation.PARTICIPATING)
        .order_by(Organisation.sort_name)
    )
    return [(key, name) for key, name in rows]


def lottery(session: Session, toml: ProcedureToml, rule: Draw, which: Round, *, at: datetime) -> Lottery:
    """A new one, with the settings of the day and a seed of its own."""
    values = settings.snapshot(session, toml, at=at)
    rest = int(values[rule.rest])
    resting = _drawn_lately(session, toml.key, which, rounds=rest)
    entered = tuple(Entered(key, name, key in resting) for key, name in taking_part(session))
    return Lottery(new_seed(), int(values[rule.percent]), rule.rounding, rest, entered)


def new_seed() -> str:
    """Random as every id is: nobody can guess who will be drawn."""
    return new_id().hex


def _drawn_lately(session: Session, key: str, which: Round, *, rounds: int) -> frozenset[UUID]:
    """Whoever was drawn in one of the last `rounds` that were called for days before this one's; where this one is called
    late, also in one of the first for days after it: it was not their turn again so soon."""
    day = ScheduledCase.opens_on
    days = select(day).where(ScheduledCase.procedure == key).distinct().limit(rounds)
    near = [
        *session.scalars(days.where(day < which.opens_on).order_by(day.desc())),
        *session.scalars(days.where(day > which.opens_on).order_by(day)),
    ]
    drawn = select(ScheduledCase.scope_id).where(ScheduledCase.procedure == key, day.in_(near))
    return frozenset(session.scalars(drawn))
