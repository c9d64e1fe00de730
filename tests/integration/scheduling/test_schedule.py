"""The seasons of a schedule: quarters come and go, the office is away, agencies join and leave, the rule is retired."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ombud.storage.cases import Case, Party, Submission
from ombud.storage.directory import Organisation, Participation
from ombud.storage.events import Event
from ombud.storage.jobs import Job, JobKind, JobStatus
from ombud.workflows import cases
from ombud.workflows.actors import OPERATOR, STRANGER
from ombud.workflows.actors import person as person_actor
from ombud.workflows.refusals import Forbidden, InvalidCommand, NotYours
from ombud.workflows.scheduling import calling, reading
from tests.integration.scheduling.season import agency, day, deploy_visit, opened, outlook
from tests.integration.worker.world import World, add_person


def test_each_quarter_each_agency_has_one_case(world: World) -> None:
    assert opened(world) == {}  # the quarter it was deployed in had begun: it was not Ombud's
    assert outlook(world).coming.period == "2026-Q2"
    world.clock.at = day(2026, 4, 1, hour=4)
    world.work()
    assert set(opened(world)) == {("2026-Q2", "Elm House"), ("2026-Q2", "Harbor House")}
    world.clock.at = day(2026, 6, 30)
    assert world.work() == 0
    world.clock.at = day(2026, 7, 1)
    world.work()
    assert len(opened(world)) == 4


def test_the_case_is_nobodys_and_knows_its_period_and_agency(world: World) -> None:
    world.clock.at = day(2026, 4, 1)
    world.work()

    def looked_at(session: Session) -> None:
        case = session.scalars(select(Case).join(Organisation).where(Organisation.name == "Elm House")).one()
        assert orjson.loads(case.variables) == {"period": "2026-Q2", "organisation": str(case.organisation_id)}
        assert case.opened_by is None
        assert session.scalars(select(Party)).all() == session.scalars(select(Submission)).all() == []
        event = session.scalars(select(Event).where(Event.chain == case.id, Event.kind == "opened")).one()
        assert (event.actor, event.body["period"]) == ("worker", "2026-Q2")
        assert session.scalars(select(Event.body).where(Event.kind == calling.CALLED)).one() == {
            "procedure": "visit",
            "period": "2026-Q2",
            "cases": 2,
        }

    world.each(looked_at)


def test_nobody_opens_one_by_hand(world: World) -> None:
    for actor in (STRANGER, OPERATOR):
        with pytest.raises(NotYours):
            world.each(lambda s, by=actor: cases.open_case(s, world.office, "visit", {}, by=by, at=world.clock()))


def test_after_an_outage_the_current_quarter_opens_late_and_the_missed_one_is_listed(world: World) -> None:
    world.clock.at = day(2026, 8, 5)
    assert outlook(world).due is not None
    world.work()
    assert set(opened(world)) == {("2026-Q3", "Elm House"), ("2026-Q3", "Harbor House")}
    now = outlook(world)
    assert [one.period for one in now.missed] == ["2026-Q2"]
    assert (now.due, now.called[0].opened, now.called[0].called_at) == (None, 2, world.clock.at)
    assert now.coming.period == "2026-Q4"

    world.each(lambda s: _call(s, world, "2026-Q2"))
    world.work()
    assert {period for period, _name in opened(world)} == {"2026-Q2", "2026-Q3"}
    assert set(opened(world).values()) == {1}
    assert outlook(world).missed == ()
    for period in ("2026-Q2", "2026-Q3", "2026-Q1", "2026-Q4", "2026"):
        with pytest.raises(InvalidCommand):
            world.each(lambda s, period=period: _call(s, world, period))


def test_only_an_operator_opens_a_missed_one(world: World) -> None:
    world.clock.at = day(2026, 8, 5)
    who = world.each(lambda s: add_person(s, "staff@nutmeg.example", "lead_staff", name="Staff").id)
    with pytest.raises(Forbidden):
        world.each(
            lambda s: calling.call_older(
                s, world.office.procedures, "visit", "2026-Q2", by=person_actor(who), at=world.clock()
            )
        )


def test_a_restarted_worker_calls_what_lost_its_job(world: World) -> None:
    """As after a restored backup: a worker that starts looks at every schedule."""
    world.each(lambda s: s.execute(update(Job).where(Job.kind == JobKind.SCHEDULE).values(status=JobStatus.DONE)))
    world.clock.at = day(2026, 4, 9)
    assert world.work() == 0
    for _start in range(2):
        world.each(lambda s: calling.watch_all(s, world.office.procedures, at=world.clock()))
        world.work()
        assert set(opened(world).values()) == {1}
    assert len(opened(world)) == 2


def test_who_joins_in_mid_period_is_in_the_next_one(world: World) -> None:
    agency(world, "Prospect", Participation.PROSPECTIVE)
    world.clock.at = day(2026, 4, 1)
    world.work()
    world.each(lambda s: s.execute(_participation("Prospect", Participation.PARTICIPATING)))
    world.each(lambda s: s.execute(_participation("Elm House", Participation.ENDED)))
    world.clock.at = day(2026, 4, 20)
    world.each(lambda s: calling.watch_all(s, world.office.procedures, at=world.clock()))
    world.work()
    assert {name for _period, name in opened(world)} == {"Elm House", "Harbor House"}
    world.clock.at = day(2026, 7, 1)
    world.work()
    third = {name for period, name in opened(world) if period == "2026-Q3"}
    assert third == {"Harbor House", "Prospect"}


def test_a_retired_schedule_opens_nothing_and_one_that_comes_back_begins_anew(world: World, tmp_path: Path) -> None:
    world.clock.at = day(2026, 3, 20)
    deploy_visit(world, tmp_path, version=2, schedule='[start]\nform = "inquiry.ask"\nroles = ["hdc"]\n')
    world.clock.at = day(2026, 7, 1)
    world.work()
    assert opened(world) == {}
    assert world.each(lambda s: reading.outlooks(s, world.office.procedures, at=world.clock())) == []
    with pytest.raises(InvalidCommand):
        world.each(lambda s: _call(s, world, "2026-Q3"))

    world.clock.at = day(2026, 8, 3)
    deploy_visit(world, tmp_path, version=3)
    world.work()
    assert opened(world) == {}
    assert outlook(world).missed == ()
    world.clock.at = day(2026, 10, 1)
    world.work()
    assert {period for period, _name in opened(world)} == {"2026-Q4"}


def test_retired_between_the_call_and_the_case(world: World, tmp_path: Path) -> None:
    world.clock.at = day(2026, 4, 1)
    world.each(lambda s: calling.look(s, world.office.procedures, "visit", at=world.clock()))
    deploy_visit(world, tmp_path, version=2, schedule='[start]\nform = "inquiry.ask"\nroles = ["hdc"]\n')
    world.work()
    assert opened(world) == {}


def _call(session: Session, world: World, period: str) -> int:
    return calling.call_older(session, world.office.procedures, "visit", period, by=OPERATOR, at=world.clock())


def _participation(name: str, participation: Participation) -> object:
    return update(Organisation).where(Organisation.name == name).values(participation=participation)
