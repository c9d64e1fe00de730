"""The calendar of a year: what opens by itself, duties, meetings and closures, each on its day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from ombud.storage.board import Body
from ombud.storage.meetings import Closure, Meeting, MeetingKind, MeetingStatus
from ombud.storage.session import reading
from ombud.workflows.actors import OPERATOR
from ombud.workflows.board import duties
from ombud.workflows.overview.diary import Diary, Kind, Stage, diary_of
from ombud.workflows.overview.period import year
from tests.integration.overview.visits import visits
from tests.integration.worker.world import World
from tests.support.statements import statements


def diary(world: World, of: int, by: str = "operator") -> Diary:
    actor = world.person(f"{by}@town.example")
    with reading(world.database) as session:
        return diary_of(session, world.office, actor, period=year(of), at=world.clock())


def test_each_thing_stands_on_its_day(world: World, tmp_path: Path) -> None:
    visits(world, tmp_path, "Elm")
    when = datetime(2027, 3, 3, 15, tzinfo=UTC)

    def furnish(session: Session) -> None:
        body = Body(key="panel", name="Panel")
        session.add(body)
        session.flush()
        kept = {"body_id": body.id, "kind": MeetingKind.REGULAR}
        session.add(Meeting(starts_at=when, quarterly=True, **kept))
        session.add(Meeting(starts_at=when.replace(month=4), status=MeetingStatus.CANCELLED, **kept))
        session.add(Closure(on=date(2027, 7, 5), name="Independence Day", recorded_at=world.clock()))

    world.each(furnish)
    shown = [(one.on, one.kind, one.what, one.stage) for one in diary(world, 2027).entries]
    assert shown == [
        (date(2027, 1, 1), Kind.ROUND, "Yearly visit, 2027", Stage.COMING),
        (date(2027, 3, 3), Kind.MEETING, "Panel, quarterly meeting", Stage.COMING),
        (date(2027, 7, 5), Kind.CLOSURE, "Independence Day", Stage.COMING),
    ]
    assert diary(world, 2026).entries == (), "its schedule began on 30 December"
    assert [one.what for one in diary(world, 2028).entries] == ["Yearly visit, 2028"]


def test_a_duty_comes_round_from_the_day_it_was_done(world: World, tmp_path: Path) -> None:
    visits(world, tmp_path)
    duty = next(one for one in world.office.duties.duties if one.every == "P1Y")
    assert duty.what in diary(world, 2027).unrecorded
    done = {"done_on": date(2026, 2, 10), "evidence": "Minutes.", "by": OPERATOR, "at": world.clock()}
    world.each(lambda s: duties.record_done(s, world.office, duty.key, **done))
    days = [
        [(one.on, one.stage) for one in diary(world, number).entries if one.duty == duty.key]
        for number in (2025, 2026, 2027, 2028)
    ]
    assert days == [
        [],
        [(date(2026, 2, 10), Stage.PAST)],
        [(date(2027, 2, 10), Stage.COMING)],
        [(date(2028, 2, 10), Stage.COMING)],
    ]
    world.clock.at = datetime(2027, 5, 1, 12, tzinfo=UTC)
    assert [one.stage for one in diary(world, 2027).entries if one.duty == duty.key] == [Stage.LATE]
    assert not [one for one in diary(world, 2027, by="lead_staff").entries if one.duty == duty.key], "it is not theirs"
    with statements(world.database) as asked:
        diary(world, 2027)
    assert len(asked) <= 9, asked
