"""Where each agency stands, and how far a round of drawn agencies has come: by what the events say, and by who looks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from ombud.storage.cases import Case
from ombud.storage.events import Event
from ombud.storage.session import reading
from ombud.workflows.actors import OPERATOR
from ombud.workflows.days import day_of
from ombud.workflows.overview.draws import Draws, draws_of
from ombud.workflows.overview.period import year
from ombud.workflows.overview.standings import Stand, Standings, standings_of
from ombud.workflows.refusals import NotFound
from tests.integration.overview.visits import does, joins, visits
from tests.integration.worker.world import World
from tests.support.statements import statements


def standings(world: World, of: int = 2027, by: str = "") -> Standings:
    actor = world.person(f"{by}@town.example") if by else OPERATOR
    with reading(world.database) as session:
        return standings_of(session, world.office.procedures, "visit", actor, period=year(of), at=world.clock())


def draws(world: World, by: str = "") -> Draws:
    actor = world.person(f"{by}@town.example") if by else OPERATOR
    with reading(world.database) as session:
        return draws_of(session, world.office.procedures, actor, period=year(2027), at=world.clock())


def stands(world: World) -> dict[str, Stand]:
    return {line.agency: line.stand for line in standings(world).lines}


def new_year(world: World) -> None:
    world.clock.at = datetime(2027, 1, 1, 15, tzinfo=UTC)
    world.work()


def test_an_agency_is_followed_from_the_question_to_the_end(world: World, tmp_path: Path) -> None:
    visits(world, tmp_path, "Elm", "Harbor", "Oak", "Willow", "Ash")
    assert standings(world).lines == ()
    new_year(world)
    assert set(stands(world).values()) == {Stand.UNANSWERED}
    assert {day_of(line.by) for line in standings(world).lines if line.by} == {date(2027, 1, 31)}
    for agency in ("Elm", "Harbor", "Oak", "Willow"):
        does(world, agency, "file")
    for agency, verdict in {"Harbor": "mend", "Oak": "well", "Willow": "end"}.items():
        does(world, agency, "look", "lead_staff", verdict=verdict)
    joins(world, "Birch")
    assert stands(world) == {
        "Harbor": Stand.REMEDY,
        "Ash": Stand.UNANSWERED,
        "Elm": Stand.ANSWERED,
        "Willow": Stand.ENDED,
        "Oak": Stand.DONE,
        "Birch": Stand.ABSENT,
    }
    assert next(iter(stands(world))) == "Harbor"
    assert day_of(standings(world).lines[0].by or world.clock()) == date(2027, 2, 15)
    world.clock.at += timedelta(days=61)
    assert stands(world)["Harbor"] is Stand.PAST  # before the worker has come round to it
    world.work()
    assert stands(world)["Harbor"] is Stand.PAST
    does(world, "Harbor", "mend")
    does(world, "Harbor", "look", "lead_staff", verdict="well")
    assert stands(world)["Harbor"] is Stand.DONE
    assert ended_by_the_events(world) == {
        line.number: line.outcome for line in standings(world).lines if line.closed_at
    }


def ended_by_the_events(world: World) -> dict[str, str]:
    words = {"good": "All is well", "bad": "Ended otherwise"}
    with reading(world.database) as session:
        rows = session.execute(select(Case.number, Event.body).join(Event, Event.chain == Case.id))
        return {number: words[body["ended"]] for number, body in rows if body.get("ended")}


def test_whoever_may_not_see_a_case_is_not_told_of_it(world: World, tmp_path: Path) -> None:
    visits(world, tmp_path, "Elm", "Harbor")
    new_year(world)
    seen = standings(world, by="elm")
    assert [(line.agency, line.stand) for line in seen.lines] == [("Elm", Stand.UNANSWERED)]
    assert seen.cases == 1
    assert standings(world, by="lead_staff").cases == 0
    assert standings(world, by="operator").cases == 2


@pytest.mark.both_databases
def test_how_many_statements_does_not_grow_with_the_agencies(world: World, tmp_path: Path) -> None:
    visits(world, tmp_path, "Elm")
    for name in ("Oak", "Ash", "Fir", "Yew"):
        joins(world, name)
    new_year(world)
    standings(world)
    with statements(world.database) as asked:
        assert len(standings(world).lines) == 5
    assert len(asked) <= 7, asked
    with pytest.raises(NotFound), reading(world.database) as session:
        standings_of(session, world.office.procedures, "visits", OPERATOR, period=year(2027), at=world.clock())


@pytest.mark.both_databases
def test_a_round_of_drawn_agencies_and_how_far_it_has_come(world: World, tmp_path: Path) -> None:
    visits(world, tmp_path, *(f"Agency{number}" for number in range(6)), drawn=True)
    assert draws(world) == Draws(("Yearly visit",), ())
    new_year(world)
    draws(world)
    with statements(world.database) as asked:
        (found,) = draws(world).rounds
    assert len(asked) <= 4, asked
    assert (found.took_part, found.percent, found.drawn, found.opened, found.closed) == (6, 25, 2, 2, 0)
    chosen, other = drawn_by_the_event(world)
    does(world, chosen, "file")
    does(world, chosen, "look", "lead_staff", verdict="well")
    (found,) = draws(world).rounds
    assert (found.drawn, found.opened, found.closed, found.coming) == (2, 2, 1, 0)
    (theirs,) = draws(world, by=other.lower()).rounds
    assert (theirs.drawn, theirs.opened, theirs.closed) == (2, 1, 0)


def drawn_by_the_event(world: World) -> list[str]:
    with reading(world.database) as session:
        (body,) = session.scalars(select(Event.body).where(Event.kind == "schedule.called"))
    names = {one["id"]: one["name"] for one in body["draw"]["snapshot"]}
    return [names[one] for one in body["draw"]["selected"]]
