"""People go away and somebody stands in for them, or they give up a seat and nobody does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ombud.storage.board import Body, Seat, SeatTerm
from ombud.storage.directory import Person
from ombud.storage.session import reading
from ombud.workflows.actors import OPERATOR, person
from ombud.workflows.board import seats
from ombud.workflows.people import substitutes
from ombud.workflows.simulation.town import Town

DAYS = 365


def somebody_leaves(town: Town) -> None:
    """As many people as leave on a day; a colleague of the same organisation is asked, and accepts."""
    with reading(town.stage.database) as session:
        rows = session.execute(select(Person.id, Person.organisation_id).where(Person.active).order_by(Person.email))
        people = [(key, organisation) for key, organisation in rows if organisation]
    for _absence in range(town.lots.how_many(len(people) * town.plan.away / DAYS)):
        away, where = town.lots.random.choice(people)
        colleagues = [key for key, organisation in people if organisation == where and key != away]
        if colleagues:
            _stand_in(town, away, town.lots.random.choice(colleagues))


def _stand_in(town: Town, away: UUID, substitute: UUID) -> None:
    until, office = town.today + timedelta(days=town.lots.days(town.plan.away_days)), town.stage.office
    pair: dict[str, Any] = {"person_id": away, "substitute_id": substitute, "from_on": town.today, "to_on": until}
    asked: list[UUID] = []

    def propose(session: Session) -> None:
        asked.append(substitutes.propose(session, office, **pair, by=person(away), at=town.now))

    if town.attempt(propose) is None:
        town.attempt(substitutes.accept, office, asked[0], by=person(substitute), at=town.now)


def somebody_resigns(town: Town) -> None:
    """Whoever gives up a seat today sits in it until the evening. The seats are those that a procedure fills again."""
    for _seat in range(town.lots.how_many(town.plan.resignations / DAYS)):
        with reading(town.stage.database) as session:
            begun = SeatTerm.from_on <= town.today
            running = begun & or_(SeatTerm.to_on.is_(None), SeatTerm.to_on > town.today)
            terms = session.scalars(
                select(SeatTerm.id)
                .join(Seat)
                .join(Body)
                .where(running, Body.key == town.plan.resign_from)
                .order_by(SeatTerm.id)
            ).all()
        if not terms:
            return
        town.attempt(seats.end_term, town.lots.random.choice(terms), on=town.today, by=OPERATOR, at=town.now)
